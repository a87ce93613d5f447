import torch


def newton(f, x0, steps=6):
    x = torch.tensor(x0, dtype=torch.float64, requires_grad=True)
    for i in range(steps):
        y = f(x)
        (dy,) = torch.autograd.grad(y, x)
        print(i, f"{x.item():.10f} {y.item():.3e}")
        x = (x - y / dy).detach().requires_grad_()
    return x.item()


print(newton(lambda x: x**2 - 2, 1.0))
print(round(newton(lambda x: torch.cos(x) - x, 0.5, 4), 8))


def minimise(f, x):
    for _ in range(8):
        x = x.detach().requires_grad_()
        g = torch.autograd.grad(f(x), x, create_graph=True)[0]
        h = torch.stack([torch.autograd.grad(gi, x, retain_graph=True)[0] for gi in g])
        x = x - torch.linalg.solve(h, g)
    return x


rosen = lambda p: (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2
print(minimise(rosen, torch.tensor([-1.2, 1.0], dtype=torch.float64)).detach())
