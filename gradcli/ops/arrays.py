"""Primitive functions on NumPy arrays, for kernels: IEEE results, no warnings. Imported when the first tensor needs it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy import (
    absolute,
    any,
    arange,
    argmax,
    argmin,
    argsort,
    broadcast_to,
    ceil,
    concatenate,
    cos,
    cosh,
    cumprod,
    cumsum,
    diagonal,
    exp,
    exp2,
    expand_dims,
    expm1,
    eye,
    flip,
    float64,
    floor,
    fmax,
    fmin,
    full,
    hypot,
    isfinite,
    isnan,
    linspace,
    log,
    log1p,
    log2,
    log10,
    logaddexp,
    logical_not,
    matmul,
    maximum,
    minimum,
    moveaxis,
    negative,
    ones,
    ones_like,
    prod,
    put_along_axis,
    reshape,
    roll,
    sin,
    sinh,
    sqrt,
    squeeze,
    stack,
    sum,
    swapaxes,
    take_along_axis,
    tan,
    tanh,
    tile,
    transpose,
    tril,
    triu,
    trunc,
    where,
    zeros,
    zeros_like,
)
from numpy import (
    arccos as acos,
)
from numpy import (
    arccosh as acosh,
)
from numpy import (
    arcsin as asin,
)
from numpy import (
    arcsinh as asinh,
)
from numpy import (
    arctan as atan,
)
from numpy import (
    arctan2 as atan2,
)
from numpy import (
    arctanh as atanh,
)

from gradcli.ops.special_arrays import digamma, polygamma
from gradcli.problems import runtime_error

np.seterr(all="ignore")

Array = np.ndarray

all_true = np.all
amax, amin = np.max, np.min
add_at = np.add.at
SingularMatrix = np.linalg.LinAlgError

__all__ = [
    "Array",
    "SingularMatrix",
    "absolute",
    "acos",
    "acosh",
    "add_at",
    "all_true",
    "amax",
    "amin",
    "any",
    "arange",
    "argmax",
    "argmin",
    "argsort",
    "as_array",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "broadcast_to",
    "ceil",
    "column_major",
    "concatenate",
    "contiguous",
    "copy",
    "cos",
    "cosh",
    "cumprod",
    "cumsum",
    "dense",
    "det",
    "diagonal",
    "digamma",
    "erf",
    "erfc",
    "exp",
    "exp2",
    "expand_dims",
    "expm1",
    "eye",
    "flip",
    "float64",
    "floor",
    "floor_divide",
    "fmax",
    "fmin",
    "fmod",
    "full",
    "hypot",
    "inv",
    "isfinite",
    "isnan",
    "laid_out",
    "lgamma",
    "linspace",
    "log",
    "log1p",
    "log2",
    "log10",
    "logaddexp",
    "logical_not",
    "matmul",
    "maximum",
    "minimum",
    "moveaxis",
    "negative",
    "ones",
    "ones_like",
    "polygamma",
    "pow",
    "prod",
    "put_along_axis",
    "remainder",
    "reshape",
    "rint",
    "roll",
    "sign",
    "sin",
    "sinh",
    "sqrt",
    "squeeze",
    "stack",
    "sum",
    "svd",
    "swapaxes",
    "take_along_axis",
    "tan",
    "tanh",
    "tile",
    "transpose",
    "tril",
    "triu",
    "trunc",
    "trunc_divide",
    "where",
    "zeros",
    "zeros_like",
]


def as_array(values: Any, dtype: str | None = None) -> Array:
    """A new array of numbers or nested lists; ragged lists raise ValueError."""
    return np.array(values, dtype=dtype)


def copy(x: Any) -> Any:
    """A copy that keeps the memory layout."""
    return np.array(x, copy=True, order="K")


def sign(x: Any) -> Any:
    """-1, 0 or 1; 0 for nan, as torch."""
    if x.dtype.kind == "f":
        return np.where(np.isnan(x), np.zeros_like(x), np.sign(x))
    return np.sign(x) if x.dtype.kind == "i" else x


def rint(x: Any) -> Any:
    """To the nearest whole number; whole numbers stay what they are."""
    return np.rint(x) if x.dtype.kind == "f" else x


def pow(x: Any, y: Any) -> Any:
    """x**y; a whole number to a negative power is cut to a whole number."""
    if x.dtype.kind == "f" or not np.any(y < 0):
        return np.power(x, y)
    odd = np.power(x, np.abs(y) % 2)
    return np.where(y >= 0, np.power(x, np.maximum(y, 0)), np.where(np.abs(x) == 1, odd, 0))


def _divisible(x: Any, y: Any) -> None:
    """NumPy answers 0 where whole numbers are divided by 0; PyTorch refuses."""
    if x.dtype.kind == "i" and np.any(y == 0):
        raise runtime_error("ZeroDivisionError")


def floor_divide(x: Any, y: Any) -> Any:
    """Division rounded down."""
    _divisible(x, y)
    return np.floor_divide(x, y)


def trunc_divide(x: Any, y: Any) -> Any:
    """Division rounded towards zero; whole numbers stay whole."""
    _divisible(x, y)
    return np.trunc(x / y) if x.dtype.kind == "f" else (x - np.fmod(x, y)) // y


def remainder(x: Any, y: Any) -> Any:
    """The remainder with the sign of y."""
    _divisible(x, y)
    return np.remainder(x, y)


def fmod(x: Any, y: Any) -> Any:
    """The remainder with the sign of x."""
    _divisible(x, y)
    return np.fmod(x, y)


def column_major(x: Any) -> Any:
    """The same matrices, columns side by side in memory, as LAPACK leaves them."""
    return np.swapaxes(np.array(np.swapaxes(x, -1, -2), copy=True, order="C"), -1, -2)


def dense(x: Any) -> Any:
    """The same elements in memory in order; a copy only where they are not."""
    return x if x.flags.c_contiguous else np.ascontiguousarray(x)


def laid_out(out: Any, operands: Sequence[Any]) -> Any:
    """The result of an elementwise operation in the memory layout that PyTorch's TensorIterator gives it.

    The dimensions are sorted by the operands' strides, the first operand that tells two dimensions apart deciding;
    those in which an operand is broadcast tell nothing.
    """
    if out.ndim < 2:
        return dense(out)
    strides = [np.broadcast_to(x, out.shape).strides for x in operands if isinstance(x, Array) and x.ndim]
    order: list[int] = []  # from the innermost dimension outwards
    for dim in reversed(range(out.ndim)):
        order.append(dim)
        at = len(order) - 1
        for k in reversed(range(at)):
            outer = _goes_outside(order[k], order[at], strides, out.shape)
            if outer > 0:
                order[k], order[at], at = order[at], order[k], k
            elif outer < 0:
                break
    order.reverse()
    return np.ascontiguousarray(out.transpose(order)).transpose(np.argsort(order))


def _goes_outside(a: int, b: int, strides: list[tuple[int, ...]], shape: tuple[int, ...]) -> int:
    """1 if dimension a lies outside b, -1 if inside, 0 if no operand tells."""
    for stride in strides:
        if stride[a] and stride[b]:
            if stride[a] != stride[b]:
                return 1 if stride[a] > stride[b] else -1
            if shape[a] > shape[b]:
                return 1
    return 0


def _spoiled(x: Any, out: Any) -> Any:
    """nan for the matrices that have a nan in them, which LAPACK may lose on its way."""
    lost = np.isnan(x).any(axis=(-2, -1), keepdims=out.ndim == x.ndim)
    return np.where(lost, np.nan, out).astype(x.dtype) if lost.any() else out


def det(x: Any) -> Any:
    """The determinants of matrices."""
    return _spoiled(x, np.linalg.det(x))


def inv(x: Any) -> Any:
    """The inverses of matrices; raises SingularMatrix."""
    return _spoiled(x, np.linalg.inv(x))


def svd(x: Any) -> Any:
    """U, S, Vh of matrices, without the columns that belong to no singular value."""
    return np.linalg.svd(x, full_matrices=False)


def contiguous(x: Any) -> Any:
    """A copy in memory order."""
    return np.array(x, copy=True, order="C")


def _each(function: Any, x: Any) -> Any:
    """A function of one float applied to every element; the dtype stays."""
    flat = np.asarray(x)
    out = np.fromiter((function(v) for v in flat.ravel().tolist()), dtype=np.float64, count=flat.size)
    return out.reshape(flat.shape).astype(flat.dtype, copy=False)


def erf(x: Any) -> Any:
    """The error function."""
    return _each(math.erf, x)


def erfc(x: Any) -> Any:
    """1 - erf(x)."""
    return _each(math.erfc, x)


def lgamma(x: Any) -> Any:
    """The logarithm of the absolute gamma function."""
    return _each(_lgamma, x)


def _lgamma(x: float) -> float:
    try:
        return math.lgamma(x)
    except (ValueError, OverflowError):  # a pole, or beyond the largest float
        return math.inf
