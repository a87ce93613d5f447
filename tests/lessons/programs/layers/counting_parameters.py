import torch
from torch import nn

layers = [
    nn.Linear(10, 5),
    nn.Linear(10, 5, bias=False),
    nn.Conv2d(3, 8, 3),
    nn.Conv1d(2, 4, 5, groups=2),
    nn.Embedding(7, 4),
    nn.LSTM(3, 4),
    nn.GRU(3, 4, 2),
    nn.RNN(3, 4, bidirectional=True),
    nn.BatchNorm2d(6),
    nn.LayerNorm([2, 3]),
    nn.PReLU(),
    nn.Bilinear(2, 3, 4),
    nn.ConvTranspose2d(4, 2, 2),
    nn.GroupNorm(1, 4),
    nn.RMSNorm(3),
    nn.Dropout(),
]
for layer in layers:
    sizes = {n: tuple(p.shape) for n, p in layer.named_parameters()}
    print(layer, sum(p.numel() for p in layer.parameters()), sizes if len(sizes) < 5 else len(sizes))
