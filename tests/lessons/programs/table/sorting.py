import torch

x = torch.tensor([[3.0, 1.0, 2.0], [9.0, 7.0, 8.0]], requires_grad=True)
print(
    x.sort(),
    x.sort(dim=0, descending=True).values,
    torch.argsort(x),
    torch.sort(x, dim=1, stable=True).indices,
    torch.msort(x),
)
v, i = torch.topk(x, 2)
print(v, i, x.topk(1, largest=False), torch.kthvalue(x, 2), x.flatten().topk(3).values)
v.sum().backward()
print(x.grad)
print(
    torch.unique(torch.tensor([3, 1, 2, 3, 1])),
    torch.unique(torch.tensor([3, 1, 3]), return_counts=True),
    torch.unique(torch.tensor([[1, 2], [1, 2]]), dim=0),
)
print(
    torch.unique(torch.tensor([2, 1, 2]), return_inverse=True),
    torch.bincount(torch.tensor([0, 2, 2])),
    torch.searchsorted(torch.tensor([1.0, 3.0, 5.0]), torch.tensor([2.0, 3.0])),
    torch.bucketize(torch.tensor([0.5, 4.0]), torch.tensor([1.0, 3.0])),
)
