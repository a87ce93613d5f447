import torch
from torch import nn

torch.manual_seed(0)
model = nn.Linear(3, 1)
x, y = torch.ones(4, 3), torch.zeros(4, 1)
mse = nn.functional.mse_loss(model(x), y)
l1 = sum(p.abs().sum() for p in model.parameters())
l2 = sum((p**2).sum() for p in model.parameters())
loss = mse + 0.01 * l1 + 0.1 * l2
loss.backward()
print(f"{mse.item():.4f} {l1.item():.4f} {l2.item():.4f} {loss.item():.4f}")
by_hand = (
    torch.autograd.grad(nn.functional.mse_loss(model(x), y), model.weight)[0]
    + 0.01 * model.weight.sign()
    + 0.2 * model.weight
)
print(torch.allclose(model.weight.grad, by_hand), model.weight.grad)
