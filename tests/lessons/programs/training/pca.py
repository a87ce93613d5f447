import torch

torch.manual_seed(0)
x = torch.randn(50, 2) @ torch.tensor([[3.0, 0.0], [1.0, 0.3]])
x = x - x.mean(0)
cov = x.T @ x / (len(x) - 1)
w, v = torch.linalg.eigh(cov)
print(w.round(decimals=2), (w[1] / w.sum()).item() > 0.95)
U, S, Vh = torch.linalg.svd(x, full_matrices=False)
print(torch.allclose(S**2 / 49, w.flip(0), atol=1e-3), U.shape, Vh.shape)
projected = x @ Vh[0]
print(f"{projected.var().item():.2f}", torch.allclose(projected.var(), w[1], atol=1e-3))
