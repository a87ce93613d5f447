import torch

x = torch.arange(6.0)
print(x.resize_(2, 3), x.t_(), x.squeeze_().shape, x.transpose_(0, 1))
y = torch.empty(2, 2).fill_(3)
y.diagonal().fill_(0)
print(
    y,
    torch.zeros(2, 2).index_fill_(0, torch.tensor([1]), 5.0),
    torch.zeros(3).masked_fill_(torch.tensor([True, False, True]), 1.0),
)
z = torch.zeros(2, 3)
z.index_add_(1, torch.tensor([0, 2]), torch.ones(2, 2)).scatter_(1, torch.tensor([[1], [1]]), 9.0)
print(z, z.index_copy_(0, torch.tensor([0]), torch.full((1, 3), -1.0)))
print(torch.ones(2).swap_dims if False else torch.ones(1, 2).swapaxes(0, 1), torch.ones(2).add_(torch.ones(2), alpha=3))
print(torch.ones(2).addcmul_(torch.ones(2), torch.ones(2), value=2), torch.ones(2).lerp_(torch.zeros(2), 0.25))
