import torch

x = torch.arange(24).reshape(2, 3, 4)
print(x.permute(2, 0, 1).shape, x.transpose(0, 1).shape, x.mT.shape, x.swapaxes(0, 2).shape, x.movedim(0, -1).shape)
m = x[0]
print(m.t(), m.T, m.T.T.equal(m), torch.transpose(m, 0, 1), m.T.stride(), x.permute(2, 1, 0)[0])
print(torch.ones(3).T.shape if False else torch.ones(3).t())
print(x.flip(0)[0, 0], m.fliplr(), m.flipud(), m.rot90(), m.roll(1), m.roll(1, 0), m.roll((1, 1), (0, 1)))
try:
    x.t()
except RuntimeError as error:
    print(error)
