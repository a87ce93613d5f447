import torch

x = torch.tensor([3.0, 1.0, 4.0, 1.0, 5.0])
print(x.cumsum(0), x.cumprod(0), x.cummax(0), x.cummin(0), x.logcumsumexp(0))
print(torch.diff(x), torch.diff(x, n=2), torch.diff(x, prepend=torch.tensor([0.0])))
m = torch.arange(6).reshape(2, 3)
print(m.cumsum(0), m.cumsum(1), m.cumprod(dim=1), m.flip(1).cumsum(1).flip(1))
print(torch.trapezoid(x), torch.trapz(x, dx=0.5), torch.cumulative_trapezoid(x))
print(x.cummax(0).indices, x.cummin(dim=0)[0])
