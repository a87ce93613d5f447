import torch

x = torch.tensor([2.0], requires_grad=True)
y = x**2
x.data.fill_(10.0)
y.backward()
print(x.grad, x)
x = torch.tensor([2.0], requires_grad=True)
y = x**2
x.detach().fill_(10.0)
try:
    y.backward()
except RuntimeError as error:
    print(error)
z = (x * 2).detach_()
print(z, z.requires_grad, x.data, x.data.requires_grad, x.detach().grad_fn)
x.data = torch.tensor([1.0, 2.0])
print(x, x.is_leaf)
