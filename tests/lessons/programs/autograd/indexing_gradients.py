import torch

x = torch.arange(6.0, requires_grad=True)
y = x[[0, 0, 2]].sum() + x[x > 3].sum() * 2 + x[-1] ** 2 + x[1:3].prod()
y.backward()
print(x.grad)
e = torch.arange(6.0).reshape(3, 2).requires_grad_()
rows = e[torch.tensor([2, 0, 2])]
print(rows)
(rows * torch.tensor([1.0, 2.0])).sum().backward()
print(e.grad)
e.grad = None
e.gather(1, torch.tensor([[0], [1], [1]])).sum().backward()
print(e.grad)
e.grad = None
torch.index_select(e, 0, torch.tensor([1, 1])).sum().backward()
print(e.grad)
