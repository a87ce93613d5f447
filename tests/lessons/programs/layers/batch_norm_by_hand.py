import torch
from torch import nn

torch.manual_seed(0)
x = torch.randn(6, 3) * 2 + 5
bn = nn.BatchNorm1d(3)
mean, var = x.mean(0), x.var(0, unbiased=False)
print(torch.allclose(bn(x), (x - mean) / torch.sqrt(var + 1e-5), atol=1e-5))
print(
    torch.allclose(bn.running_mean, 0.1 * mean, atol=1e-6),
    torch.allclose(bn.running_var, 0.9 + 0.1 * x.var(0), atol=1e-5),
)
for _ in range(3):
    bn(x)
print(bn.num_batches_tracked, bn.eps, bn.momentum, bn.affine, bn.track_running_stats)
bn.eval()
print(torch.allclose(bn(x), (x - bn.running_mean) / torch.sqrt(bn.running_var + bn.eps), atol=1e-4))
bn.reset_running_stats()
print(bn.running_mean, bn.running_var, bn.num_batches_tracked)
ln = nn.LayerNorm(3)
print(
    torch.allclose(
        ln(x), (x - x.mean(1, keepdim=True)) / torch.sqrt(x.var(1, unbiased=False, keepdim=True) + 1e-5), atol=1e-5
    ),
    nn.BatchNorm1d(3, affine=False).weight,
)
