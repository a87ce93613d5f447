import torch

x = torch.tensor([[0, 3], [5, 0]])
rows, columns = torch.where(x > 0)
print(
    rows,
    columns,
    torch.where(x),
    x.nonzero(),
    x[torch.where(x > 3)],
    torch.where(x > 0, x, -1),
    (x == 0).nonzero(as_tuple=True)[0],
)
print(
    torch.argwhere(x),
    torch.count_nonzero(x),
    torch.where(torch.tensor([True, False]), 1.0, 2.0),
    torch.nonzero(torch.tensor(5)),
    torch.where(x > 9),
)
first = (x > 0).int().argmax(1)
print(first, x[torch.arange(2), first])
