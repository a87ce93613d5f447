import torch

x, y = torch.meshgrid(torch.arange(3), torch.arange(2), indexing="ij")
print(x, y, torch.meshgrid(torch.arange(2), torch.arange(3), indexing="xy")[0])
z = x**2 + y
print(
    z,
    torch.stack([x, y], -1).reshape(-1, 2),
    torch.arange(10).unfold(0, 4, 3),
    torch.linspace(-1, 1, 3).outer(torch.ones(2)),
)
print(
    torch.tril(torch.ones(3, 3)),
    torch.triu(torch.ones(2, 3), 1),
    torch.tril_indices(3, 2),
    torch.diag(torch.tensor([1, 2])),
    torch.diag_embed(torch.ones(1, 2)),
    torch.diagflat(torch.ones(2), 1),
)
