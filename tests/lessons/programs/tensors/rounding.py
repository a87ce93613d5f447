import torch

x = torch.tensor([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5])
print(x.round(), x.floor(), x.ceil(), x.trunc(), x.fix(), x.sign(), x.sgn(), x.abs(), x.neg(), -x, +x)
print(torch.round(torch.tensor([3.14159, 2.71828]), decimals=2), torch.round(torch.tensor(12345.0), decimals=-2))
print(x.fmod(2), x.remainder(2), x % -2, x // 2, torch.floor_divide(x, 2), torch.div(x, 2, rounding_mode="trunc"))
print(torch.clamp(x, -1, 1), x.clamp(min=0), x.clip(max=0), x.clamp_min(1), x.clamp_max(-1))
print(torch.copysign(torch.ones(6), x), torch.heaviside(x, torch.tensor(0.5)), torch.signbit(x))
print(torch.nextafter(torch.tensor(1.0), torch.tensor(2.0)).item(), torch.ldexp(torch.tensor([1.0]), torch.tensor([3])))
