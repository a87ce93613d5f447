import datetime

pi = 3.14159265
print(
    f"{pi:.0f} {pi:8.3f}|{pi:<8.1f}|{pi:^9.2f}|{pi:+.2e} {pi:g} {1e10:g} {0.00001:g} {1234567.891:,.2f} {42:>06d} {42:#x} {42:#b} {-5: d} {5: d}"
)
print(
    "{:>10}|{:<10}|{:^10}|{:*^10}".format("a", "b", "c", "d"),
    "{0}{1}{0}".format("x", "y"),
    "{a[0]} {b.real}".format(a=[1], b=2),
    "{:{w}.{p}f}".format(pi, w=8, p=2),
)
print(
    "%5d|%-5d|%05d|%.3f|%8.2e|%s|%r|%c|%x|%o|%%" % (42, 42, 42, pi, pi, "s", "s", "c", 255, 8),
    "%(n)s" % {"n": 1},
    "%s %s" % ("a", 1),
)
name, nested = "x", {"k": [1, 2]}
print(
    f"{name!r:>5} {nested['k'][1]} {len(name) + 1} {'yes' if name else 'no'} {{}} {name=} {1 + 1 = }",
    f"{datetime.date(2024, 1, 2):%Y/%m/%d}",
    rf"\d{name}",
    f"{True:d} {True}",
    f"{None}",
    f"{'é':>3}",
)
print(
    "ab",
    "tab\tnew",
    'single "double"',
    "é\u00e9\x41",
    str(b"x"),
    "abc"[1:],
    "{}".format([1.0]),
    "{!s:>4}".format(None),
    format(255, "08b"),
    format(0.5, "%"),
    round(0.5),
    round(1.5),
    round(-2.567, 1),
)
for bad in (
    lambda: "{}".format(),
    lambda: "%d" % "x",
    lambda: f"{pi:d}",
    lambda: "{a}".format(b=1),
    lambda: "%s %s" % "x",
    lambda: format("x", "d"),
):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)
