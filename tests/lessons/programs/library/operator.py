import operator

print(
    operator.add(1, 2),
    operator.mul(3, 4),
    operator.neg(5),
    operator.itemgetter(1)([1, 2]),
    operator.truediv(7, 2),
    operator.eq(1, 1.0),
)
print([f(6, 3) for f in (operator.sub, operator.floordiv, operator.mod, operator.pow, operator.lt, operator.and_)])
print(operator.attrgetter("real")(3 + 4j), operator.contains([1], 1), operator.not_(0), operator.getitem({"a": 1}, "a"))
import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
for f in (operator.add, operator.sub, operator.mul, operator.truediv, operator.pow):
    y = f(x, 3)
    print(f.__name__, y, torch.autograd.grad(y.sum(), x)[0])
