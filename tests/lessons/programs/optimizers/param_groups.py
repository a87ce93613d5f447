import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(1, 2), nn.Linear(2, 1))
optimizer = torch.optim.SGD(
    [{"params": net[0].parameters(), "lr": 0.5}, {"params": net[1].parameters()}], lr=0.01, momentum=0.9
)
print(
    [g["lr"] for g in optimizer.param_groups], len(optimizer.param_groups[0]["params"]), list(optimizer.param_groups[0])
)
for g in optimizer.param_groups:
    g["lr"] *= 0.1
print(optimizer)
extra = torch.zeros(1, requires_grad=True)
optimizer.add_param_group({"params": [extra], "lr": 1.0})
(net(torch.ones(1, 1)).sum() + extra.sum()).backward()
optimizer.step()
print(extra, len(optimizer.state), optimizer.defaults["momentum"])
for bad in (
    lambda: torch.optim.SGD([], lr=0.1),
    lambda: torch.optim.SGD(extra, lr=0.1),
    lambda: torch.optim.SGD([extra * 2], lr=0.1),
    lambda: torch.optim.SGD([1.0], lr=0.1),
    lambda: optimizer.add_param_group({"params": [extra]}),
):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)
