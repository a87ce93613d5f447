import torch
from torch import nn
import torch.nn.functional as F

y = torch.tensor([1.0, 2.0, 4.0], requires_grad=True)
t = torch.tensor([1.0, 3.0, 1.0])
for loss in (
    nn.MSELoss(),
    nn.MSELoss(reduction="sum"),
    nn.MSELoss(reduction="none"),
    nn.L1Loss(),
    nn.L1Loss(reduction="none"),
    nn.SmoothL1Loss(),
    nn.SmoothL1Loss(beta=2.0),
    nn.HuberLoss(delta=0.5),
):
    value = loss(y, t)
    (g,) = torch.autograd.grad(value.sum(), y)
    print(loss, value, g)
print(F.mse_loss(y, t), ((y - t) ** 2).mean(), F.l1_loss(y, t), F.smooth_l1_loss(y, t), F.huber_loss(y, t))
F.mse_loss(torch.ones(2, 1), torch.ones(2))
try:
    F.mse_loss(torch.ones(2), torch.ones(3))
except RuntimeError as error:
    print(error)
