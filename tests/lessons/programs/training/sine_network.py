import torch
from torch import nn

torch.manual_seed(3)
x = torch.linspace(-3, 3, 60).view(-1, 1)
y = torch.sin(x)
net = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 1))
opt = torch.optim.Adam(net.parameters(), lr=0.02)
history = []
for epoch in range(120):
    loss = nn.functional.mse_loss(net(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    history.append(loss.item())
print([f"{h:.2f}" for h in history[::30]], history[-1] < 0.02)
with torch.no_grad():
    print(net(torch.tensor([[0.0], [1.5]])).shape, (net(x) - y).abs().max() < 0.5)
