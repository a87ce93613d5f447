import numpy as np
import torch

x = torch.linspace(-1, 1, 5, requires_grad=True)
y = torch.relu(x)
y.sum().backward()
xs, ys, gs = x.detach().numpy(), y.detach().numpy(), x.grad.numpy()
print(np.column_stack([xs, ys, gs]), xs.dtype, ys.shape, gs.tolist(), np.round(xs * ys, 3))
grid = np.meshgrid(np.linspace(0, 1, 2), np.linspace(0, 1, 3))
points = torch.tensor(np.stack(grid, -1).reshape(-1, 2))
print(points, points.dtype, (points**2).sum(1).reshape(3, 2), np.isclose(ys.mean(), y.mean().item()))
