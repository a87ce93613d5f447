import torch


def descend(f, start, lr, steps):
    x = torch.tensor(start, requires_grad=True)
    path = [x.detach().clone()]
    for _ in range(steps):
        f(x).backward()
        with torch.no_grad():
            x -= lr * x.grad
        x.grad = None
        path.append(x.detach().clone())
    return torch.stack(path)


bowl = lambda p: p[0] ** 2 + 4 * p[1] ** 2
print(descend(bowl, [2.0, 1.0], 0.1, 5))
print(descend(lambda x: (x - 3) ** 2, 0.0, 0.3, 6))
print(descend(lambda x: x**4 - 3 * x**2 + x, 2.0, 0.02, 8))
print(descend(bowl, [1.0, 1.0], 0.26, 3)[-1].abs().max() > 1)
