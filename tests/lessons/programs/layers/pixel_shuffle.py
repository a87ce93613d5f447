# Pixels out of channels and back, and what is refused
import torch, torch.nn.functional as F
from torch import nn


def t(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


x = torch.arange(16.0).view(1, 8, 1, 2).requires_grad_()
y = F.pixel_shuffle(x, 2)
print(y, y.shape)
(y * torch.arange(16.0).view_as(y)).sum().backward()
print(x.grad.flatten())
z = F.pixel_unshuffle(y, 2)
print(z.grad_fn.name(), torch.equal(z, x))
print(
    nn.PixelShuffle(3),
    nn.PixelUnshuffle(2),
    nn.PixelShuffle(2)(x).shape,
    nn.PixelUnshuffle(1)(x).shape,
    F.pixel_shuffle(torch.ones(4, 1, 1), 2),
)
w = torch.rand(1, 4, 2, 2, dtype=torch.float64, requires_grad=True)
print(
    torch.autograd.gradcheck(lambda a: F.pixel_shuffle(a, 2) ** 2, (w,)),
    torch.autograd.gradgradcheck(lambda a: F.pixel_unshuffle(a, 2) ** 2, (w,)),
)
t(lambda: F.pixel_shuffle(torch.ones(1, 3, 2, 2), 2))
t(lambda: F.pixel_shuffle(torch.ones(2, 2), 2))
t(lambda: F.pixel_shuffle(x, 0))
t(lambda: F.pixel_unshuffle(torch.ones(1, 1, 3, 4), 2))
t(lambda: F.pixel_unshuffle(torch.ones(1, 1, 4, 3), 2))
