import torch

x = torch.tensor(3.0)
print(x, x.shape, x.dim(), x.numel(), x.item(), x + 1, x.view(1), x.reshape(1, 1), x.unsqueeze(0), x[None], x.expand(3))
print(
    torch.tensor([3.0]).squeeze(),
    torch.ones(2).sum().shape,
    x == torch.tensor([3.0]),
    float(x) == 3,
    int(x),
    bool(x),
    x.tolist(),
)
for bad in (lambda: x[0], lambda: len(x), lambda: x.size(0), lambda: list(x)):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
print(
    x * torch.arange(3),
    torch.stack([x, x]),
    torch.tensor([x, x + 1]),
    x.clone().fill_(2),
    x.max(),
    x.sum(0),
    x.sort().values,
)
