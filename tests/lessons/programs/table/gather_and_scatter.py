import torch

x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
i = torch.tensor([[0, 0], [1, 0]])
print(
    torch.gather(x, 1, i),
    x.gather(0, i),
    torch.take(x, torch.tensor([0, 3])),
    torch.take_along_dim(x, x.argsort(1, descending=True), 1),
)
print(
    torch.zeros(2, 3).scatter(1, torch.tensor([[2], [0]]), 1.0),
    torch.zeros(2, 3).scatter_(1, torch.tensor([[0, 1], [1, 2]]), x),
    torch.zeros(3).scatter_add_(0, torch.tensor([0, 2, 2]), torch.tensor([1.0, 2.0, 3.0])),
)
print(
    torch.zeros(3).scatter_reduce(0, torch.tensor([0, 0, 1]), torch.tensor([5.0, 7.0, 2.0]), reduce="amax"),
    torch.zeros(2, 4).scatter_(1, torch.tensor([[1], [3]]), 1),
)
logits = torch.tensor([[0.1, 0.9], [0.8, 0.2]], requires_grad=True)
picked = logits.gather(1, torch.tensor([[1], [0]])).squeeze(1)
picked.sum().backward()
print(picked, logits.grad)
try:
    x.gather(1, torch.tensor([[5]]))
except RuntimeError as error:
    print(error)
