import torch

x = torch.tensor([[1.0, 2.0, 3.0, 4.0], [2.0, 4.0, 4.0, 9.0]])
print(
    x.mean(1),
    x.std(1),
    x.var(1, unbiased=False),
    x.median(1),
    x.mode(1),
    torch.quantile(x, 0.25),
    torch.quantile(x, torch.tensor([0.1, 0.9]), dim=1),
    torch.std_mean(x),
    torch.var_mean(x, dim=1),
)
print(
    torch.cov(x),
    torch.corrcoef(x),
    torch.histc(x, 4),
    x.cumsum(1),
    torch.diff(x),
    (x - x.mean(1, keepdim=True)) / x.std(1, keepdim=True),
    x.softmax(1).sum(1),
    x.norm(dim=1),
    torch.bincount(x.long().flatten()),
)
print(
    torch.nn.functional.cosine_similarity(x[:1], x[1:]),
    torch.dist(x[0], x[1]),
    torch.dist(x[0], x[1], p=1),
    torch.quantile(x[0], 0.4, interpolation="lower"),
    x.amax((0, 1)),
    x.var(),
    torch.logsumexp(x, 0),
)
