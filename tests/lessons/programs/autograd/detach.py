import torch

x = torch.tensor(3.0, requires_grad=True)
y = x * x.detach()
y.backward()
print(x.grad, y)
d = x.detach()
print(d.requires_grad, d.grad_fn, d is x, d == x)
d.fill_(7)
print(x)
try:
    x.numpy()
except RuntimeError as error:
    print(error)
print(x.detach().numpy(), x.detach().item(), x.data, (x * 2).detach().requires_grad)
h = torch.ones(2, requires_grad=True)
state = h
for t in range(3):
    state = (state * 0.5 + h).detach() if t < 2 else state * 0.5 + h
state.sum().backward()
print(h.grad)
