import torch

a = torch.tensor([7.0, -7.0, 3.5], requires_grad=True)
b = torch.tensor([2.0, 2.0, -1.0], requires_grad=True)
for name in "add sub mul div pow atan2 hypot maximum minimum fmax fmin fmod remainder copysign logaddexp logaddexp2 xlogy true_divide float_power dist".split():
    y = getattr(torch, name)(a, b)
    g = torch.autograd.grad(y.sum(), (a, b), allow_unused=True)
    print(f"{name:>12}", y.detach(), [None if v is None else v for v in g])
print(
    torch.add(a, b, alpha=10),
    torch.sub(a, 1, alpha=2),
    torch.div(a, b, rounding_mode="floor"),
    torch.floor_divide(a.detach(), 2),
)
