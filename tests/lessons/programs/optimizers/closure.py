import torch

x = torch.tensor([-1.5, 1.5], requires_grad=True)
optimizer = torch.optim.SGD([x], lr=0.001)


def closure():
    optimizer.zero_grad()
    loss = (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2
    loss.backward()
    return loss


for step in range(4):
    loss = optimizer.step(closure)
    print(step, f"{loss.item():.3f}", [f"{v:.3f}" for v in x.tolist()])
