"""What is looked at first: steps before dimensions, dtypes before sizes, and arrays beside tensors."""

import numpy as np
import torch


def written(x, place):
    x[place] = 0.25
    return x


calls = [
    lambda: np.array([1.0, 2.0]) / torch.tensor([]),
    lambda: np.array([1.0, 2.0]) / torch.tensor([2.0, 4.0]),
    lambda: torch.tensor([True]).trace(),
    lambda: torch.tensor([1.0]).trace(),
    lambda: torch.std_mean(torch.tensor([1, 2]), dim=5),
    lambda: written(torch.tensor(True), slice(None, None, -1)),
    lambda: written(torch.ones(3), slice(None, None, 0)),
    lambda: written(torch.ones(3), slice(1, None)),
    lambda: written(torch.ones(3), (0, slice(None, None, 0))),
]
for call in calls:
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__, error)
