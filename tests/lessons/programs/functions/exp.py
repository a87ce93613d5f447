import torch


class Exp(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        result = x.exp()
        ctx.save_for_backward(result)
        return result

    @staticmethod
    def backward(ctx, grad_output):
        (result,) = ctx.saved_tensors
        return grad_output * result


x = torch.tensor([0.0, 1.0], requires_grad=True)
y = Exp.apply(x)
print(y, y.grad_fn, type(y.grad_fn).__name__, y.grad_fn.next_functions[0][0].name())
y.sum().backward()
print(x.grad)
print(torch.autograd.gradcheck(Exp.apply, (x.detach().double().requires_grad_(),)))
print(Exp.apply(torch.zeros(1)))
