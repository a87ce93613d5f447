"""What a program is made of: NumPy functions that write their result into an array that is already there.

The names are those of `ops.primitives`, plus the operators. Every function takes its operands (arrays of one
length, or plain numbers) and, as `out`, the array for the result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from gradcli.ops import arrays
from gradcli.ops.primitives import PRIMITIVES, Primitive

ArrayFunction = Callable[..., Any]


def where(condition: Any, x: Any, y: Any, out: Any) -> None:
    """x where the condition holds, otherwise y. `out` may be none of the operands."""
    out[...] = np.where(condition, x, y)  # copying by a mask would take twice as long, where the mask is any but a plain one


def cast(x: Any, out: Any) -> None:
    """The same numbers in the dtype of `out`."""
    np.copyto(out, x, casting="unsafe")


def _copied(function: ArrayFunction, *operands: Any, out: Any) -> None:
    """A function that makes an array of its own."""
    out[...] = function(*operands)


class _Rounded:
    """NumPy's function of float64, rounded into the dtype of `out`."""

    def __init__(self, function: np.ufunc) -> None:
        self.function = function
        self.__name__ = function.__name__

    def __call__(self, *operands: Any, out: Any) -> None:
        self.function(*operands, out=out, dtype=np.float64, casting="same_kind")


OPERATORS: Mapping[str, ArrayFunction] = {
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "true_divide": np.true_divide,
    "less": np.less,
    "less_equal": np.less_equal,
    "greater": np.greater,
    "greater_equal": np.greater_equal,
    "equal": np.equal,
    "not_equal": np.not_equal,
    "bitwise_and": np.bitwise_and,
    "bitwise_or": np.bitwise_or,
}


def _on_columns(primitive: Primitive) -> ArrayFunction:
    """NumPy's own function where it can write into an array that is there, otherwise the one of `arrays`."""
    own = getattr(np, primitive.numpy or "", None)
    if primitive.rounded:
        return _Rounded(getattr(np, primitive.numpy or ""))
    return own if isinstance(own, np.ufunc) else partial(_copied, getattr(arrays, primitive.name))


FUNCTIONS: Mapping[str, ArrayFunction] = {
    **OPERATORS,
    **{primitive.name: _on_columns(primitive) for primitive in PRIMITIVES},
    "where": where,
}

# On whole numbers and masks only these do what the rows of the table do; the others are for floating point.
WHOLE = frozenset(OPERATORS) | {primitive.name for primitive in PRIMITIVES if primitive.whole}


def dtype_of(function: ArrayFunction, operands: list[Any]) -> np.dtype[Any]:
    """The dtype of a result, found on one element; operands are dtypes, or plain numbers."""
    sample = [np.ones(1, x) if isinstance(x, np.dtype) else x for x in operands]
    if function is where:
        return np.where(*sample).dtype
    function = getattr(function, "function", function)
    if isinstance(function, np.ufunc):
        return np.asarray(function(*sample)).dtype
    return next(x for x in operands if isinstance(x, np.dtype))


__all__ = ["FUNCTIONS", "WHOLE", "ArrayFunction", "cast", "dtype_of", "where"]
