import torch
from torch import nn

torch.manual_seed(0)
bn = nn.BatchNorm1d(3)
x = torch.tensor([[1.0, 10.0, -1.0], [2.0, 20.0, 0.0], [3.0, 30.0, 4.0]])
y = bn(x)
print(bn, y, y.mean(0).abs().max() < 1e-6)
print(bn.running_mean, bn.running_var, bn.num_batches_tracked)
bn.eval()
print(bn(x))
print(list(bn.state_dict()), bn.weight, bn.bias)
bn2 = nn.BatchNorm2d(2, momentum=0.5, affine=False)
print(bn2, bn2(torch.arange(16.0).reshape(2, 2, 2, 2))[0, 0], bn2.running_mean)
try:
    nn.BatchNorm1d(3)(torch.ones(1, 3))
except ValueError as error:
    print(error)
try:
    nn.BatchNorm2d(3)(torch.ones(2, 3))
except ValueError as error:
    print(error)
