"""Methods of tensors that are called of something else, and what is no function in a switch."""

import torch

x = torch.ones(2)
calls = [
    lambda: torch.Tensor.add(x, 1),
    lambda: torch.Tensor.add(None),
    lambda: torch.Tensor.add(None, 1),
    lambda: torch.Tensor.add(3, 1),
    lambda: torch.Tensor.add(),
    lambda: torch.Tensor.add(other=1),
    lambda: torch.Tensor.backward(None),
    lambda: torch.Tensor.backward(),
    lambda: torch.Tensor.item("a"),
    lambda: torch.Tensor.requires_grad_(None),
    lambda: torch.Tensor.__add__(None, 1),
    lambda: torch.Tensor.__len__(3),
    lambda: torch.Tensor.norm(None),
    lambda: torch.Tensor.register_hook(None, 1),
    lambda: torch.Tensor.relu(torch.nn.ReLU()),
    lambda: torch.Tensor.nothing,
    lambda: torch.no_grad(3)(1),
    lambda: str(torch.enable_grad()(None)).partition(" at ")[0],
    lambda: torch.nn.functional.binary_cross_entropy(torch.tensor([0.1, 0.5, 1.0, 0.3]), torch.zeros(4), reduction="none").tolist(),
    lambda: torch.tensor([[0.0, 1.0]]).t() @ torch.tensor([[-1.0, -2.0]]),
    lambda: torch.zeros(2, 2) @ -torch.ones(2, 2),
    lambda: torch.nn.functional.batch_norm(torch.tensor([[-0.0, 1.0]]), torch.zeros(2), torch.ones(2)),
]
for call in calls:
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__, error)
