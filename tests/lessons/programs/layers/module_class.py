import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self, hidden=4):
        super().__init__()
        self.fc1 = nn.Linear(2, hidden)
        self.fc2 = nn.Linear(hidden, 1)
        self.drop = nn.Dropout(p=0.2)
        self.scale = nn.Parameter(torch.tensor([2.0]))
        self.register_buffer("steps", torch.zeros(1, dtype=torch.int64))

    def forward(self, x):
        self.steps += 1
        return self.fc2(self.drop(F.relu(self.fc1(x)))) * self.scale


torch.manual_seed(3)
net = Net()
print(net)
for name, p in net.named_parameters():
    print(name, tuple(p.shape), p.requires_grad)
print(
    sum(p.numel() for p in net.parameters()), [n for n, _ in net.named_buffers()], [n for n, _ in net.named_modules()]
)
net.eval()
print(net(torch.ones(1, 2)), net.steps, net.training, net.drop.training)
print(net.train().training, list(net.children())[0], dict(net.named_children()).keys())
