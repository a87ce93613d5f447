import torch


def numeric(f, x, eps=1e-6):
    slopes = torch.zeros_like(x)
    for i in range(x.numel()):
        step = torch.zeros_like(x)
        step.view(-1)[i] = eps
        slopes.view(-1)[i] = (f(x + step) - f(x - step)) / (2 * eps)
    return slopes


f = lambda t: (t.sin() * t**2).sum()
x = torch.tensor([[0.5, -1.0], [2.0, 0.1]], dtype=torch.float64, requires_grad=True)
f(x).backward()
with torch.no_grad():
    n = numeric(f, x)
print(x.grad, torch.allclose(x.grad, n, atol=1e-6), (x.grad - n).abs().max() < 1e-8)
