import torch

x = torch.ones(3, requires_grad=True)
y = torch.zeros(3)
y[0] = x[0] * 2
y[1:] = x[1:] ** 2
print(y, y.grad_fn, y.requires_grad)
y.sum().backward()
print(x.grad)
base = x * 1
part = base[:2]
part.mul_(5)
print(base, part, base.grad_fn, part.grad_fn)
base.sum().backward()
print(x.grad)
