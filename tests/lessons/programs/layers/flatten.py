import torch
from torch import nn

x = torch.arange(24.0).reshape(2, 3, 2, 2)
print(
    nn.Flatten()(x).shape,
    nn.Flatten(0)(x).shape,
    nn.Flatten(2, 3)(x).shape,
    nn.Unflatten(1, (3, 1))(x).shape,
    nn.Flatten(),
)
print(nn.Unflatten(1, (2, 6))(nn.Flatten()(x)).shape, torch.flatten(x, 1, 2).shape, x.view(x.size(0), -1).shape)
print(nn.Sequential(nn.Flatten(), nn.Linear(12, 2, bias=False))(x).shape, nn.Unflatten(1, torch.Size([2, 2])))
