import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Dropout(0.5), nn.Linear(16, 1))
x = torch.ones(1, 2)
net.train()
samples = torch.stack([net(x) for _ in range(50)])
net.eval()
with torch.no_grad():
    fixed = [net(x).item() for _ in range(3)]
print(samples.shape, samples.std() > 0, len(set(fixed)), f"{samples.mean().item():.1f} {fixed[0]:.1f}")
