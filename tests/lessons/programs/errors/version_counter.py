import torch

a = torch.ones(2, requires_grad=True)
b = a.exp()
c = b * 2
b.add_(1)
c.sum().backward()
print(a.grad)
d = a.exp()
d.mul_(2)
d.sum().backward()
