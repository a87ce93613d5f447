import torch
from torch import nn


class AutoEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(8, 4), nn.ReLU(), nn.Linear(4, 2))
        self.decoder = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 8), nn.Sigmoid())

    def forward(self, x):
        code = self.encoder(x)
        return code, self.decoder(code)


torch.manual_seed(0)
x = torch.eye(8)
model = AutoEncoder()
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
for epoch in range(101):
    code, out = model(x)
    loss = nn.functional.mse_loss(out, x)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if epoch % 25 == 0:
        print(f"{epoch:>4} {loss.item():.3f}")
print(code.shape, out.shape, model.encoder)
