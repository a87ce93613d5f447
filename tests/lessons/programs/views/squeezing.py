import torch

x = torch.zeros(1, 3, 1, 2)
print(
    x.squeeze().shape,
    x.squeeze(0).shape,
    x.squeeze(1).shape,
    x.squeeze((0, 2)).shape,
    x.unsqueeze(0).shape,
    x.unsqueeze(-1).shape,
)
v = torch.tensor([1, 2, 3])
print(v.unsqueeze(0), v.unsqueeze(1), v[:, None] * v[None, :], v[None].shape, v.view(-1, 1).shape)
try:
    v.unsqueeze(3)
except IndexError as error:
    print(error)
v = v.float().unsqueeze_(0)
print(v, v.squeeze_(), torch.squeeze(torch.ones(1, 1)), torch.atleast_2d(v), torch.atleast_1d(torch.tensor(1.0)))
