import torch


class Round(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.round()

    @staticmethod
    def backward(ctx, g):
        return g


class ReverseGradient(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, strength):
        ctx.strength = strength
        return x.view_as(x)

    @staticmethod
    def backward(ctx, g):
        return -ctx.strength * g, None


x = torch.tensor([0.4, 1.6], requires_grad=True)
print(Round.apply(x), x.round())
(Round.apply(x) * torch.tensor([2.0, 3.0])).sum().backward()
print(x.grad)
x.grad = None
ReverseGradient.apply(x, 0.5).sum().backward()
print(x.grad, ReverseGradient.apply(x, 0.5).grad_fn)
