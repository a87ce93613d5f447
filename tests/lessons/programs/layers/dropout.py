import torch
from torch import nn

torch.manual_seed(0)
drop = nn.Dropout(0.5)
x = torch.ones(2, 8)
print(drop(x))
print(drop(x))
drop.eval()
print(drop(x))
print(
    nn.Dropout(0.0)(x[0]),
    nn.Dropout(1.0)(x[0]),
    nn.functional.dropout(x[0], 0.25),
    nn.functional.dropout(x[0], training=False),
)
y = torch.ones(6, requires_grad=True)
nn.Dropout(0.3)(y * 2).sum().backward()
print(y.grad)
print(nn.Dropout2d(0.5)(torch.ones(1, 4, 1, 2)), nn.AlphaDropout(0.5)(torch.ones(4)), nn.Dropout(p=0.1, inplace=True))
try:
    nn.Dropout(1.5)
except ValueError as error:
    print(error)
