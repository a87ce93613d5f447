import torch
from torch import nn
import torch.nn.functional as F

x = torch.arange(8.0).reshape(1, 1, 8)
w = torch.tensor([[[1.0, 0.0, -1.0]]], requires_grad=True)
print(
    F.conv1d(x, w),
    F.conv1d(x, w, padding=1),
    F.conv1d(x, w, stride=2),
    F.conv1d(x, w, dilation=2),
    F.conv1d(x, w, padding="same").shape,
)
F.conv1d(x, w).pow(2).sum().backward()
print(w.grad)
torch.manual_seed(0)
conv = nn.Conv1d(1, 2, kernel_size=3, padding=1)
print(conv, conv.weight.shape, conv(x).shape, conv.bias)
print(nn.ConvTranspose1d(1, 1, 2, stride=2)(x).shape, nn.Conv1d(4, 4, 3, groups=2).weight.shape)
try:
    conv(torch.ones(1, 2, 8))
except RuntimeError as error:
    print(error)
