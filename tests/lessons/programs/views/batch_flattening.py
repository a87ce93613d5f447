import torch

batch = torch.arange(48.0).reshape(4, 3, 2, 2)
flat = batch.view(batch.size(0), -1)
print(
    flat.shape,
    flat[1, :4],
    batch.flatten(2).shape,
    batch.mean((2, 3)),
    batch.permute(0, 2, 3, 1).reshape(-1, 3)[:2],
    batch.transpose(1, 2).contiguous().view(4, -1).shape,
)
patches = torch.arange(16).reshape(4, 4).unfold(0, 2, 2).unfold(1, 2, 2)
print(patches.shape, patches.reshape(-1, 4), patches.contiguous().view(2, 2, -1).sum(-1))
heads = torch.arange(12.0).view(1, 2, 6).view(1, 2, 3, 2).transpose(1, 2)
print(
    heads.shape,
    heads[0, 0],
    heads.transpose(1, 2).reshape(1, 2, 6).equal(torch.arange(12.0).view(1, 2, 6)),
    heads.is_contiguous(),
)
try:
    heads.view(1, 12)
except RuntimeError as error:
    print(error)
