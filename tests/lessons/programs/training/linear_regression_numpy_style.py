import torch

X = torch.tensor([[73.0, 67.0, 43.0], [91.0, 88.0, 64.0], [87.0, 134.0, 58.0], [102.0, 43.0, 37.0], [69.0, 96.0, 70.0]])
Y = torch.tensor([[56.0, 70.0], [81.0, 101.0], [119.0, 133.0], [22.0, 37.0], [103.0, 119.0]])
torch.manual_seed(0)
w = torch.randn(2, 3, requires_grad=True)
b = torch.randn(2, requires_grad=True)
print(w, b)


def model(x):
    return x @ w.t() + b


def mse(t1, t2):
    diff = t1 - t2
    return torch.sum(diff * diff) / diff.numel()


for i in range(100):
    loss = mse(model(X), Y)
    loss.backward()
    with torch.no_grad():
        w -= w.grad * 1e-5
        b -= b.grad * 1e-5
        w.grad.zero_()
        b.grad.zero_()
    if i % 25 == 0:
        print(i, f"{loss.item():.2f}")
print(model(X).round())
