import torch

x = torch.ones(2)
y = [1, 2]
print(x * 2)
print(x + "a")
