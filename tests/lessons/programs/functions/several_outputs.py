import torch


class MinMax(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        lo, hi = x.min(), x.max()
        ctx.save_for_backward(x, lo, hi)
        return lo, hi

    @staticmethod
    def backward(ctx, g_lo, g_hi):
        x, lo, hi = ctx.saved_tensors
        print("received", g_lo, g_hi)
        return (x == lo) * g_lo + (x == hi) * g_hi


x = torch.tensor([3.0, 1.0, 2.0], requires_grad=True)
lo, hi = MinMax.apply(x)
print(lo, hi)
(hi * 2).backward(retain_graph=True)
print(x.grad)
(hi - lo).backward()
print(x.grad)


class Index(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        i = x.argmax()
        ctx.mark_non_differentiable(i)
        ctx.set_materialize_grads(False)
        return x * 2, i

    @staticmethod
    def backward(ctx, g, gi):
        print(g, gi)
        return g * 2


y, i = Index.apply(x)
print(y, i, i.requires_grad)
y.sum().backward()
