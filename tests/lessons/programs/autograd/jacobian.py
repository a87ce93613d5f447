import torch
from torch.autograd.functional import hessian, hvp, jacobian, jvp, vhp, vjp


def f(x):
    return torch.stack([x[0] ** 2 * x[1], 5 * x[0] + x[1].sin()])


def energy(x):
    return (x**3).sum() + x[0] * x[1]


x = torch.tensor([1.0, 2.0])
v = torch.tensor([1.0, 0.5])
print(jacobian(f, x), hessian(energy, x))
print(vjp(f, x, v), jvp(f, x, v))
print(hvp(energy, x, v), vhp(energy, x, v))
a, b = jacobian(lambda a, b: a * b.sum(), (torch.ones(2), torch.tensor([1.0, 2.0, 3.0])))
print(a, b)
print(jacobian(torch.exp, torch.zeros(2), create_graph=True), hessian(lambda a, b: (a * b).sum(), (v, v)))
