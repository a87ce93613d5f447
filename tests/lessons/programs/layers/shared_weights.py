import torch
from torch import nn

torch.manual_seed(0)


class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.encode = nn.Linear(3, 2, bias=False)
        self.decode = nn.Linear(2, 3, bias=False)
        self.decode.weight = nn.Parameter(self.encode.weight.t().clone())
        self.again = self.encode

    def forward(self, x):
        return self.decode(self.encode(x)) + self.again(x).sum()


m = Tied()
print(m, [n for n, _ in m.named_parameters()], len(list(m.parameters())), m.again is m.encode)
m(torch.ones(1, 3)).sum().backward()
print(m.encode.weight.grad.shape, m.again.weight.grad is m.encode.weight.grad, len(m.state_dict()))
print(nn.Bilinear(2, 3, 1)(torch.ones(1, 2), torch.ones(1, 3)).shape, nn.Bilinear(2, 3, 1))
