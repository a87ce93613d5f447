"""Reductions and scans of which no others are made: any and all, sums without nan, differences of neighbours."""

from __future__ import annotations

from typing import Any

from gradcli.ops import sizes
from gradcli.ops.arithmetic import abs, div_true, isnan, logical_not, ne, sub_tensor, where
from gradcli.ops.dtypes import TITLES, WHOLE, dtype_of, floats_only
from gradcli.ops.exponential import exp, log
from gradcli.ops.kinds import ONE, TENSOR
from gradcli.ops.op import Composite, Op
from gradcli.ops.reduction import VECTOR, along, spread, sum_all, sum_dim
from gradcli.ops.shape import cat_op, flip, rank_of, shape_of
from gradcli.ops.shape import narrow as slice_op
from gradcli.ops.writing import copied
from gradcli.problems import runtime_error


# ------------------------------------------------------------------ any and all
def _asked(m: Any, x: Any, dim: Any, keepdim: bool, function: Any) -> Any:
    """Whether elements are not 0; of uint8 PyTorch answers in uint8."""
    axes = () if dim == () else sizes.dimensions(dim, x.ndim)
    out = function(x != 0, axis=axes, keepdims=keepdim)
    return m.as_array(out, "uint8") if x.dtype.name == "uint8" else out


def _asked_shape(shape: sizes.Shape, dim: Any, keepdim: bool) -> sizes.Shape:
    return shape if dim == () else sizes.reduced_at_once(shape, dim, keepdim)


any_op = Op(
    "any",
    lambda m, x, /, dim=None, keepdim=False: _asked(m, x, dim, keepdim, m.any),
    doc="Whether any element is not 0.",
    shape=lambda x, dim=None, keepdim=False: _asked_shape(x, dim, keepdim),
    dtype="bool",
    elementwise=False,
    example=f"where(any({VECTOR} > 1), x, 0)",
)
all_op = Op(
    "all",
    lambda m, x, /, dim=None, keepdim=False: _asked(m, x, dim, keepdim, m.all_true),
    doc="Whether no element is 0.",
    shape=lambda x, dim=None, keepdim=False: _asked_shape(x, dim, keepdim),
    dtype="bool",
    elementwise=False,
    example=f"where(all({VECTOR} > 1), x, 0)",
)


# ------------------------------------------------------------------ without nan
def _sum_of_numbers(m: Any, x: Any, dim: Any, keepdim: bool) -> Any:
    wide = "int64" if x.dtype.name in WHOLE else None
    return m.sum(m.where(m.isnan(x), 0, x), axis=sizes.dimensions(dim, x.ndim), keepdims=keepdim, dtype=wide)


nansum = Op(
    "nansum",
    lambda m, x, /, dim=None, keepdim=False: _sum_of_numbers(m, x, dim, keepdim),
    {"x": lambda g, x, shape, dim: where(isnan(x), 0, spread(g, shape, dim))},
    "The sum of all that are numbers.",
    shape=sizes.reduced,
    elementwise=False,
    dense=True,
    example=f"nansum({VECTOR})",
)


def _nanmean(x: Any, /, dim: Any = None, keepdim: bool = False) -> Any:
    if dtype_of(x) in WHOLE:
        raise runtime_error(f"nanmean(): expected input to have floating point or complex dtype but got {TITLES[dtype_of(x)]}")
    numbers = logical_not(isnan(x))
    count = sum_all(numbers) if dim is None and not keepdim else sum_dim(numbers, dim=dim, keepdim=keepdim)
    return div_true(nansum(x, dim=dim, keepdim=keepdim), count)


nanmean = Composite(
    "nanmean",
    _nanmean,
    "The mean of all that are numbers.",
    rows=(nansum,),
    example=f"nanmean({VECTOR})",
)


# ------------------------------------------------------------------ scans
def _running_logsumexp(m: Any, x: Any, dim: int) -> Any:
    return m.running_logsumexp(x, dim) if x.ndim else x


def _reversed_scan(x: Any, dim: int) -> Any:
    return flip(logcumsumexp(flip(x, dims=(dim,)), dim=dim), dims=(dim,))


def _logcumsumexp_slope(g: Any, x: Any, out: Any, dim: int) -> Any:
    """PyTorch's: the positive and the negative gradients apart, by their logarithms."""
    if not rank_of(x) or not sizes.numel(shape_of(x)):
        return g * 1
    size = log(abs(g))
    lowest = -3.4028234663852886e38 if dtype_of(x) == "float32" else -1.7976931348623157e308
    parts = [_reversed_scan(where(mask, size, lowest) - out, dim) for mask in (g > 0, g < 0)]
    return exp(parts[0] + x) - exp(parts[1] + x)


logcumsumexp: Op = Op(
    "logcumsumexp",
    lambda m, x, /, dim: _running_logsumexp(m, x, dim),
    {"x": lambda g, x, out, dim: _logcumsumexp_slope(g, x, out, dim)},
    "log of the running sums of exp(x), without overflow.",
    check=floats_only("logcumsumexp_out_cpu"),
    shape=along("logcumsumexp"),
    elementwise=False,
    kinds={"dim": ONE},
    dense=True,
    example=f"logcumsumexp({VECTOR}, 0)[1]",
)


def _diff(x: Any, /, n: int = 1, dim: int = -1, prepend: Any = None, append: Any = None) -> Any:
    if not rank_of(x):
        raise runtime_error("diff expects input to be at least one-dimensional")
    if n < 0:
        raise runtime_error(f"order must be non-negative but got {n}")
    parts = [part for part in (prepend, x, append) if part is not None]
    out = x if len(parts) == 1 else cat_op(*parts, dim=dim)
    at = sizes.dimension(dim, rank_of(x))
    if not n:
        return copied(out)
    for _ in range(min(n, shape_of(out)[at])):
        size = shape_of(out)[at]
        later = slice_op(out, dim=at, start=1, stop=size, step=1)
        earlier = slice_op(out, dim=at, start=0, stop=size - 1, step=1)
        out = (ne if dtype_of(out) == "bool" else sub_tensor)(later, earlier)
    return out


diff = Composite(
    "diff",
    _diff,
    "The differences of neighbours along a dimension, n times over.",
    rows=(sub_tensor,),
    kinds={"dim": ONE, "prepend": TENSOR, "append": TENSOR},
    example="diff(stack([x, x**2, 3*x])).sum()",
)
