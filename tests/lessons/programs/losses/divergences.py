import torch
from torch import nn
import torch.nn.functional as F

q = torch.tensor([[0.2, 0.3, 0.5]], requires_grad=True)
p = torch.tensor([[0.1, 0.6, 0.3]])
print(
    F.kl_div(q.log(), p, reduction="batchmean"),
    nn.KLDivLoss(reduction="sum")(q.log(), p),
    F.kl_div(q.log(), p.log(), log_target=True, reduction="none"),
)
print(
    (p * (p / q).log()).sum(), nn.PoissonNLLLoss()(q, p), nn.GaussianNLLLoss()(q, p, torch.ones(1, 3)), nn.KLDivLoss()
)
print(torch.autograd.grad(F.kl_div(q.log(), p, reduction="sum"), q))
entropy = -(p * p.log()).sum()
print(entropy, torch.special.entr(p), F.kl_div(q.log(), p))
