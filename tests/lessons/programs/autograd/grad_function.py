import torch

x = torch.tensor(2.0, requires_grad=True)
y = torch.tensor(3.0, requires_grad=True)
z = x**2 * y
print(torch.autograd.grad(z, x, retain_graph=True), torch.autograd.grad(z, (x, y)), x.grad)
u = torch.tensor(1.0, requires_grad=True)
z = x * 2
try:
    torch.autograd.grad(z, u)
except RuntimeError as error:
    print(error)
print(torch.autograd.grad(x * 2, [x, u], allow_unused=True), torch.autograd.grad(x * 2, [x, u], materialize_grads=True))
v = torch.tensor([1.0, 2.0], requires_grad=True)
print(
    torch.autograd.grad(v**2, v, grad_outputs=torch.tensor([1.0, 10.0])),
    torch.autograd.grad([v.sum(), (v**2).sum()], [v]),
)
mid = x * 3
out = mid**2
print(torch.autograd.grad(out, mid)[0])
