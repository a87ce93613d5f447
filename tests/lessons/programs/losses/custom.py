import torch
from torch import nn


class DiceLoss(nn.Module):
    def __init__(self, smooth=1.0):
        super().__init__()
        self.smooth = smooth

    def forward(self, p, t):
        overlap = (p * t).sum()
        return 1 - (2 * overlap + self.smooth) / (p.sum() + t.sum() + self.smooth)


def focal(logits, t, gamma=2.0):
    bce = nn.functional.binary_cross_entropy_with_logits(logits, t, reduction="none")
    return ((1 - torch.exp(-bce)) ** gamma * bce).mean()


def rmse(a, b):
    return torch.sqrt(nn.functional.mse_loss(a, b))


z = torch.tensor([-1.0, 0.5, 2.0], requires_grad=True)
t = torch.tensor([0.0, 1.0, 1.0])
for loss in (DiceLoss()(torch.sigmoid(z), t), focal(z, t), rmse(z, t), nn.L1Loss()(z, t) + 0.1 * z.norm()):
    print(loss, torch.autograd.grad(loss, z)[0])
print(DiceLoss())
