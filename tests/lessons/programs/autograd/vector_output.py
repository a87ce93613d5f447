import torch

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x**2
try:
    y.backward()
except RuntimeError as error:
    print(error)
y.backward(torch.tensor([1.0, 0.1, 0.01]))
print(x.grad)
x.grad = None
(x**2).backward(gradient=torch.ones_like(x))
print(x.grad)
x.grad = None
(x**2).sum().backward(torch.tensor(2.0))
print(x.grad)
for bad in (torch.ones(2), [1.0, 1.0, 1.0], 1.0):
    try:
        (x**2).backward(bad)
    except Exception as error:
        print(type(error).__name__, error)
torch.autograd.backward([(x**2).sum(), (x * 3).sum()])
print(x.grad)
