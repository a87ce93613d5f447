import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))
seen = {}
for name, m in net.named_children():
    m.register_forward_hook(lambda m, i, o, name=name: seen.update({name: tuple(o.shape)}))
handle = net[0].register_forward_pre_hook(lambda m, inputs: print("pre", inputs[0]))
back = net[2].register_full_backward_hook(lambda m, gi, go: print("back", go))
out = net(torch.ones(1, 2))
out.sum().backward()
print(seen)
handle.remove()
back.remove()
double = net.register_forward_hook(lambda m, i, o: o * 2)
print(torch.equal(net(torch.ones(1, 2)), out * 2))
double.remove()
print(torch.equal(net(torch.ones(1, 2)), out))
