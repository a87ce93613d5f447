"""The scripts that benchmarks/lessons.py runs: small lessons as they are written for PyTorch, and a loop that is timed inside."""

from __future__ import annotations

LINE = """
import torch

torch.manual_seed(42)
x = torch.linspace(-1, 1, 50).unsqueeze(1)
y = 3 * x + 0.5 + 0.1 * torch.randn(50, 1)
w = torch.zeros(1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
for epoch in range(200):
    loss = ((x * w + b - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
        b -= 0.1 * b.grad
    w.grad.zero_()
    b.grad.zero_()
    if epoch % 50 == 0:
        print(f"epoch {epoch}: loss {loss.item():.4f}")
print(w, b)
"""
XOR = """
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(2, 8)
        self.second = nn.Linear(8, 1)

    def forward(self, x):
        return torch.sigmoid(self.second(torch.tanh(self.first(x))))


torch.manual_seed(0)
inputs = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
targets = torch.tensor([[0.0], [1.0], [1.0], [0.0]])
net = Net()
optimizer = torch.optim.SGD(net.parameters(), lr=0.5, momentum=0.9)
for epoch in range(300):
    optimizer.zero_grad()
    loss = nn.functional.binary_cross_entropy(net(inputs), targets)
    loss.backward()
    optimizer.step()
print(net)
print(f"{loss.item():.3f}", (net(inputs) > 0.5).int().flatten().tolist())
"""
CLASSES = """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(1)
centres = torch.tensor([[0.0, 0.0, 2.0, 0.0], [2.0, 0.0, 0.0, 0.0], [0.0, 2.0, 0.0, 1.0]])
labels = torch.arange(150) % 3
data = TensorDataset(centres[labels] + torch.randn(150, 4), labels)
model = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 3))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(10):
    right = 0
    for x, target in DataLoader(data, batch_size=30, shuffle=True):
        out = model(x)
        loss = nn.functional.cross_entropy(out, target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        right += (out.argmax(1) == target).sum().item()
    print(epoch, right)
"""
TRAINING = """
import time

import torch

torch.manual_seed(0)
x = torch.linspace(-1, 1, 100).reshape(-1, 1)
x = torch.cat([x, x**2], dim=1)
y = torch.sin(3 * x[:, :1])
model = torch.nn.Sequential(torch.nn.Linear(2, 16), torch.nn.Tanh(), torch.nn.Linear(16, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
criterion = torch.nn.MSELoss()
start = time.process_time()
for step in range(1000):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
print(time.process_time() - start)
print(loss)
"""
LESSONS = {
    "a line, by hand": LINE,
    "XOR, a class with two layers": XOR,
    "three classes in batches, Adam": CLASSES,
}
