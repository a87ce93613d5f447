"""What a program is made of: NumPy functions that write their result into an array that is already there.

The names are those of `ops.floats` and `ops.arrays`, plus the operators. Every function takes its operands (arrays of one
length, or plain numbers) and, as `out`, the array for the result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from gradcli.ops import arrays

Function = Callable[..., Any]


def where(condition: Any, x: Any, y: Any, out: Any) -> None:
    """x where the condition holds, otherwise y. `out` may be none of the operands."""
    np.copyto(out, y, casting="unsafe")
    np.copyto(out, x, where=condition, casting="unsafe")


def cast(x: Any, out: Any) -> None:
    """The same numbers in the dtype of `out`."""
    np.copyto(out, x, casting="unsafe")


def _copied(function: Function, x: Any, out: Any) -> None:
    """A function that makes an array of its own."""
    out[...] = function(x)


UFUNCS: Mapping[str, Function] = {
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
    "floor_divide": np.floor_divide,
    "remainder": np.remainder,
    "fmod": np.fmod,
    "pow": np.power,
    "rint": np.rint,
    **{
        name: getattr(arrays, name)
        for name in """
            absolute acos acosh asin asinh atan atan2 atanh ceil cos cosh exp exp2 expm1 floor fmax fmin hypot isnan log log10
            log1p log2 logaddexp logical_not maximum minimum negative sin sinh sqrt tan tanh trunc
        """.split()
    },
}
CALLED = {name: partial(_copied, getattr(arrays, name)) for name in "sign erf erfc lgamma digamma".split()}
FUNCTIONS: Mapping[str, Function] = {**UFUNCS, **CALLED, "where": where}

# On whole numbers and masks only these do what the rows of the table do; the others are for floating point.
WHOLE = frozenset(
    """add subtract multiply true_divide less less_equal greater greater_equal equal not_equal bitwise_and bitwise_or
    logical_not negative absolute maximum minimum where""".split()
)


def polygamma(n: int) -> Function:
    """The n-th derivative of digamma, as a function of one operand."""
    return partial(_copied, partial(arrays.polygamma, n))


def dtype_of(function: Function, operands: list[Any]) -> np.dtype[Any]:
    """The dtype of a result, found on one element; operands are dtypes, or plain numbers."""
    sample = [np.ones(1, x) if isinstance(x, np.dtype) else x for x in operands]
    if function is where:
        return np.where(*sample).dtype
    if isinstance(function, np.ufunc):
        return np.asarray(function(*sample)).dtype
    return next(x for x in operands if isinstance(x, np.dtype))


__all__ = ["FUNCTIONS", "WHOLE", "Function", "cast", "dtype_of", "polygamma", "where"]
