import copy
import torch
from torch import nn

torch.manual_seed(0)
model = nn.Linear(2, 1)
ema = copy.deepcopy(model)
for p in ema.parameters():
    p.requires_grad_(False)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.randn(16, 2)
for step in range(20):
    optimizer.zero_grad()
    (model(x) - x.sum(1, keepdim=True)).pow(2).mean().backward()
    optimizer.step()
    with torch.no_grad():
        for a, b in zip(ema.parameters(), model.parameters()):
            a.mul_(0.9).add_(b, alpha=0.1)
print(
    torch.allclose(model.weight, torch.ones(1, 2), atol=0.5),
    (ema.weight - model.weight).abs().max() < 0.3,
    ema.weight.requires_grad,
)
print([f"{v:.1f}" for v in model.weight.flatten().tolist()])
