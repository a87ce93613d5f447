"""Copies, in this process and from another one: dtypes are themselves, tensors are leaves, nodes are not copied."""

from __future__ import annotations

import copy
import pickle
from typing import Any

from tests.session.observe import grad, raised


def _sent(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))


def dtypes_are_themselves(torch: Any) -> list[Any]:
    kinds = (torch.float32, torch.int64, torch.bool)
    return [[f(kind) is kind for kind in kinds] for f in (_sent, copy.copy, copy.deepcopy)]


def tensors_sent_elsewhere(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (x * 2).sum().backward()
    tensors = [x, x * 2, x.detach(), torch.tensor(2.0, dtype=torch.float64), torch.tensor(True), torch.tensor([1, 2])]
    return [[y.tolist(), str(y.dtype), y.requires_grad, y.is_leaf, grad(y)] for y in map(_sent, tensors)]


def deep_copies(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (x * 2).sum().backward()
    y, again = copy.deepcopy([x, x])
    (y * 3).sum().backward()
    z = copy.deepcopy(x.detach())
    z.add_(1)
    return [y is again, y.is_leaf, grad(x), grad(y), z.requires_grad, x.tolist(), raised(lambda: copy.deepcopy(x * 2))]


def shallow_copies(torch: Any) -> list[Any]:
    x, leaf = torch.ones(2), torch.ones(2, requires_grad=True)
    leaf.sum().backward()
    y, z = copy.copy(x), copy.copy(leaf)
    y.add_(1)
    (z * 2).sum().backward()
    return [x.tolist(), z is leaf, z.requires_grad, grad(leaf), grad(z), copy.copy(leaf * 2).requires_grad]


def nodes_are_not_copied(torch: Any) -> list[Any]:
    node = (torch.ones(2, requires_grad=True) * 2).grad_fn
    return [raised(lambda: copy.deepcopy(node)), raised(lambda: pickle.dumps(node))]
