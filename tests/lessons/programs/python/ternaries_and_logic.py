x, y = 3, 0
print(
    "big" if x > 2 else "small",
    x and y,
    x or y,
    not x,
    bool(y),
    x if y else "none",
    (x > 1) + (x > 2),
    x == 3 != y,
    None or [] or "last",
    1 and 2 and 3,
)
print(
    all(n > 0 for n in (1, 2)),
    any([0, "", None]),
    x is not None,
    x in (1, 3),
    2 not in [1],
    isinstance(True, int),
    True + True,
    max("apple", "pear", key=len),
    sorted([3, -1, 2], key=abs),
)
value = 5
kind = "neg" if value < 0 else "zero" if value == 0 else "pos"
print(
    kind,
    [("even", "odd")[n % 2] for n in range(3)],
    {True: "yes", False: "no"}[value > 4],
    value // 2,
    value % 2,
    -value % 3,
    ~value,
    value << 2,
    value ^ 1,
    value & 4,
    value | 2,
)
while (value := value - 2) > 0:
    print("value", value)
print(value, 10 > value > -5, [*range(0, 10, 3)], [*range(5, 0, -2)], list(range(3))[::-1], (lambda: 7)())
