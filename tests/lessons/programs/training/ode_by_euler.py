import math
import torch

k = torch.tensor(1.0, requires_grad=True)
y = torch.tensor(1.0)
dt = 0.1
for _ in range(10):
    y = y + dt * (-k * y)
y.backward()
print(y, k.grad, f"{math.exp(-1):.4f}")
theta = torch.tensor([0.5, 0.0])
g, path = 9.81, []
for step in range(5):
    a = -g * torch.sin(theta[0])
    theta = theta + 0.05 * torch.stack([theta[1], a])
    path.append([round(v, 4) for v in theta.tolist()])
print(path)
