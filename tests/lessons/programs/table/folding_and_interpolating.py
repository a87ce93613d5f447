import torch

x = torch.tensor([1.0, 2.0, 4.0, 7.0], requires_grad=True)
print(
    torch.lerp(x, x + 10, 0.25),
    torch.lerp(torch.tensor(0.0), torch.tensor(1.0), torch.tensor([0.1, 0.9])),
    torch.addcmul(x, x, x, value=0.5),
    torch.addcdiv(x, x, x + 1),
    torch.trapezoid(x),
    torch.flip(x, [0]),
    torch.roll(x, 2),
    torch.rot90(torch.arange(4).reshape(2, 2)),
)
torch.trapezoid(x**2, dx=0.5).backward()
print(
    x.grad,
    torch.cummax(x, 0).values,
    torch.renorm(torch.ones(2, 2), 2, 0, 1.0),
    torch.repeat_interleave(x, 2),
    torch.movedim(torch.ones(1, 2, 3), 0, 2).shape,
    torch.cumulative_trapezoid(x),
)
