import torch
from torch import nn
import torch.nn.functional as F

image = torch.zeros(1, 1, 5, 5)
image[..., 2] = 1.0
edge = torch.tensor([[[[-1.0, 0.0, 1.0]] * 3]])
print(F.conv2d(image, edge), edge.shape)
torch.manual_seed(0)
conv = nn.Conv2d(1, 3, 3, stride=2, padding=1, bias=False)
print(conv, conv(image).shape, conv.weight.shape, sum(p.numel() for p in nn.Conv2d(3, 16, 5).parameters()))
print(nn.Conv2d(3, 6, (3, 5), padding=(1, 2), dilation=2, groups=3, padding_mode="zeros"))
for size, k, s, p in ((28, 5, 1, 0), (32, 3, 2, 1), (7, 3, 1, 1)):
    out = nn.Conv2d(1, 1, k, s, p)(torch.zeros(1, 1, size, size))
    print(size, "->", out.shape[-1], (size + 2 * p - k) // s + 1)
print(nn.ConvTranspose2d(3, 2, 4, 2, 1)(torch.zeros(1, 3, 7, 7)).shape, nn.ConvTranspose2d(1, 1, 2))
try:
    conv(torch.ones(5, 5))
except RuntimeError as error:
    print(error)
