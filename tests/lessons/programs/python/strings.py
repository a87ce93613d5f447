s = "  Deep Learning, deep roots  "
print(s.strip(), s.lower().count("deep"), s.split(), s.replace("deep", "shallow"), s.find("L"), s.title())
print(
    "-".join(["a", "b", "c"]),
    "abc"[::-1],
    "abc" * 2,
    "a" in "abc",
    "abc".upper(),
    "a,b,,c".split(","),
    "x=1".partition("="),
)
print("7".zfill(3), "ab".ljust(5, "."), "ab".rjust(5), "ab".center(6, "*"), "tEst".capitalize(), "Test".swapcase())
print(
    "line one\nline two\ttab", r"raw\n", "uni\u00e9", len("naïve"), ord("a"), chr(955), "a" < "b", "é".encode("utf-8")
)
print(
    """triple
quoted""",
    "its",
    "startswith".startswith("st"),
    "file.py".endswith((".py", ".txt")),
    "abc".index("c"),
    "12".isdigit(),
    "ab1".isalnum(),
)
print(
    "%s has %d parameters" % ("model", 12),
    "{!r:>8}".format("x"),
    f"{'a':>3}{'b':<3}|{3.14159:.2f}",
    "a\\b",
    repr("a\nb"),
)
