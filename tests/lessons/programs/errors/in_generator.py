def numbers(n):
    for i in range(n):
        if i == 2:
            raise RuntimeError(f"no {i}")
        yield i


total = sum(
    x * 2
    for x in numbers(5)
)
