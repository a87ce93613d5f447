import torch

x = torch.arange(24).reshape(2, 3, 4)
print(
    x.sum((0, 2)),
    x.amax(dim=(1, 2)),
    x.float().mean((0, 1)),
    x.flatten(1).shape,
    x.permute(2, 0, 1)[0],
    x[..., -1],
    x[:, 0, ::2],
    x.select(1, 2).shape,
    x.narrow(2, 1, 2)[0, 0],
)
print(
    torch.swapaxes(x, 0, 1).shape,
    x.unsqueeze(1).expand(2, 5, 3, 4).shape,
    x.repeat(1, 2, 1).shape,
    torch.stack(list(x)).equal(x),
    torch.cat(x.unbind(0)).shape,
    x.reshape(-1, 4)[5],
    x.view(6, 4).t()[0],
)
print(
    x.roll(1, dims=2)[0, 0],
    x.flip((1, 2))[0, 0],
    x.diagonal(dim1=1, dim2=2),
    x.argmax(),
    x.argmax(dim=2)[0],
    x.cumsum(2)[0, 0],
    x.prod(2)[1],
    x.T.shape if x.ndim == 2 else x.mT.shape,
    torch.atleast_3d(torch.tensor(1)).shape,
)
