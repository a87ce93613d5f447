import torch

torch.manual_seed(0)
X = torch.linspace(-1, 1, 12).unsqueeze(1)
y = 2 * X + 0.1 * torch.randn(12, 1)
order = torch.randperm(12)
folds = order.chunk(3)
scores = []
for i, fold in enumerate(folds):
    train = torch.cat([f for j, f in enumerate(folds) if j != i])
    A = torch.cat([X[train], torch.ones(len(train), 1)], 1)
    w = torch.linalg.pinv(A) @ y[train]
    error = (torch.cat([X[fold], torch.ones(len(fold), 1)], 1) @ w - y[fold]).pow(2).mean()
    scores.append(error.item())
    print(i, fold.tolist(), f"{error.item():.3f}")
print(f"{sum(scores) / 3:.3f}", sorted(order.tolist()) == list(range(12)))
