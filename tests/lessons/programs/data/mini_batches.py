import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(7)
x = torch.randn(64, 2)
y = (x[:, 0] - x[:, 1] > 0).float().unsqueeze(1)
loader = DataLoader(TensorDataset(x, y), batch_size=16, shuffle=True)
model = nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
for epoch in range(4):
    total, correct = 0.0, 0
    for xb, yb in loader:
        loss = nn.functional.binary_cross_entropy_with_logits(model(xb), yb)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(xb)
        correct += ((model(xb) > 0).float() == yb).sum().item()
    print(f"epoch {epoch + 1}/4 loss {total / 64:.3f} accuracy {correct / 64:.1%}")
