import copy
import torch
from torch import nn

torch.manual_seed(0)
model = nn.Linear(1, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
model(torch.ones(1, 1)).sum().backward()
optimizer.step()
print(optimizer.state_dict())
saved = {"epoch": 1, "model": copy.deepcopy(model.state_dict()), "optimizer": copy.deepcopy(optimizer.state_dict())}
for _ in range(3):
    optimizer.step()
moved = model.weight.item()
model.load_state_dict(saved["model"])
optimizer.load_state_dict(saved["optimizer"])
for _ in range(3):
    optimizer.step()
print(moved == model.weight.item(), saved["epoch"], optimizer.state_dict()["state"][0]["momentum_buffer"])
print(saved["model"].keys(), [type(v).__name__ for v in saved.values()])
