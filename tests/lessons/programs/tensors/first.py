import torch

x = torch.tensor(2.0, requires_grad=True)
y = 3 * x**2 + 4 * x + 5
y.backward()
print(y, x.grad)
print(y.grad)  # warns: not a leaf
