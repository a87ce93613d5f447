import torch
import torch.nn.functional as F
from torch import nn

x = torch.tensor([[1.0, 2.0, 3.0], [1.0, 1.0, 1.0]], requires_grad=True)
p = F.softmax(x, dim=1)
print(p, p.sum(1), x.softmax(0), F.log_softmax(x, dim=-1), torch.softmax(x * 1000, 1))
p[0, 2].backward()
print(x.grad)
print(
    nn.Softmax(dim=1)(x).argmax(1),
    F.softmin(x, 1),
    F.softmax(x.double(), 1).dtype,
    F.softmax(x, 1, dtype=torch.float64),
)
print(torch.exp(x) / torch.exp(x).sum(1, keepdim=True), x.logsumexp(1), F.gumbel_softmax(x, hard=True).shape)
try:
    F.softmax(x, dim=2)
except IndexError as error:
    print(error)
