import torch

x = torch.tensor(1.5, requires_grad=True)
a = x * 2
b = a.sin()
c = b**2 + a
for t in (a, b, c):
    t.retain_grad()
c.backward()
print(x.grad, a.grad, b.grad, c.grad)
print(torch.allclose(x.grad, 2 * (2 * b * a.cos() + 1)))
print(c.grad_fn, c.grad_fn.next_functions[0][0].name(), x.is_leaf, a.is_leaf, b.requires_grad, b.retains_grad)
print(a)
