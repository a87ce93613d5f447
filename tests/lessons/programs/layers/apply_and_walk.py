import torch
from torch import nn

net = nn.Sequential(nn.Linear(1, 2), nn.Sequential(nn.ReLU(), nn.Linear(2, 1)))
net.apply(lambda m: print(type(m).__name__))
for name, m in net.named_modules():
    print(repr(name), m._get_name())
print(
    net.get_submodule("1.0"),
    net.get_parameter("1.1.weight").shape,
    sum(1 for _ in net.modules()),
    "0.weight" in dict(net.named_parameters()),
)
net.add_module("extra", nn.Tanh())
net.register_buffer("seen", torch.zeros(2))
setattr(net, "later", nn.Identity())
print(net, list(net.named_buffers()), net.extra)
del net.extra
print([n for n, _ in net.named_children()], hasattr(net, "extra"))
net.note = "text"
print(net.note, "note" in vars(net), net[1][1].extra_repr(), nn.Dropout(0.3).extra_repr())
