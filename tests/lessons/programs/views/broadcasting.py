import torch

a, b = torch.arange(3.0), torch.tensor([[10.0], [20.0]])
print(a + b, (a * b).shape, a - 1, 2 * a, b / 4, a[:, None] == a, torch.maximum(a, b))
image = torch.ones(3, 2, 2)
mean = torch.tensor([0.1, 0.2, 0.3])
print(image - mean[:, None, None], (image - mean.view(3, 1, 1)).sum((1, 2)))
x = torch.zeros(2, 3)
x += a
print(x)
try:
    a += x
except RuntimeError as error:
    print(error)
