import torch

torch.manual_seed(0)
X = torch.randn(40, 5)
truth = torch.tensor([2.0, 0.0, -1.0, 0.0, 0.5])
y = X @ truth + 0.1 * torch.randn(40)
ridge = torch.linalg.solve(X.T @ X + 1.0 * torch.eye(5), X.T @ y)
print([f"{v:.1f}" for v in ridge.tolist()])
w = torch.zeros(5, requires_grad=True)
for step in range(80):
    loss = ((X @ w - y) ** 2).mean() + 0.1 * w.abs().sum()
    (g,) = torch.autograd.grad(loss, w)
    with torch.no_grad():
        w -= 0.05 * g
print([f"{v:.1f}" for v in (w + 10).tolist()], (w.abs() < 0.1).sum().item())
