import torch

x = torch.arange(12.0).reshape(4, 3)
i = torch.tensor([0, 2])
print(x.index_select(0, i), x.index_select(1, i), torch.index_select(x, 0, i).shape)
print(
    torch.zeros(4, 3).index_add(0, i, torch.ones(2, 3), alpha=2),
    torch.zeros(4, 3).index_copy(0, i, x[:2]),
    x.index_fill(1, i, -1.0),
)
x[torch.tensor([0, 1]), torch.tensor([1, 1])] = torch.tensor(99.0)
print(x, x[i, i], x[:, i], x[i][:, [1]], x[[True, False, False, True]])
y = torch.zeros(3)
y.index_add_(0, torch.tensor([0, 0, 1]), torch.ones(3))
print(y)
