import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * 2
z = y**2
y.add_(1)
print(y._version)
try:
    z.sum().backward()
except RuntimeError as error:
    print(error)
w = x.exp()
w += 1
try:
    w.sum().backward()
except RuntimeError as error:
    print(error)
v = x.sin()
v.mul_(3)
v.sum().backward()
print(x.grad, v)
