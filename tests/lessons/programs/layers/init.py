import torch
from torch import nn

torch.manual_seed(0)
w = torch.empty(2, 3)
for init in (
    nn.init.zeros_,
    nn.init.ones_,
    nn.init.eye_,
    nn.init.xavier_uniform_,
    nn.init.xavier_normal_,
    nn.init.kaiming_uniform_,
    nn.init.kaiming_normal_,
    nn.init.orthogonal_,
    nn.init.normal_,
    nn.init.uniform_,
    nn.init.trunc_normal_,
):
    print(init.__name__, init(w))
print(
    nn.init.constant_(w, 0.5),
    nn.init.normal_(w, mean=1.0, std=0.01),
    nn.init.uniform_(w, -1, 1),
    nn.init.sparse_(w, 0.5).shape,
)
print(nn.init.calculate_gain("relu"), nn.init.calculate_gain("tanh"), nn.init.calculate_gain("leaky_relu", 0.2))


def init_weights(m):
    if isinstance(m, nn.Linear):
        nn.init.xavier_uniform_(m.weight)
        m.bias.data.fill_(0.01)


net = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))
net.apply(init_weights)
print(net[0].weight, net[2].bias)
with torch.no_grad():
    for p in net.parameters():
        p.fill_(0.25)
print(net(torch.ones(1, 2)))
