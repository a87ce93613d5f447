import copy
import torch
from torch import nn

torch.manual_seed(0)
a, b = nn.Linear(2, 1), nn.Linear(2, 1)
print(a.state_dict())
print(b.load_state_dict(a.state_dict()), torch.equal(a.weight, b.weight))
state = copy.deepcopy(a.state_dict())
with torch.no_grad():
    a.weight.zero_()
print(a.state_dict()["weight"], state["weight"], state.keys())
a.load_state_dict(state)
print(a.weight)
for bad in (
    {"weight": torch.ones(1, 2)},
    {**state, "extra": torch.ones(1)},
    {"weight": torch.ones(2, 2), "bias": torch.ones(1)},
):
    try:
        a.load_state_dict(bad)
    except RuntimeError as error:
        print(error)
print(a.load_state_dict({"weight": torch.ones(1, 2)}, strict=False), a.weight)
best = {k: v.clone() for k, v in a.state_dict().items()}
print(best)
