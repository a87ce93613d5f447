"""torch.Tensor: the class of tensors as scripts know it, and as a constructor by sizes or of data.

The engine makes its tensors of elements that are ready, thousands at a time; what scripts write is another signature.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gradcli.evaluate import methods
from gradcli.ops.defaults import default_dtype
from gradcli.ops.dtypes import NAMED
from gradcli.ops.shape import view_op
from gradcli.ops.size import Size
from gradcli.problems import TorchError, type_error
from gradcli.tensors.foreign import class_name, is_array, is_number
from gradcli.tensors.tensor import Tensor as Engine
from gradcli.torch import functions

IN_PYTHON = {  # methods that PyTorch writes in Python, and what they ask of a tensor first
    "backward": "requires_grad",
    "norm": "layout",
    "register_hook": "requires_grad",
    "register_post_accumulate_grad_hook": "requires_grad",
    "__len__": "dim",
}


def is_whole(value: Any) -> bool:
    """Whether a value is a size."""
    return is_number(value) and not isinstance(value, bool) and hasattr(value, "__index__")


class _Class(type):
    """The class of torch.Tensor: it stands for the engine's own in everything but its constructor."""

    def __call__(cls, *arguments: Any) -> Any:
        """torch.Tensor(2, 3) by sizes, torch.Tensor([1, 2]) of data, in the default dtype. Raises as PyTorch does."""
        if not arguments:
            return functions.empty(0)
        if all(map(is_whole, arguments)):
            return functions.empty(*map(int, arguments))
        if len(arguments) > 1:
            got = ", ".join(map(class_name, arguments))
            raise type_error(f"new() received an invalid combination of arguments - got ({got}), but expected one of:")
        (data,) = arguments
        if isinstance(data, Size):
            return functions.empty(*data)
        if isinstance(data, Engine):
            return view_op(data, size=data.shape) if data.requires_grad else data.detach()
        if isinstance(data, str):
            raise type_error(f"new(): invalid data type '{class_name(data)}'")
        if not isinstance(data, Sequence) and not is_array(data):
            raise type_error(f"new(): data must be a sequence (got {class_name(data)})")
        return functions.tensor(data, dtype=NAMED[default_dtype()])

    def __instancecheck__(cls, x: Any) -> bool:
        return isinstance(x, Engine)

    def __subclasscheck__(cls, other: Any) -> bool:
        return other is cls or issubclass(other, Engine)

    def __eq__(cls, other: object) -> bool:
        return other is cls or other is Engine

    def __hash__(cls) -> int:
        return hash(Engine)

    def __getattr__(cls, name: str) -> Any:
        """A method without its tensor: torch.Tensor.add(x, 1). Raises AttributeError."""
        found = getattr(Engine, name, None)
        if not (callable(found) or methods.is_method(name)):
            if hasattr(Engine, name):
                return found
            raise AttributeError(f"type object 'Tensor' has no attribute '{name}'")

        def method(*arguments: Any, **keywords: Any) -> Any:
            if not arguments or not isinstance(arguments[0], Engine):
                raise _without_tensor(name, arguments)
            return getattr(arguments[0], name)(*arguments[1:], **keywords)

        method.__name__ = method.__qualname__ = name
        return method


def _without_tensor(name: str, arguments: Sequence[Any]) -> TorchError:
    """The refusal of a method of no tensor: most are compiled, and some written in Python, which try what they are given."""
    if not arguments:
        if name in IN_PYTHON:
            return type_error(f"Tensor.{name}() missing 1 required positional argument: 'self'")
        return type_error(f"unbound method TensorBase.{name}() needs an argument")
    found = class_name(arguments[0])
    if name == "backward":
        return type_error(f"'{found}' object is not iterable")
    if name in IN_PYTHON:
        return TorchError("AttributeError", f"'{found}' object has no attribute '{IN_PYTHON[name]}'")
    return type_error(f"descriptor '{name}' for 'torch._C.TensorBase' objects doesn't apply to a '{found}' object")


class Tensor(metaclass=_Class):
    """PyTorch's tensor."""

    __module__ = "torch"

    def __init_subclass__(cls) -> None:
        raise NotImplementedError("subclasses of Tensor are not available")
