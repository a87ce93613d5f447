import torch

x = torch.zeros(4)
v = x[:2]
w = v.view(2, 1)
d = x.detach()
c = x.clone()
print([t._version for t in (x, v, w, d, c)])
v.add_(1)
w.mul_(3)
d[3] = 9
x.data[2] = 5
print([t._version for t in (x, v, w, d, c)], x, c)
print(v._base is x, w._base is x, d._base, c._base, x._base, v.is_contiguous(), w.shape)
y = torch.ones(2, requires_grad=True)
z = y.view(2)
print(z._base is y, z.is_leaf, z._version, (y * 2)._version)
