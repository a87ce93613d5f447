import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
norms = {}
for name, p in net.named_parameters():
    p.register_hook(lambda g, name=name: norms.__setitem__(name, round(g.norm().item(), 3)))
x = torch.tensor([[1.0, -1.0]])
net(x).sum().backward()
print(list(norms), all(v >= 0 for v in norms.values()))
acts = []
handles = [m.register_forward_hook(lambda m, i, o: acts.append((type(m).__name__, tuple(o.shape)))) for m in net]
net(x)
for h in handles:
    h.remove()
net(x)
print(acts)
h = net[0].weight.register_hook(lambda g: torch.zeros_like(g))
net.zero_grad()
net(x).sum().backward()
print(net[0].weight.grad.abs().sum(), net[2].bias.grad)
