import torch
from torch import nn

criterion = nn.CrossEntropyLoss()
logits = torch.zeros(4, 3)
print(criterion(logits, torch.tensor([0, 1, 2, 0])))
print(criterion(logits, torch.tensor([0, 1, 2])))
