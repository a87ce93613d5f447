import torch

x = torch.tensor(2.0, requires_grad=True)
y = x**4
(first,) = torch.autograd.grad(y, x, create_graph=True)
(second,) = torch.autograd.grad(first, x, create_graph=True)
(third,) = torch.autograd.grad(second, x, create_graph=True)
(fourth,) = torch.autograd.grad(third, x)
print(first, second, third, fourth)
for f in (torch.sin, torch.exp, torch.tanh, torch.sigmoid, torch.log, torch.sqrt):
    g = torch.autograd.grad(f(x), x, create_graph=True)[0]
    h = torch.autograd.grad(g, x)[0]
    print(f.__name__, f"{g.item():.4f} {h.item():.4f}", g.grad_fn.name())
try:
    torch.autograd.grad(torch.autograd.grad(x**2, x)[0], x)
except RuntimeError as error:
    print(error)
