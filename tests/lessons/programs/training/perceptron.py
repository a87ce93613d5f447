import torch

X = torch.tensor([[1.0, 1.0], [2.0, 2.5], [-1.0, -1.5], [-2.0, -1.0]])
y = torch.tensor([1, 1, -1, -1])
w, b = torch.zeros(2), torch.zeros(1)
for epoch in range(5):
    errors = 0
    for xi, yi in zip(X, y):
        if yi * (w @ xi + b) <= 0:
            w += yi * xi
            b += yi
            errors += 1
    print(epoch, errors, w, b)
    if errors == 0:
        break
print(torch.sign(X @ w + b), (X @ w + b).sign() == y)
