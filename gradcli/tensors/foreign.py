"""What is no tensor: which of it operators take beside one, and what PyTorch calls the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gradcli.ops import table
from gradcli.ops.dtypes import DType, dtype_of
from gradcli.recording.modes import mode

MADE_BY_PYTHON = 1 << 9  # the flag of a class that was made at run time; the name of the others has their module in it


def is_number(value: Any) -> bool:
    """Whether a value is a number: Python's or NumPy's."""
    if isinstance(value, int | float):
        return True
    if not hasattr(value, "__array__"):  # so that NumPy is imported for its own things alone
        return False
    from gradcli.ops import arrays

    return isinstance(value, arrays.Number)


def is_array(value: Any) -> bool:
    """Whether a value is an array of numbers, without a mask."""
    if not hasattr(value, "__array__") or hasattr(value, "run_op"):
        return False
    from gradcli.ops import arrays

    return type(value) is arrays.Array and value.dtype.kind in "fiub"


def operate(row: Callable[..., Any], x: Any, y: Any, numbers: bool = True) -> Any:
    """An operator on a tensor and whatever stands on its other side; NotImplemented if that is no operand.

    It takes no array: NumPy takes the tensor for one, if the array is on the right. Only rules mix them, with tensors that
    may be recorded. `numbers` says whether the operator takes numbers.
    """
    operands = (x, y)
    if mode.ruling and any(map(is_array, operands)):
        return row(*_in_common(_beside(x, y), _beside(y, x)))
    if not all(hasattr(v, "run_op") or (numbers and is_number(v)) for v in operands):
        return NotImplemented
    return row(*[v if hasattr(v, "run_op") else plain(v) for v in operands])


def divide(x: Any, y: Any) -> Any:
    """x / y for a tensor y: an array is multiplied by its reciprocal."""
    if not is_array(x):
        return operate(table.operator_div, x, y)
    return y.holding(table.TABLE["reciprocal"](y).__array__() * x)  # which NumPy does without a warning: it is PyTorch's line


def compare(x: Any, y: Any) -> Any:
    """x == y for a tensor x, the one operator that takes an array."""
    if not is_array(y):
        return operate(table.eq, x, y)
    return table.eq(*_in_common(x, _beside(y, x)))


def _beside(value: Any, other: Any) -> Any:
    """An array as a tensor, like the other operand, and a tensor as it is."""
    return other.holding(value) if is_array(value) else value


def plain(value: Any) -> Any:
    """A number as Python's; PyTorch takes whatever is no whole number for a float."""
    if not hasattr(value, "__array__"):
        return value
    return int(value) if value.dtype.kind in "iu" else float(value)


def _in_common(x: Any, y: Any) -> list[Any]:
    """Two tensors in the dtype that NumPy has for both."""
    from gradcli.ops import arrays

    common = arrays.result_type(dtype_of(x), dtype_of(y)).name
    return [v if dtype_of(v) == common else table.to(v, dtype=common) for v in (x, y)]


def class_name(value: Any) -> str:
    """The type of a value as PyTorch's refusals name it: a class that is written in C with its module."""
    kind = type(value)
    if isinstance(value, DType):
        return "torch.dtype"
    if kind.__module__ == "builtins" or kind.__flags__ & MADE_BY_PYTHON:
        return kind.__name__
    return f"{kind.__module__}.{kind.__name__}"
