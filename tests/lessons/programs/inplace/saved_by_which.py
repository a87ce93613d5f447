import torch


def attempt(name, make):
    x = torch.tensor([0.5, 1.0], requires_grad=True)
    y = x * 1
    z = make(y)
    y.zero_()
    try:
        z.sum().backward()
        print(name, "fine", x.grad)
    except RuntimeError as error:
        print(name, str(error)[93:160])


for name in "sin exp sqrt abs relu sigmoid tanh neg square log reciprocal".split():
    attempt(name, lambda y: getattr(torch, name)(y))
attempt("add", lambda y: y + 1)
attempt("mul", lambda y: y * 2)
attempt("pow", lambda y: y**3)
attempt("div", lambda y: 1 / y)
attempt("sum", lambda y: y.sum())
attempt("softmax", lambda y: torch.softmax(y, 0))
