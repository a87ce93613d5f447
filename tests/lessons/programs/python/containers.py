stack = [3, 1, 2]
stack.append(5)
stack.extend([4, 4])
stack.insert(0, 9)
print(stack.pop(), stack, stack.index(2), stack.count(4), sorted(stack), stack[::-1], stack[1:3])
stack.sort(key=lambda x: -x)
stack.remove(9)
del stack[0]
stack[1:2] = [7, 8]
print(stack, len(stack), stack.copy() == stack, [1, 2] < [1, 3], [[0] * 2] * 2)
d = {"lr": 0.1, "epochs": 3}
d["name"] = "sgd"
d.update(lr=0.01, momentum=0.9)
print(d, d.get("x"), d.get("x", 0), d.pop("name"), list(d), list(d.values()), list(d.items()), "lr" in d)
print(d.setdefault("seed", 1), d.setdefault("seed", 2), {"a": {"b": [1]}}["a"]["b"][0])
a, b = {1, 2, 3}, {3, 4}
print(a | b, a & b, a - b, a ^ b, a <= {1, 2, 3, 4}, frozenset([1]), (1, 2) + (3,), (1,) * 3, tuple([1, 2]))
try:
    d["missing"]
except KeyError as error:
    print(repr(error), error)
