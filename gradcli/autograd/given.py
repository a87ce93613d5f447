"""What scripts hand to backward and grad, as PyTorch takes it: one tensor or several, gradients for them, switches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from gradcli.problems import TorchError, runtime_error, type_error
from gradcli.tensors.tensor import Tensor


def outputs(given: Any) -> list[Tensor]:
    """One tensor or several. Raises PyTorch's AssertionError for what is none."""
    found = several(given)
    for x in found:
        if not isinstance(x, Tensor):
            raise TorchError("AssertionError", "Expected output to be a torch.Tensor")
    return found


def gradients(given: Any, count: int) -> list[Any]:
    """A gradient, or None, for each output; what is left over is not looked at. Raises TypeError for anything else."""
    if given is None:
        return [None] * count
    if not isinstance(given, Tensor) and not isinstance(given, Iterable):
        raise type_error(f"'{type(given).__name__}' object is not iterable")
    found = several(given)[:count]
    if len(found) < count:
        raise runtime_error(f"got {count} tensors and {len(found)} gradients")
    for g in found:
        if g is not None and not isinstance(g, Tensor):
            raise type_error(f"gradients can be either Tensors or None, but got {type(g).__name__}")
    return found


def inputs(given: Any) -> Sequence[Tensor]:
    """By what is differentiated. Raises RuntimeError for what is no tensor."""
    found = several(given)
    for x in found:
        if not isinstance(x, Tensor):
            raise runtime_error(f"all inputs have to be Tensors or GradientEdges, but got {type(x).__name__}")
    return found


def switches(*given: Any) -> None:
    """PyTorch reads its switches as whole numbers. Raises TypeError for what is none."""
    for value in given:
        if value is not None and not hasattr(value, "__index__"):
            raise type_error(f"'{type(value).__name__}' object cannot be interpreted as an integer")


def several(given: Any) -> list[Any]:
    """One tensor as a list of one."""
    return [given] if isinstance(given, Tensor) else list(given)
