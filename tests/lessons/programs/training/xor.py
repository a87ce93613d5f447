import torch
import torch.nn as nn
import torch.nn.functional as F


class XOR(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(2, 4)
        self.out = nn.Linear(4, 1)

    def forward(self, x):
        return torch.sigmoid(self.out(torch.tanh(self.hidden(x))))


torch.manual_seed(2)
X = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=torch.float32)
Y = torch.tensor([0, 1, 1, 0], dtype=torch.float32).view(-1, 1)
net = XOR()
opt = torch.optim.Adam(net.parameters(), lr=0.1)
for step in range(150):
    opt.zero_grad()
    loss = F.binary_cross_entropy(net(X), Y)
    loss.backward()
    opt.step()
    if step % 50 == 0:
        print(f"Step {step}: {loss:.3f}")
for a, b in zip(X, net(X)):
    print(a.tolist(), "->", int(b.item() > 0.5))
print(net, sum(p.numel() for p in net.parameters()))
