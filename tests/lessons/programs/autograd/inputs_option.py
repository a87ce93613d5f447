import torch

x = torch.tensor(2.0, requires_grad=True)
w = torch.tensor(3.0, requires_grad=True)
h = x * w
y = h**2
y.backward(inputs=[w], retain_graph=True)
print(x.grad, w.grad)
torch.autograd.backward(y, inputs=[x, h], retain_graph=True)
print(x.grad, h.grad)
for bad in (
    lambda: y.backward(inputs=[]),
    lambda: torch.autograd.grad(y, []),
    lambda: torch.autograd.grad(y, 3),
    lambda: torch.autograd.grad(h.detach(), x),
    lambda: y.backward(retain_graph="a"),
):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, str(error).splitlines()[0])
