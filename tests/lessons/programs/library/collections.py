from collections import ChainMap, Counter, OrderedDict, defaultdict, deque

words = "a b a c b a".split()
c = Counter(words)
print(c, c.most_common(1), c["z"], sum(c.values()), Counter("ab") + Counter("b"), list(Counter(a=2).elements()))
d = defaultdict(list)
for i, w in enumerate(words):
    d[w].append(i)
print(d, dict(d), defaultdict(int)["x"])
q = deque([1, 2, 3], maxlen=3)
q.append(4)
q.appendleft(0)
q.rotate(1)
print(q, q[0], q.pop(), list(q), len(q))
o = OrderedDict(a=1, b=2)
o.move_to_end("a")
print(o, o.popitem(last=False), ChainMap({"a": 1}, {"a": 2, "b": 3})["b"])
