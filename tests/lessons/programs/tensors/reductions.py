import torch

x = torch.tensor([[3.0, 1.0, 2.0], [6.0, 5.0, 4.0]])
print(x.sum(), x.sum(0), x.sum(dim=1), x.sum(1, keepdim=True), x.sum((0, 1)))
print(x.mean(), x.mean(0), x.prod(), x.prod(1), x.std(), x.std(0), x.var(1, unbiased=False), x.var(correction=0))
print(x.max(), x.min(), x.argmax(), x.argmin(1), x.amax(0), x.amin(1), x.aminmax())
print(x.max(1), x.min(dim=0), x.max(dim=1, keepdim=True).values)
values, indices = x.max(0)
print(values, indices, x.median(), x.median(1), x.mode(1))
print(x.norm(), x.norm(1), x.norm(2, dim=1), x.all(), x.any(1), x.count_nonzero(), x.logsumexp(1))
print(torch.std_mean(x), torch.var_mean(x, 0))
