import torch
from torch import nn

torch.manual_seed(0)
G = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1))
D = nn.Sequential(nn.Linear(1, 8), nn.LeakyReLU(0.2), nn.Linear(8, 1), nn.Sigmoid())
loss_fn = nn.BCELoss()
opt_g, opt_d = torch.optim.Adam(G.parameters(), 0.01), torch.optim.Adam(D.parameters(), 0.01)
for step in range(41):
    real = torch.randn(16, 1) * 0.5 + 3
    fake = G(torch.randn(16, 2))
    d_loss = loss_fn(D(real), torch.ones(16, 1)) + loss_fn(D(fake.detach()), torch.zeros(16, 1))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    g_loss = loss_fn(D(fake), torch.ones(16, 1))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    if step % 20 == 0:
        print(step, f"{d_loss.item():.2f} {g_loss.item():.2f}")
print(fake.shape, [tuple(p.shape) for p in G.parameters()])
