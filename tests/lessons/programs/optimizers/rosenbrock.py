import torch


def rosenbrock(p):
    x, y = p
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


for name, lr in (("Adam", 0.05), ("RMSprop", 0.01), ("SGD", 0.001)):
    p = torch.tensor([-1.0, 1.0], requires_grad=True, dtype=torch.float64)
    optimizer = getattr(torch.optim, name)([p], lr=lr)
    for step in range(151):
        optimizer.zero_grad()
        loss = rosenbrock(p)
        loss.backward()
        optimizer.step()
        if step % 50 == 0:
            print(f"{name:<8}{step:>4} {loss.item():.4f} ({p[0].item():.3f}, {p[1].item():.3f})")
