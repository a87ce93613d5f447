import torch

x = torch.ones(3, 1, requires_grad=True)
y = torch.arange(4.0, requires_grad=True)
b = torch.tensor(2.0, requires_grad=True)
z = x * y + b
print(z.shape)
z.sum().backward()
print(x.grad, y.grad, b.grad, x.grad.shape)
w = torch.ones(2, 3, requires_grad=True)
(w.expand(4, 2, 3) * 2).sum().backward()
print(w.grad)
(w.sum(0, keepdim=True) * w).mean().backward()
print(w.grad)
