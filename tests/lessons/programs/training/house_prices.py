import torch
from torch import nn

torch.manual_seed(0)
area = torch.tensor([50.0, 80.0, 120.0, 65.0, 150.0, 95.0])
rooms = torch.tensor([2.0, 3.0, 4.0, 2.0, 5.0, 3.0])
price = 2.0 * area + 15.0 * rooms + 10
X = torch.stack([area, rooms], dim=1)
mean, std = X.mean(0), X.std(0)
Xn, yn = (X - mean) / std, (price - price.mean()) / price.std()
model = nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(60):
    loss = nn.functional.mse_loss(model(Xn).squeeze(1), yn)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if epoch % 20 == 0:
        print(f"{epoch=} {loss.item():.4f}")
with torch.no_grad():
    new = (torch.tensor([[100.0, 3.0]]) - mean) / std
    print(f"{(model(new) * price.std() + price.mean()).item():.0f}", mean, std)
closed = torch.linalg.pinv(torch.cat([X, torch.ones(6, 1)], 1).double()) @ price.double()
print([round(v, 2) for v in closed.tolist()])
