import torch

print(torch.zeros(1))
torch.zeroes(1)
