import torch

x = torch.linspace(0, 1, 4, requires_grad=True)
y = x * 2
y.backward()
