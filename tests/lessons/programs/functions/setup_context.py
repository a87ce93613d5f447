import torch


class Scale(torch.autograd.Function):
    @staticmethod
    def forward(x, k):
        return x * k

    @staticmethod
    def setup_context(ctx, inputs, output):
        x, k = inputs
        ctx.k = k

    @staticmethod
    def backward(ctx, g):
        return g * ctx.k, None


x = torch.tensor([1.0, 2.0], requires_grad=True)
Scale.apply(x, 4).sum().backward()
print(x.grad)


class MyReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.clamp(min=0)

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        g = g.clone()
        g[x < 0] = 0
        return g


v = torch.tensor([-1.0, 2.0], requires_grad=True)
(MyReLU.apply(v) * 5).sum().backward()
print(v.grad)
for bad in (lambda: MyReLU.forward(v), lambda: MyReLU.missing):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, str(error)[:60])
