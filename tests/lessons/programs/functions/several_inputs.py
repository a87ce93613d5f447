import torch


class MulAdd(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, y, scale, name=None):
        ctx.save_for_backward(x, y)
        ctx.scale = scale
        print("forward", name, ctx.needs_input_grad)
        return x * y * scale

    @staticmethod
    def backward(ctx, g):
        x, y = ctx.saved_tensors
        gx = g * y * ctx.scale if ctx.needs_input_grad[0] else None
        gy = g * x * ctx.scale if ctx.needs_input_grad[1] else None
        return gx, gy, None, None


x = torch.tensor(2.0, requires_grad=True)
y = torch.tensor(3.0)
out = MulAdd.apply(x, y, 10.0, "first")
out.backward()
print(out, x.grad, y.grad)
y.requires_grad_()
MulAdd.apply(x, y, 1.0).backward()
print(x.grad, y.grad)


class TooFew(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, y):
        return x + y

    @staticmethod
    def backward(ctx, g):
        return g


try:
    TooFew.apply(x, y).backward()
except RuntimeError as error:
    print(error)
