import torch
from torch import nn
import torch.nn.functional as F

x = torch.arange(1.0, 5.0).reshape(1, 1, 2, 2)
print(
    F.pad(x, (1, 1)),
    F.pad(x, (0, 1, 1, 0), value=9.0),
    F.pad(x, (1, 1, 1, 1), mode="reflect"),
    F.pad(x, (1, 0, 0, 1), "replicate"),
    F.pad(x, (1, 1), "circular"),
)
print(
    nn.ZeroPad2d(1)(x),
    nn.ConstantPad1d(1, 5.0)(x[0]),
    nn.ReflectionPad1d(1)(x[0]),
    nn.ReplicationPad2d((1, 0, 0, 0)),
    F.pad(torch.arange(3), (2, 0)),
    F.pad(torch.ones(3), (-1, 0)),
)
