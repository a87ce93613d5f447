import torch

x = torch.tensor([[1.0, -2.0], [3.0, -4.0]], requires_grad=True)
m = x > 0
print(
    torch.masked_select(x, m),
    x[m],
    x.masked_fill(m, 0),
    torch.where(m, x, torch.zeros(2, 2)),
    torch.where(m, 1, 0),
    torch.where(m, x, 0.5),
)
x.masked_fill(~m, 0.0).sum().backward()
print(x.grad)
print(torch.where(m), torch.nonzero(m), m.nonzero(as_tuple=True), torch.argwhere(m), m.sum(), m.any(0), m.all())
y = torch.zeros(2, 2)
y[m] = 5
y.masked_scatter_(~m, torch.tensor([7.0, 8.0]))
print(y, torch.isin(torch.tensor([1, 2, 3]), torch.tensor([2, 3])), (x.detach() > 0).float().mean())
scores = torch.tensor([[1.0, 2.0, 3.0]]).masked_fill(torch.tensor([[False, False, True]]), float("-inf"))
print(scores, scores.softmax(1))
