"""torch.autograd.Variable: what tensors with gradients were called before 0.4; now a tensor."""

from __future__ import annotations

from typing import Any

from gradcli.evaluate.warned import say
from gradcli.problems import type_error
from gradcli.tensors.foreign import class_name
from gradcli.tensors.tensor import Tensor
from gradcli.torch.functions import finished

VOLATILE = "volatile was removed and now has no effect. Use `with torch.no_grad():` instead."


class _Class(type):
    """The class of Variable: what it makes, and what counts as one, are tensors."""

    def __call__(cls, data: Any = None, requires_grad: bool = False, volatile: bool = False) -> Any:
        """A leaf on the memory of a tensor. Raises TypeError for what is none, RuntimeError for whole numbers."""
        if not isinstance(data, Tensor):
            raise type_error(f"Variable data has to be a tensor, but got {class_name(data)}")
        if volatile:
            say(VOLATILE)
        return finished(data.detach(), requires_grad)

    def __instancecheck__(cls, x: Any) -> bool:
        return isinstance(x, Tensor)


class Variable(metaclass=_Class):
    """A tensor, as in PyTorch since 0.4."""

    __module__ = "torch.autograd.variable"
