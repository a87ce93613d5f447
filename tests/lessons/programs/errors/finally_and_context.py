import torch

try:
    torch.ones(2).view(3)
finally:
    print("cleaning up")
