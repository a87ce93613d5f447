"""Operations with several results, each of which can be differentiated.

The first argument of their rules, `gs`, is a tuple: for each result the gradient that reached it, or None.
"""

from __future__ import annotations

import math
from typing import Any

from gradcli.ops import sizes
from gradcli.ops.arithmetic import div_true, where
from gradcli.ops.dtypes import dtype_of, floats_expected, is_single
from gradcli.ops.kinds import DIMENSION, ONE
from gradcli.ops.op import Composite, Op
from gradcli.ops.reduction import _deviation, _mean, _var_slope, _variance, centre, counted, spread, told_of_freedom
from gradcli.ops.shape import cat_op, rank_of, shape_of, stack_op, zeros_op
from gradcli.problems import index_error, runtime_error, type_error

Shape = sizes.Shape
ONE_BY_ONE = 64  # elements over which a mean is moved on one by one


def _filled(gs: tuple[Any, ...], out_metas: tuple[tuple[Shape, str], ...]) -> list[Any]:
    """The gradients, zeros in place of those that did not arrive."""
    return [zeros_op(size=shape, dtype=dtype) if g is None else g for g, (shape, dtype) in zip(gs, out_metas, strict=True)]


# ------------------------------------------------------------------ views of the parts of one tensor
def _along(x: Any, dim: int, start: int, stop: int) -> Any:
    return x[(*(slice(None),) * dim, slice(start, stop))]


unbind = Op(
    "unbind",
    lambda m, x, /, dim=0: tuple(x[(*(slice(None),) * (dim % x.ndim), k, ...)] for k in range(x.shape[dim])),
    {"x": lambda gs, out_metas, dim: stack_op(*_filled(gs, out_metas), dim=dim)},
    "The tensors side by side along a dimension, one by one.",
    kinds={"dim": ONE},
    shape=lambda x, dim=0: _unbound(x, dim),
    elementwise=False,
    view=True,
    several=True,
    example="unbind(stack([x, x**2]))[1]",
)


def _unbound(shape: Shape, dim: int) -> Shape:
    at = sizes.dimension(dim, len(shape))
    if not shape:
        raise index_error("Dimension specified as 0 but tensor has no dimensions")
    return (*shape[:at], *shape[at + 1 :])


def _splitter(name: str, grad_fn: str) -> Op:
    return Op(
        name,
        lambda m, x, /, parts, dim: _parts(x, parts, dim % x.ndim),
        {"x": lambda gs, out_metas, dim: cat_op(*_filled(gs, out_metas), dim=dim)},
        "Parts of a tensor along a dimension.",
        grad_fn=grad_fn,
        shape=lambda x, parts, dim: x,
        elementwise=False,
        view=True,
        several=True,
        internal=True,
    )


split_even, split_sizes = _splitter("split", "SplitBackward0"), _splitter("split_with_sizes", "SplitWithSizesBackward0")


def _parts(x: Any, parts: tuple[int, ...], dim: int) -> tuple[Any, ...]:
    found, start = [], 0
    for n in parts:
        found.append(_along(x, dim, start, start + n))
        start += n
    return tuple(found)


def _split(x: Any, /, split_size: Any, dim: int = 0) -> Any:
    n = _size(x, dim, "split expects at least a 1-dimensional tensor")
    if isinstance(split_size, int):
        if split_size < 0:
            raise runtime_error(f"split expects split_size be non-negative, but got split_size={split_size}")
        if not split_size and n:
            raise runtime_error(f"split_size can only be 0 if dimension size is 0, but got dimension size of {n}")
        return split_even(x, parts=_even(n, split_size), dim=dim)
    if not isinstance(split_size, list | tuple):
        raise type_error("split_with_sizes(): argument 'split_sizes' (position 2) must be tuple of ints, not Tensor")
    if any(part < 0 for part in split_size):
        raise runtime_error(
            f"split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes={sizes.text(split_size)}"
        )
    if sum_of(split_size) != n:
        raise runtime_error(
            f"split_with_sizes expects split_sizes to sum exactly to {n} (input tensor's size at dimension {dim}), but got "
            f"split_sizes={sizes.text(split_size)}"
        )
    return split_sizes(x, parts=tuple(split_size), dim=dim)


def _chunk(x: Any, /, chunks: int, dim: int = 0) -> Any:
    n = _size(x, dim, "chunk expects at least a 1-dimensional tensor")
    if chunks <= 0:
        raise runtime_error(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    each = -(-n // chunks)
    if not each:
        return split_sizes(x, parts=(0,) * chunks, dim=dim)
    return split_even(x, parts=_even(n, each), dim=dim)


def _size(x: Any, dim: int, scalar: str) -> int:
    if not rank_of(x):
        raise runtime_error(scalar)
    return shape_of(x)[sizes.dimension(dim, rank_of(x))]


def _even(n: int, each: int) -> tuple[int, ...]:
    """n in parts of one size, the last one smaller."""
    if not n:
        return (0,)
    return (*(each,) * (n // each), *((n % each,) if n % each else ()))


def sum_of(numbers: Any) -> int:
    """The sum of plain whole numbers; `sum` is the table's."""
    total = 0
    for n in numbers:
        total += n
    return total


split = Composite(
    "split",
    _split,
    "Parts of a size, or of the sizes given, along a dimension.",
    rows=(split_even, split_sizes),
    kinds={"dim": ONE},
    example="split(stack([x, x**2, 3*x]), 2)[0].sum()",
)
chunk = Composite(
    "chunk",
    _chunk,
    "So many parts of about equal size along a dimension.",
    rows=(split_even, split_sizes),
    kinds={"dim": ONE},
    example="chunk(stack([x, x**2, 3*x]), 2)[0].sum()",
)


# ------------------------------------------------------------------ two numbers at once
def _middle(m: Any, x: Any, dim: Any, keepdim: bool) -> Any:
    """The mean beside a variance, which PyTorch moves on with each element in float64: behind an infinite one it is nan."""
    count = counted(x.shape, dim)
    if count < 2:
        return _mean(m, x, dim, keepdim)
    if is_single(x):
        return _middle(m, x.astype("float64"), dim, keepdim).astype(x.dtype)
    if count <= ONE_BY_ONE and type(x).__module__ == "numpy":
        return m.reshape(_moved(m, x, dim), sizes.reduced(x.shape, dim, keepdim))
    middle = centre(m, x, dim)
    infinite = m.isinf(x)
    if infinite.any():
        axes = tuple(sizes.dimensions(dim, x.ndim))
        last = infinite[tuple(slice(-1, None) if k in axes else slice(None) for k in range(x.ndim))]
        several = m.sum(infinite, axis=axes, keepdims=True)
        middle = m.where((several == 0) | ((several == 1) & last), middle, m.as_array(math.nan, dtype_of(x)))
    return m.reshape(middle, sizes.reduced(x.shape, dim, keepdim))


def _moved(m: Any, x: Any, dim: Any) -> Any:
    """The mean after one element, two elements, and so on to the last one."""
    axes = sizes.dimensions(dim, x.ndim)
    kept = [k for k in range(x.ndim) if k not in axes]
    columns = m.reshape(m.transpose(x, (*axes, *kept)), (-1, *(x.shape[k] for k in kept)))
    mean = columns[0]
    for k in range(1, len(columns)):
        mean = mean + (columns[k] - mean) / (k + 1)
    return mean


def _with_mean(name: str, spread_of: Any, slopes: Any) -> Op:
    row: Op = Op(
        f"{name}_mean",
        lambda m, x, /, dim=None, correction=1, keepdim=False: (
            spread_of(m, x, dim, correction, keepdim),
            _middle(m, x, dim, keepdim),
        ),
        {"x": slopes},
        f"The {'variance' if name == 'var' else 'standard deviation'}, and the mean.",
        check=floats_expected(f"{name}_mean only support floating point and complex dtypes"),
        checked_first=True,
        shape=lambda x, dim=None, correction=1, keepdim=False: sizes.reduced(x, dim, keepdim),
        elementwise=False,
        several=True,
        internal=True,
    )
    return row


def _moments(gs: Any, x: Any, shape: Shape, dim: Any, correction: float) -> Any:
    spread_out, middle = gs
    found = None
    if spread_out is not None:
        found = _var_slope(spread_out, x, shape, dim, correction)
    if middle is not None:
        count = 1
        for d in sizes.dimensions(dim, len(shape)):
            count *= shape[d]
        part = spread(middle, shape, dim) / count
        found = part if found is None else found + part
    return found


def _rooted(gs: Any, out: Any) -> Any:
    """The gradients with that of the standard deviation turned into that of the variance."""
    spread_out, middle = gs
    return (None if spread_out is None else where(out == 0, 0, div_true(spread_out, out * 2)), middle)


var_mean_op = _with_mean(
    "var",
    _variance,
    lambda gs, x, shape, dim, correction: _moments(gs, x, tuple(shape), dim, correction),
)
std_mean_op = _with_mean(
    "std",
    _deviation,
    lambda gs, x, out, shape, dim, correction: _moments(_rooted(gs, out), x, tuple(shape), dim, correction),
)


def _moments_of(op: Op) -> Any:
    def body(x: Any, /, dim: Any = None, unbiased: Any = None, keepdim: bool = False, correction: Any = None) -> Any:
        if isinstance(dim, bool):  # var_mean(a, False) means unbiased
            dim, unbiased = None, dim
        steps = correction if correction is not None else 1 if unbiased is None or unbiased else 0
        out = op(x, dim=dim, correction=steps, keepdim=keepdim)
        told_of_freedom(op.name, x, dim, steps)
        return out

    return body


var_mean = Composite(
    "var_mean",
    _moments_of(var_mean_op),
    "The variance, and the mean.",
    rows=(var_mean_op,),
    kinds={"dim": DIMENSION},
    example="var_mean(stack([x, 2*x]))[0]",
)
std_mean = Composite(
    "std_mean",
    _moments_of(std_mean_op),
    "The standard deviation, and the mean.",
    rows=(std_mean_op,),
    kinds={"dim": DIMENSION},
    example="std_mean(stack([x, 2*x]))[0]",
)
