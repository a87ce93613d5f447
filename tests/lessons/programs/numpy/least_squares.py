import numpy as np
import torch

x = np.linspace(-1, 1, 21)
y = 2 * x**2 - x + 0.5
c = np.polyfit(x, y, 2)
print(np.round(c, 6) + 0.0, np.round(np.polyval(c, 0.5), 6))
A = np.stack([x**2, x, np.ones_like(x)], axis=1)
print(np.round(np.linalg.lstsq(A, y, rcond=None)[0], 6) + 0.0, np.round(np.linalg.solve(A.T @ A, A.T @ y), 6))
w = torch.zeros(3, dtype=torch.float64, requires_grad=True)
At, yt = torch.from_numpy(A), torch.from_numpy(y)
for _ in range(300):
    loss = ((At @ w - yt) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.3 * w.grad
    w.grad = None
print([f"{v:.2f}" for v in w.tolist()], f"{loss.item():.5f}")
