import torch

w = torch.randn(2, requires_grad=True) * 0.01
print(w.is_leaf, w.requires_grad)
w.sum().backward()
print(w.grad)
for i in range(2):
    print(w.grad)
v = (torch.ones(2) * 0.01).requires_grad_()
v.sum().backward()
print(v.is_leaf, v.grad)
u = v * 2
u.retain_grad()
u.sum().backward()
print(u.grad, u.retains_grad, v.retains_grad)
