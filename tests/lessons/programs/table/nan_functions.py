import torch

x = torch.tensor([1.0, float("nan"), 3.0, float("inf")])
print(
    torch.nansum(x[:3]),
    torch.nanmean(x[:3]),
    torch.nanmedian(x),
    x.sum(),
    x.max(),
    x.min(),
    x.mean(),
    torch.nan_to_num(x),
    torch.fmax(x, torch.zeros(4)),
    torch.maximum(x, torch.zeros(4)),
)
print(
    torch.isnan(x),
    torch.isinf(x),
    torch.isfinite(x),
    x == x,
    x.sort(),
    x.argmax(),
    torch.nanquantile(x[:3], 0.5),
    x.isnan().any(),
    x.clamp(max=2),
    x.sign(),
)
y = torch.tensor([1.0, float("nan")], requires_grad=True)
torch.nansum(y * 2).backward()
print(
    y.grad,
    torch.isposinf(x),
    torch.isneginf(-x),
    torch.equal(x, x),
    torch.allclose(x, x, equal_nan=True),
    torch.relu(x),
    torch.where(torch.isnan(x), 0.0, x),
)
