from collections import OrderedDict
import torch
from torch import nn

torch.manual_seed(1)
model = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 1), nn.Sigmoid())
print(model)
print(model(torch.ones(2, 2)), model[0], model[-1], len(model), model[1:3])
model.append(nn.Flatten(0))
print(model(torch.ones(3, 2)).shape, [type(m).__name__ for m in model])
named = nn.Sequential(OrderedDict([("hidden", nn.Linear(2, 3)), ("act", nn.Tanh()), ("out", nn.Linear(3, 1))]))
print(named, named.hidden.weight.shape, [name for name, _ in named.named_children()])
model[1] = nn.LeakyReLU(0.2)
del model[4]
model.insert(0, nn.Identity())
model.extend([nn.Softmax(dim=1), nn.Dropout(0.5)])
print(model)
