def power(base, exponent=2, *, scale=1.0, **rest):
    """Raise a base."""
    return scale * base**exponent, rest


print(power(3), power(2, 3), power(2, scale=0.5), power(exponent=1, base=4, note="n"))
print(power.__name__, power.__doc__, power.__defaults__ if False else "", callable(power))


def total(*numbers, start=0):
    for number in numbers:
        start += number
    return start


print(total(), total(1, 2, 3), total(*[4, 5], start=10), total(*range(4)))
compose = lambda f, g: lambda x: f(g(x))
print(compose(abs, int)("-5"), (lambda *a, **k: (a, k))(1, b=2))


def outer():
    count = 0

    def inner():
        nonlocal count
        count += 1
        return count

    return inner


step = outer()
step()
print(step(), outer()())
for call in (lambda: power(), lambda: power(1, 2, 3), lambda: total(stop=1), lambda: step(1)):
    try:
        call()
    except TypeError as error:
        print(error)
