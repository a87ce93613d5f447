import torch
from torch import nn
import torch.nn.functional as F

x = torch.arange(16.0).reshape(1, 1, 4, 4).requires_grad_()
y = F.max_pool2d(x, 2)
print(
    y,
    F.avg_pool2d(x, 2),
    nn.MaxPool2d(2, stride=1)(x).shape,
    nn.MaxPool2d(3, 2, 1)(x),
    nn.AvgPool2d(2),
    nn.MaxPool2d(2, 2),
)
y.sum().backward()
print(x.grad)
out, where = F.max_pool2d(x, 2, return_indices=True)
print(where, nn.AdaptiveAvgPool2d(1)(x), nn.AdaptiveMaxPool2d((2, 1))(x), nn.AdaptiveAvgPool2d((2, 2)))
v = torch.tensor([[[1.0, 3.0, 2.0, 5.0]]])
print(F.max_pool1d(v, 2), F.avg_pool1d(v, 2), nn.MaxPool1d(2, 1)(v), nn.AdaptiveAvgPool1d(2)(v), nn.LPPool1d(2, 2)(v))
