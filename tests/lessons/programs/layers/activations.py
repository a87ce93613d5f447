import torch
from torch import nn

x = torch.tensor([-2.0, -0.5, 0.0, 0.5, 2.0])
for act in (
    nn.ReLU(),
    nn.LeakyReLU(0.1),
    nn.ELU(),
    nn.SELU(),
    nn.CELU(),
    nn.GELU(),
    nn.GELU("tanh"),
    nn.SiLU(),
    nn.Mish(),
    nn.Sigmoid(),
    nn.Tanh(),
    nn.Softplus(),
    nn.Softsign(),
    nn.Tanhshrink(),
    nn.Hardtanh(),
    nn.ReLU6(),
    nn.Hardswish(),
    nn.Hardsigmoid(),
    nn.LogSigmoid(),
    nn.Softshrink(),
    nn.Hardshrink(),
    nn.Threshold(0.1, 20.0),
    nn.Identity(),
    nn.Softmax(dim=0),
    nn.LogSoftmax(dim=0),
    nn.Softmin(dim=0),
    nn.PReLU(),
):
    print(act, act(x))
print(nn.GLU()(torch.tensor([1.0, 2.0, 3.0, 4.0])), nn.ReLU(inplace=True)(x.clone()), nn.RReLU().eval()(x))
