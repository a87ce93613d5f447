import torch
from torch import nn

torch.manual_seed(42)
x = torch.unsqueeze(torch.linspace(-1, 1, 20), dim=1)
y = 0.7 * x + 0.3
model = nn.Linear(1, 1)
criterion = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
losses = []
for epoch in range(60):
    y_pred = model(x)
    loss = criterion(y_pred, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
print(f"{losses[0]:.4f} -> {losses[-1]:.6f}", len(losses), losses[0] > losses[-1])
[w, b] = model.parameters()
print(f"{w.item():.3f} {b.item():.3f}", w.shape, b.shape)
with torch.inference_mode():
    print(model(torch.tensor([[1.0]])).item().__round__(2))
