import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(2, 1))
print(model[0](torch.zeros(1, 4)).shape)
model(torch.zeros(5, 4))
