import copy
import torch
from torch import nn

torch.manual_seed(5)


def make():
    net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
    return net, torch.optim.Adam(net.parameters(), lr=0.05)


def train(net, opt, steps):
    for _ in range(steps):
        opt.zero_grad()
        loss = (net(torch.ones(4, 2)) - 1).pow(2).mean()
        loss.backward()
        opt.step()
    return loss.item()


net, opt = make()
train(net, opt, 5)
checkpoint = {"model": copy.deepcopy(net.state_dict()), "opt": copy.deepcopy(opt.state_dict()), "step": 5}
a = train(net, opt, 5)
other, other_opt = make()
other.load_state_dict(checkpoint["model"])
other_opt.load_state_dict(checkpoint["opt"])
b = train(other, other_opt, 5)
print(a == b, checkpoint["step"], sorted(checkpoint), list(checkpoint["model"]))
print(checkpoint["opt"]["param_groups"][0]["params"], sorted(checkpoint["opt"]["state"][0]))
