import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1))
for p in net[0].parameters():
    p.requires_grad = False
net(torch.ones(1, 2)).backward()
print([(n, p.requires_grad, None if p.grad is None else p.grad.shape) for n, p in net.named_parameters()])
net.requires_grad_(True)
net.zero_grad()
print([p.grad for p in net.parameters()])
optimizer = torch.optim.SGD(filter(lambda p: p.requires_grad, net[1].parameters()), lr=0.1)
before = net[0].weight.clone()
net(torch.ones(1, 2)).sum().backward()
optimizer.step()
print(torch.equal(before, net[0].weight), net[0].weight.grad.shape)
net[1] = nn.Linear(2, 3)
print(net, net[1].out_features)
