import torch
from torch import nn
import torch.nn.functional as F

z = torch.tensor([-2.0, 0.0, 3.0], requires_grad=True)
t = torch.tensor([0.0, 1.0, 1.0])
p = torch.sigmoid(z)
print(nn.BCELoss()(p, t), F.binary_cross_entropy(p, t, reduction="none"), nn.BCEWithLogitsLoss()(z, t))
print(
    nn.BCEWithLogitsLoss(pos_weight=torch.tensor(2.0))(z, t),
    F.binary_cross_entropy_with_logits(z, t, weight=torch.tensor([1.0, 2.0, 3.0]), reduction="sum"),
)
F.binary_cross_entropy_with_logits(z, t).backward()
print(z.grad, (torch.sigmoid(z) - t) / 3)
print(-(t * p.log() + (1 - t) * (1 - p).log()).mean(), nn.BCELoss()(torch.tensor([0.0, 1.0]), torch.tensor([1.0, 1.0])))
for bad in (
    lambda: nn.BCELoss()(torch.tensor([1.5]), torch.tensor([1.0])),
    lambda: nn.BCELoss()(p, torch.tensor([0, 1, 1])),
    lambda: nn.BCELoss()(p, torch.ones(2)),
    lambda: nn.BCEWithLogitsLoss()(z, torch.ones(3, 1)),
):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
