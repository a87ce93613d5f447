import torch
from torch import nn

p = nn.Parameter(torch.tensor([[1.0, 2.0]]))
print(p, p.data, p.detach(), [p], {"p": p}, p * 2, str(p), f"{p}")
print(
    nn.Parameter(torch.tensor(5).float()),
    nn.Parameter(torch.ones(1, dtype=torch.float64)),
    nn.Parameter(torch.zeros(2), requires_grad=False),
)
print(nn.ParameterList([p]), nn.ParameterDict({"w": p}), nn.Buffer(torch.ones(1)), type(p), isinstance(p, torch.Tensor))
lin = nn.Linear(1, 1)
lin.weight = p
print(lin.weight is p, list(lin.named_parameters())[0][0], p.grad, p.is_leaf, p.shape)
try:
    lin.weight = torch.ones(1)
except TypeError as error:
    print(error)
