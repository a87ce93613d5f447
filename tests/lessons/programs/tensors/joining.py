import torch

a = torch.arange(6).reshape(2, 3)
b = a + 10
print(torch.cat([a, b]), torch.cat([a, b], dim=1), torch.cat((a, b), -1).shape)
print(torch.stack([a, b]), torch.stack([a, b], dim=2).shape, torch.stack((a[0], b[0]), dim=1))
print(torch.hstack([a, b]), torch.vstack([a, b]).shape, torch.dstack([a, b]).shape, torch.column_stack([a[0], b[0]]))
print(torch.concat([a[0], b[0]]), torch.concatenate([a, b]).shape)
print(torch.cat([torch.tensor([1]), torch.tensor([0.5])]), torch.cat([torch.empty(0), torch.ones(2)]))
print(torch.block_diag(torch.ones(1, 2), torch.full((2, 1), 2.0)))
print(torch.cartesian_prod(torch.tensor([1, 2]), torch.tensor([3, 4])), torch.combinations(torch.arange(3)))
