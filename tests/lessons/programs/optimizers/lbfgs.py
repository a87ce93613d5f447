# LBFGS with and without a line search, on a valley, a regression and a layer; what it keeps and what it refuses
import torch
from torch import nn, optim


def valley(p):
    return (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2


def walk(steps, **settings):
    p = torch.tensor([-1.5, 2.0], dtype=torch.float64, requires_grad=True)
    optimizer = optim.LBFGS([p], **settings)
    count = 0

    def closure():
        nonlocal count
        count += 1
        optimizer.zero_grad()
        loss = valley(p)
        loss.backward()
        return loss

    for _ in range(steps):
        print(optimizer.step(closure), p.data, count)
    return optimizer


searching = walk(5, lr=1, max_iter=10, line_search_fn="strong_wolfe")
print(searching, sorted(searching.state_dict()["state"][0]))
walk(4, lr=0.001, max_iter=5)
walk(2, lr=1, max_iter=20, history_size=3, line_search_fn="strong_wolfe")
walk(2, lr=1, max_iter=20, max_eval=4, line_search_fn="strong_wolfe")
walk(1, lr=1, max_iter=30, tolerance_grad=10.0, line_search_fn="strong_wolfe")

torch.manual_seed(0)
x = torch.randn(20, 3)
y = (x @ torch.tensor([[1.0], [2.0], [-1.0]]) + 0.5).sigmoid()
layer = nn.Linear(3, 1)
unused = nn.Parameter(torch.zeros(2))
optimizer = optim.LBFGS([*layer.parameters(), unused], lr=0.5, max_iter=4)


def closure():
    optimizer.zero_grad()
    loss = nn.functional.binary_cross_entropy_with_logits(layer(x), y)
    if loss.requires_grad:
        loss.backward()
    return loss


for k in range(6):
    print(f"{k} {optimizer.step(closure).item():.5f}")
print(unused)
for wrong in (
    lambda: optim.LBFGS([unused], lr=-1),
    lambda: optim.LBFGS([{"params": [unused]}, {"params": [layer.bias]}]),
    lambda: optim.LBFGS([]),
    lambda: walk(1, line_search_fn="armijo"),
):
    try:
        wrong()
    except (ValueError, RuntimeError) as error:
        print(type(error).__name__, error)
