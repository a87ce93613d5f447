import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(1, 4, 3, padding=1),
    nn.BatchNorm2d(4),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Linear(4 * 4 * 4, 10),
    nn.LogSoftmax(dim=1),
)
x = torch.zeros(1, 1, 8, 8)
print(f"{'layer':<14}{'output':<18}{'params':>7}")
total = 0
for module in net:
    x = module(x)
    n = sum(p.numel() for p in module.parameters())
    total += n
    print(f"{type(module).__name__:<14}{str(tuple(x.shape)):<18}{n:>7,}")
print(f"{'total':<32}{total:>7,}", x.exp().sum().round(decimals=3))
print(net)
