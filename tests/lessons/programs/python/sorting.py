records = [("b", 2), ("a", 3), ("c", 1)]
print(
    sorted(records),
    sorted(records, key=lambda r: r[1]),
    sorted("hello", reverse=True),
    max(records, key=lambda r: r[1]),
)
from operator import attrgetter, itemgetter

print(sorted(records, key=itemgetter(1)), list(map(itemgetter(0), records)), list(filter(lambda r: r[1] > 1, records)))
print(
    list(reversed([1, 2, 3])),
    list(zip([1, 2, 3], "ab")),
    list(enumerate("xy")),
    list(map(lambda a, b: a + b, [1, 2], [3, 4])),
)
print(
    min(3, 1),
    sum([[1], [2]], []),
    sum([0.1, 0.2]),
    any([]),
    all([]),
    round(3.14159, 3),
    divmod(7, 2),
    abs(-2),
    bool([0]),
)
try:
    sorted([1, "a"])
except TypeError as error:
    print(error)
