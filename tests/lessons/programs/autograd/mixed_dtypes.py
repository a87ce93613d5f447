import torch

a = torch.tensor([1.0, 2.0], requires_grad=True)
b = torch.tensor([3.0, 4.0], dtype=torch.float64, requires_grad=True)
i = torch.tensor([2, 3])
y = (a * b + i).sum()
y.backward()
print(y, a.grad, b.grad, a.grad.dtype, b.grad.dtype)
h = torch.tensor([1.0], dtype=torch.float16, requires_grad=True)
(h.float() * 3).sum().backward()
print(h.grad, (h * 2).dtype, (h + a).dtype)
c = a.double().sum() / 3
print(c, torch.autograd.grad(c, a))
