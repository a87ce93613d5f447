import torch
from torch import nn

torch.manual_seed(123)
for layer in (
    nn.Linear(4, 2),
    nn.Conv1d(1, 1, 3),
    nn.Conv2d(1, 1, 2),
    nn.Embedding(2, 3),
    nn.RNNCell(2, 2),
    nn.Bilinear(1, 1, 1),
    nn.GRUCell(1, 1),
):
    print(type(layer).__name__)
    for name, p in layer.named_parameters():
        print(" ", name, p.data.flatten()[:4])
