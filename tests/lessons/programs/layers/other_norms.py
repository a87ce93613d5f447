import torch
from torch import nn

x = torch.tensor([[1.0, 2.0, 3.0, 4.0], [2.0, 2.0, 2.0, 10.0]], requires_grad=True)
ln = nn.LayerNorm(4)
print(ln, ln(x))
(ln(x) * torch.tensor([1.0, -1.0, 3.0, 0.0])).sum().backward()
print(x.grad.round(decimals=4) + 0.0, ln.weight.grad, ln.bias.grad)
print(
    nn.GroupNorm(2, 4)(x),
    nn.GroupNorm(2, 4),
    nn.InstanceNorm1d(2)(x.detach()[None])[0],
    nn.RMSNorm(4)(x),
    nn.LayerNorm((2, 4), elementwise_affine=False)(x),
)
print(
    nn.functional.normalize(x, dim=1),
    nn.LocalResponseNorm(2)(torch.ones(1, 4, 2))[0, 0],
    nn.functional.layer_norm(x, (4,)),
)
