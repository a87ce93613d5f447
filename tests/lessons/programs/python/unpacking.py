first, *middle, last = [1, 2, 3, 4, 5]
(a, b), c = (1, 2), 3
[d, [e, f]] = [4, [5, 6]]
print(first, middle, last, a, b, c, d, e, f)
a, b = b, a
print(a, b, *middle, sep="|")


def f(*args, **kwargs):
    return args, sorted(kwargs.items())


print(f(*[1, 2], 3, **{"x": 1}, y=2), [*"ab", *(1, 2)], {**{"a": 1}, "b": 2}, (*range(2), 9))
for i, (name, value) in enumerate({"lr": 0.1, "wd": 0.0}.items()):
    print(i, name, value)
for bad in (lambda: (lambda: [x for x, y in [1]])(), lambda: dict([1]), lambda: f(**[1])):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)
try:
    p, q = [1, 2, 3]
except ValueError as error:
    print(error)
try:
    p, q, r = [1]
except ValueError as error:
    print(error)
try:
    p, *q, r = [1]
except ValueError as error:
    print(error)
