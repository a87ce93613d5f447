import torch

x = torch.tensor([-1.0, 0.0, 4.0], requires_grad=True)
y = torch.where(x > 0, x.sqrt(), torch.zeros(3))
y.sum().backward()
print(y, x.grad)
x.grad = None
safe = torch.where(x > 0, x, torch.ones(3))
torch.where(x > 0, safe.sqrt(), torch.zeros(3)).sum().backward()
print(x.grad)
x.grad = None
(x / x).sum().backward()
print(x.grad)
z = torch.tensor(0.0, requires_grad=True)
for f in (
    lambda: z.sqrt(),
    lambda: z.log(),
    lambda: z**0.5,
    lambda: z.abs().sqrt(),
    lambda: torch.sin(z) / z,
    lambda: torch.sinc(z),
    lambda: z * torch.log(z),
    lambda: torch.xlogy(z, z),
):
    z.grad = None
    f().backward()
    print(z.grad)
