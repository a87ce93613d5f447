import torch

x = torch.arange(4.0, requires_grad=True)
y = x.clone()
y[0] = 100
z = y.view(2, 2).t().contiguous().flatten()
loss = (z * torch.arange(4.0)).sum() + x.flip(0)[0] * 2 + x.roll(1)[0] + torch.cat([x[:2], x[2:]]).prod()
loss.backward()
print(z, x.grad)
a = torch.zeros(2, 2)
a[0] = x[:2]
a[:, 1] = x[2:] * 2
x.grad = None
a.sum().backward()
print(a, x.grad)
b = torch.stack([x, x * 2]).sum(0).split(2)[1]
x.grad = None
b.sum().backward()
print(b, x.grad)
