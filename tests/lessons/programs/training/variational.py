import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.mu, self.logvar = nn.Linear(6, 4), nn.Linear(4, 2), nn.Linear(4, 2)
        self.fc3, self.fc4 = nn.Linear(2, 4), nn.Linear(4, 6)

    def encode(self, x):
        h = F.relu(self.fc1(x))
        return self.mu(h), self.logvar(h)

    def reparameterize(self, mu, logvar):
        return mu + torch.randn_like(mu) * torch.exp(0.5 * logvar)

    def forward(self, x):
        mu, logvar = self.encode(x)
        z = self.reparameterize(mu, logvar)
        return torch.sigmoid(self.fc4(F.relu(self.fc3(z)))), mu, logvar


x = torch.bernoulli(torch.full((10, 6), 0.5))
model = VAE()
opt = torch.optim.Adam(model.parameters(), 1e-2)
for i in range(40):
    recon, mu, logvar = model(x)
    bce = F.binary_cross_entropy(recon, x, reduction="sum")
    kld = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
    opt.zero_grad()
    (bce + kld).backward()
    opt.step()
    if i % 20 == 0:
        print(i, f"{bce.item():.1f} {kld.item():.1f}")
print(recon.shape, mu.shape)
