"""What is no tensor: which of it operators take beside one, and what PyTorch calls the rest."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from gradcli.ops import table
from gradcli.ops.dtypes import DType, dtype_of

SAME = (table.eq, table.ne)
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

    An array is NumPy's to answer for, but for == and !=. `numbers` says whether the operator takes numbers.
    """
    operands = (x, y)
    if not all(hasattr(v, "run_op") or (numbers and is_number(v)) or is_array(v) for v in operands):
        return NotImplemented
    if any(map(is_array, operands)):
        if row not in SAME and not _by_the_engine(sys._getframe(2)):
            return NotImplemented  # what NumPy's operator makes of a tensor, if it takes one
        return row(*_in_common(*operands))
    return row(*[v if hasattr(v, "run_op") else plain(v) for v in operands])


def _by_the_engine(frame: FrameType) -> bool:
    """Whether a rule of the table has the operator, which multiplies what was saved, an array, with a tensor that is recorded."""
    module = str(frame.f_globals.get("__name__", ""))
    return module.startswith("gradcli.") and not module.startswith("gradcli.script.")


def plain(value: Any) -> Any:
    """A number as Python's; PyTorch takes whatever is no whole number for a float."""
    if not hasattr(value, "__array__"):
        return value
    return int(value) if value.dtype.kind in "iu" else float(value)


def _in_common(x: Any, y: Any) -> list[Any]:
    """A tensor and an array in the dtype that NumPy has for both."""
    from gradcli.ops import arrays

    common = arrays.result_type(dtype_of(x), dtype_of(y)).name
    return [
        v if dtype_of(v) == common else table.to(v, dtype=common) if hasattr(v, "run_op") else v.astype(common) for v in (x, y)
    ]


def class_name(value: Any) -> str:
    """The type of a value as PyTorch's refusals name it: a class that is written in C with its module."""
    kind = type(value)
    if isinstance(value, DType):
        return "torch.dtype"
    if kind.__module__ == "builtins" or kind.__flags__ & MADE_BY_PYTHON:
        return kind.__name__
    return f"{kind.__module__}.{kind.__name__}"
