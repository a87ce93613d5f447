import math
import torch
from torch import nn


class MyLinear(nn.Module):
    def __init__(self, n_in, n_out):
        super(MyLinear, self).__init__()
        self.n_in, self.n_out = n_in, n_out
        self.weight = nn.Parameter(torch.randn(n_out, n_in) / math.sqrt(n_in))
        self.bias = nn.Parameter(torch.zeros(n_out))

    def forward(self, x):
        return x.matmul(self.weight.t()) + self.bias

    def extra_repr(self):
        return f"{self.n_in} -> {self.n_out}"


class Residual(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        return x + self.block(x)


class Polynomial(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Parameter(torch.tensor(1.0))
        self.b = nn.Parameter(torch.tensor(-2.0))

    def forward(self, x):
        return self.a * x**2 + self.b * x

    def string(self):
        return f"y = {self.a.item()} x^2 + {self.b.item()} x"


torch.manual_seed(0)
net = nn.Sequential(MyLinear(2, 3), Residual(nn.Sequential(nn.Tanh(), MyLinear(3, 3))), MyLinear(3, 1))
print(net, net(torch.ones(2, 2)))
p = Polynomial()
print(p.string(), p(torch.arange(3.0)), p)
