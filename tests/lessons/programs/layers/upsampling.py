# Images of another size: modes, sizes, scales, corners, gradients, and what is refused
import torch
import torch.nn.functional as F
from torch import nn


def attempt(f):
    try:
        print(f())
    except (RuntimeError, ValueError, NotImplementedError) as error:
        print(type(error).__name__, error)


line = torch.arange(4.0).view(1, 1, 4).requires_grad_()
image = torch.arange(6.0).view(1, 1, 2, 3).requires_grad_()
cube = torch.arange(8.0).view(1, 1, 2, 2, 2).requires_grad_()
EVERY = (
    (line, ("nearest", "linear", "nearest-exact", "area")),
    (image, ("nearest", "bilinear", "nearest-exact", "area", "bicubic")),
    (cube, ("nearest", "trilinear", "nearest-exact")),
)
SIZES = (
    {"scale_factor": 2},
    {"size": 5},
    {"scale_factor": 1.5},
    {"scale_factor": 0.5},
    {"scale_factor": 1.7, "recompute_scale_factor": True},
)
for x, modes in EVERY:
    for mode in modes:
        for size in SIZES:
            for align in (None, True) if "linear" in mode or mode == "bicubic" else (None,):
                x.grad = None
                y = F.interpolate(x, mode=mode, align_corners=align, **size)
                (y * (torch.arange(y.numel()) % 5).view_as(y)).sum().backward()
                print(mode, size, align, y.shape, y.flatten()[:8])
                print(y.grad_fn.name(), x.grad.flatten())
double = torch.rand(1, 2, 3, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
print(F.interpolate(double, size=(4, 2), mode="bilinear"), F.interpolate(double, scale_factor=(1.3, 2)).shape)
up = nn.Sequential(nn.Conv2d(1, 2, 3, padding=1), nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False))
print(up, up(torch.ones(1, 1, 3, 3)).shape)
print(nn.Upsample(size=(3, 4)), nn.UpsamplingNearest2d(scale_factor=2)(image), nn.UpsamplingBilinear2d(size=4)(image))
w = image.detach().double().requires_grad_()
print(torch.autograd.gradcheck(lambda t: F.interpolate(t, scale_factor=1.5, mode="bicubic"), (w,)))
print(torch.autograd.gradgradcheck(lambda t: F.interpolate(t, scale_factor=2, mode="bilinear") ** 2, (w,)))
attempt(lambda: F.interpolate(line))
attempt(lambda: F.interpolate(line, size=3, scale_factor=2))
attempt(lambda: F.interpolate(line, size=(3, 3)))
attempt(lambda: F.interpolate(line, size=3, recompute_scale_factor=True))
attempt(lambda: F.interpolate(line, scale_factor=2, mode="bilinear"))
attempt(lambda: F.interpolate(image, scale_factor=2, mode="linear"))
attempt(lambda: F.interpolate(image, scale_factor=(2,), mode="nearest"))
attempt(lambda: F.interpolate(image, scale_factor=2, mode="unknown"))
attempt(lambda: F.interpolate(torch.ones(2, 2), scale_factor=2))
attempt(lambda: F.interpolate(image, scale_factor=2, align_corners=True))
attempt(lambda: F.interpolate(torch.ones(1, 1, 2, dtype=torch.long), scale_factor=2))
attempt(lambda: F.interpolate(image, size=0))
