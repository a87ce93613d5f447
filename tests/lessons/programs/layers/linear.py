import torch
from torch import nn

torch.manual_seed(0)
layer = nn.Linear(3, 2)
print(layer, layer.in_features, layer.out_features, layer.weight.shape, layer.bias.shape)
print(layer.weight, layer.bias)
x = torch.tensor([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]])
y = layer(x)
print(y, y.grad_fn.name(), torch.allclose(y, x @ layer.weight.T + layer.bias))
y.sum().backward()
print(layer.weight.grad, layer.bias.grad)
print(
    nn.Linear(2, 1, bias=False),
    nn.Linear(2, 1, bias=False).bias,
    layer(torch.ones(3)).shape,
    layer(torch.ones(4, 5, 3)).shape,
)
try:
    layer(torch.ones(2, 2))
except RuntimeError as error:
    print(error)
try:
    layer(torch.ones(1, 3, dtype=torch.float64))
except RuntimeError as error:
    print(error)
try:
    layer(torch.ones(1, 3, dtype=torch.int64))
except RuntimeError as error:
    print(error)
