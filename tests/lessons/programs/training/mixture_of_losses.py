import torch
from torch import nn

torch.manual_seed(0)
shared = nn.Linear(2, 3)
heads = nn.ModuleDict({"a": nn.Linear(3, 1), "b": nn.Linear(3, 2)})
params = list(shared.parameters()) + list(heads.parameters())
optimizer = torch.optim.AdamW(params, lr=0.05, weight_decay=0.01)
x = torch.randn(10, 2)
ya, yb = x.sum(1, keepdim=True), (x[:, 0] > 0).long()
for step in range(31):
    h = torch.relu(shared(x))
    la = nn.functional.mse_loss(heads["a"](h), ya)
    lb = nn.functional.cross_entropy(heads["b"](h), yb)
    loss = la + 0.5 * lb
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % 10 == 0:
        print(f"{step:>3} {la.item():.3f} {lb.item():.3f} {loss.item():.3f}")
print(heads, len(params))
