def count_to(n):
    i = 0
    while i < n:
        received = yield i
        i = received if received is not None else i + 1


g = count_to(5)
print(next(g), next(g), g.send(4), list(g))


def flatten(nested):
    for item in nested:
        if isinstance(item, list):
            yield from flatten(item)
        else:
            yield item


print(list(flatten([1, [2, [3, 4], 5], [[6]]])))


def fibonacci():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b


from itertools import islice, takewhile

print(list(islice(fibonacci(), 10)), list(takewhile(lambda x: x < 30, fibonacci())))
squares = (n * n for n in range(4))
print(next(squares), sum(squares), list(squares), next(squares, "done"))
try:
    next(iter([]))
except StopIteration as error:
    print("stopped", error.value)
