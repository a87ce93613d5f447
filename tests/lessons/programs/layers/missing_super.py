import torch
from torch import nn


class Broken(nn.Module):
    def __init__(self):
        self.fc = nn.Linear(1, 1)


class NoForward(nn.Module):
    pass


for action in (
    lambda: Broken(),
    lambda: NoForward()(1),
    lambda: nn.Linear(1, 1).missing,
    lambda: nn.Linear(2),
    lambda: nn.Sequential(nn.ReLU)(torch.ones(1)),
    lambda: nn.Sequential(3),
    lambda: nn.Linear(1, 1)(),
):
    try:
        action()
    except Exception as error:
        print(type(error).__name__, error)
