import torch


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * 3 * x**2


x = torch.tensor(2.0, requires_grad=True)
y = Cube.apply(x)
(g,) = torch.autograd.grad(y, x, create_graph=True)
(h,) = torch.autograd.grad(g, x, create_graph=True)
print(y, g, h, torch.autograd.grad(h, x))


@torch.autograd.function.once_differentiable
def backward(ctx, g):
    return g * 2


class Once(torch.autograd.Function):
    forward = staticmethod(lambda ctx, x: x * 2)
    backward = staticmethod(backward)


(g,) = torch.autograd.grad(Once.apply(x), x, create_graph=True)
print(g)
try:
    torch.autograd.grad(g, x)
except RuntimeError as error:
    print(error)
