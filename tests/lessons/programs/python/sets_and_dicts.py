a = {"x": 1, "y": 2}
b = dict(x=5, z=3)
print(
    a | b,
    {**a, **b},
    a.keys() & b.keys(),
    sorted(a.keys() | b.keys()),
    a.items() == {"x": 1, "y": 2}.items(),
    dict.fromkeys("ab", 0),
    list(reversed(a)),
    len(a),
    min(a),
    {v: k for k, v in a.items()},
)
for key in list(a):
    if a[key] > 1:
        del a[key]
print(a, a.pop("q", None), a.popitem(), a, b.get("q") is None, "x" in b, sorted(b.items(), key=lambda kv: -kv[1]))
s = {3, 1, 2}
s.add(5)
s.discard(9)
s.update([1, 7])
s.remove(7)
print(
    sorted(s),
    len(s),
    s.issuperset({1}),
    {1, 2}.isdisjoint({3}),
    {1} < {1, 2},
    {1, 2} == {2, 1},
    sorted({x % 3 for x in range(10)}),
)
groups = {}
for word in ["ape", "bee", "ant", "bat"]:
    groups.setdefault(word[0], []).append(word)
print(groups, {k: len(v) for k, v in groups.items()}, sum(len(v) for v in groups.values()))
for bad in (lambda: {[1]: 2}, lambda: {1, [2]}, lambda: s.remove(99), lambda: a["none"], lambda: {}.popitem()):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)
