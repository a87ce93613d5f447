import torch
from torch import nn

emb = nn.Embedding(3, 2)
print(emb(torch.tensor([0, 2])).shape)
emb(torch.tensor([3]))
