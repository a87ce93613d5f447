"""Functions of the table for layers: found once, and called without looking at arguments that are known to be tensors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gradcli.evaluate.warned import say_inside
from gradcli.ops import table
from gradcli.ops.warnings import heard
from gradcli.tensors.tensor import Tensor
from gradcli.torch.nn import functional


def quick(name: str, checked: Callable[..., Any] | None = None) -> Callable[..., Any]:
    """A row of the table on tensors, or None in their places; whatever else comes in, PyTorch's function looks at and refuses."""
    row: Any = table.TABLE[name]
    run = getattr(row, "body", row)  # a composite is what it is made of

    def function(*operands: Any) -> Any:
        for x in operands:
            if x is not None and not isinstance(x, Tensor):
                return (checked or getattr(functional, name))(*operands)
        return run(*operands)

    return function


def quick_loss(name: str) -> Callable[..., Any]:
    """The same of a loss, which has options and may warn."""
    row: Any = table.TABLE[name]
    run = getattr(row, "body", row)
    checked = getattr(functional, name)

    def function(input: Any, target: Any, **options: Any) -> Any:
        if not isinstance(input, Tensor) or not isinstance(target, Tensor):
            return checked(input, target, **options)
        with heard(say_inside):
            return run(input, target, **options)

    return function
