import torch
from torch import nn

torch.manual_seed(0)
x, y = torch.randn(12, 3), torch.randn(12, 1)
model = nn.Linear(3, 1)
full = torch.autograd.grad(nn.functional.mse_loss(model(x), y), model.weight)[0]
for xb, yb in zip(x.split(4), y.split(4)):
    loss = nn.functional.mse_loss(model(xb), yb) / 3
    loss.backward()
print(torch.allclose(full, model.weight.grad, atol=1e-6))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
steps = 0
for i, (xb, yb) in enumerate(zip(x.split(2), y.split(2))):
    nn.functional.mse_loss(model(xb), yb).backward()
    if (i + 1) % 3 == 0:
        optimizer.step()
        optimizer.zero_grad()
        steps += 1
print(steps, model.weight.grad)
