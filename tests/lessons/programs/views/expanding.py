import torch

x = torch.tensor([[1], [2], [3]])
print(x.expand(3, 4), x.expand(-1, 2), x.repeat(1, 2), x.repeat(2, 1).shape, x.tile((2, 2)).shape)
print(x.expand(3, 4).stride(), x.expand_as(torch.zeros(3, 2)), torch.broadcast_to(x, (2, 3, 1)).shape)
a, b = torch.broadcast_tensors(torch.arange(3), torch.arange(2)[:, None])
print(
    a,
    b,
    torch.broadcast_shapes((3, 1), (1, 4)),
    x.repeat_interleave(2, 0).T,
    torch.repeat_interleave(torch.tensor([5, 6]), torch.tensor([1, 2])),
)
try:
    x.expand(2, 4)
except RuntimeError as error:
    print(error)
try:
    torch.ones(2, 3) + torch.ones(2)
except RuntimeError as error:
    print(error)
