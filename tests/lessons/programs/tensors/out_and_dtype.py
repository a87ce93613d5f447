import torch

x = torch.tensor([1, 2, 3])
print(
    x.sum(dtype=torch.float32),
    x.cumsum(0, dtype=torch.float64),
    x.prod(dtype=torch.float32),
    x.float().mean(dtype=torch.float64),
    x.numpy().dtype,
    torch.mean(x.float()),
)
try:
    x.mean()
except RuntimeError as error:
    print(error)
try:
    x.float().std(), x.std()
except RuntimeError as error:
    print(error)
for f in (torch.sqrt, torch.exp, torch.sin, torch.sigmoid, torch.log):
    print(f(x), f(x).dtype)
print(
    x.max(),
    x.float().norm(),
    torch.softmax(x.float(), 0),
    x.argmax().dtype,
    (x > 1).dtype,
    (x / 1).dtype,
    x.abs().dtype,
    x.neg().dtype,
    torch.arange(3).dtype,
)
try:
    torch.softmax(x, 0)
except RuntimeError as error:
    print(error)
