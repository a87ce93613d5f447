import torch
from torch.autograd import gradcheck, gradgradcheck

x = torch.tensor([0.5, 1.5], dtype=torch.float64, requires_grad=True)
print(
    gradcheck(torch.sin, (x,)),
    gradcheck(lambda a: (a**3).sum(), x, eps=1e-6, atol=1e-4),
    gradgradcheck(torch.exp, (x,)),
)


class Wrong(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * 3 * x


print(gradcheck(Wrong.apply, (x,), raise_exception=False))
try:
    gradcheck(Wrong.apply, (torch.tensor(2.0, dtype=torch.float64, requires_grad=True),))
except RuntimeError as error:
    print(type(error).__name__, str(error)[:50])
try:
    gradcheck(torch.sin, (torch.ones(1, dtype=torch.float64),))
except ValueError as error:
    print(error)
