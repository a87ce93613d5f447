"""The largest, the smallest, the middle, and elements in order: values, and the indices where they stood.

Ties share the gradient where no index is answered, and where one is, it gets all. Formulas as in PyTorch's FunctionsManual.
"""

from __future__ import annotations

import math
from types import ModuleType
from typing import Any

from gradcli.ops import sizes
from gradcli.ops.arithmetic import UNSET, is_number, isnan, logical_and, logical_or, maximum, minimum, where
from gradcli.ops.dtypes import no_bool, not_for_bool, refused
from gradcli.ops.kinds import DIMENSION, ONE
from gradcli.ops.op import Composite, Kink, MinAndMax, Op, ValuesAndIndices
from gradcli.ops.picking import gather_backward
from gradcli.ops.reduction import FIRST, NO_DIM, SPLIT, VECTOR, along, everything, restored, scaled, single, sum, ties
from gradcli.ops.shape import unsqueeze
from gradcli.problems import index_error, runtime_error, type_error


# ------------------------------------------------------------------ over all elements
def _tied(x: Any, out: Any) -> Any:
    """Where x is the value that was chosen; nan is chosen by nan."""
    return logical_or(x == out, logical_and(isnan(x), isnan(out)))


def _share(g: Any, x: Any, out: Any) -> Any:
    """The gradient in equal parts to all that are chosen."""
    chosen = _tied(x, out)
    return where(chosen, g / sum(chosen), 0)


def _extreme(name: str, overload: int, kernel: Any) -> Op:
    row = Op(
        name,
        kernel,
        {"x": lambda g, x, out: _share(g, x, out)},
        grad_fn=f"{name.capitalize()}Backward{overload}",
        shape=lambda x: _not_empty(x, name),
        elementwise=False,
        kinks=(Kink(lambda x: ties(row, x), f"{name} has a tie", SPLIT),),
        internal=True,
    )
    return row


def _not_empty(shape: sizes.Shape, name: str) -> sizes.Shape:
    if sizes.numel(shape) == 0:
        raise runtime_error(f"{name}(): {NO_DIM}")
    return ()


max_all = _extreme("max", 1, lambda m, x, /: m.amax(x))
min_all = _extreme("min", 1, lambda m, x, /: m.amin(x))
median_all: Op = Op(
    "median",
    lambda m, x, /: _median(m, m.reshape(x, (-1,)), 0)[0],
    {"x": lambda g, x, out: _share(g, x, out)},
    kinks=(Kink(lambda x: ties(median_all, x), "median has a tie", SPLIT),),
    shape=lambda x: (),
    elementwise=False,
    internal=True,
)


# ------------------------------------------------------------------ along a dimension, with indices
def _scatter(g: Any, indices: Any, shape: sizes.Shape, dim: int, keepdim: bool) -> Any:
    """Zeros, with g at the chosen places."""
    if not shape:
        return g * 1
    at = sizes.dimension(dim, len(shape))
    if not keepdim:
        g, indices = unsqueeze(g, dim=at), unsqueeze(indices, dim=at)
    return scatter(g, indices, size=tuple(shape), dim=at)


scatter = Op(
    "scatter",
    lambda m, x, places, /, size, dim: _scattered(m, x, places, size, dim),
    {"x": lambda g, places, dim: gather(g, places, dim=dim)},
    "Zeros of a size, with x put where the indices in places say.",
    shape=lambda x, places, size, dim: tuple(size),
    elementwise=False,
    as_is=("places",),
    internal=True,
)
gather: Op = Op(
    "gather",
    lambda m, x, places, /, dim: m.take_along_axis(x, places, axis=dim),
    {"x": lambda g, places, shape, dim: scatter(g, places, size=shape, dim=dim)},
    "The elements whose indices along a dimension are in places.",
    shape=lambda x, places, dim: places,
    elementwise=False,
    as_is=("places",),
    internal=True,
)


def _scattered(m: Any, x: Any, places: Any, size: sizes.Shape, dim: int) -> Any:
    out = m.zeros(size, dtype=x.dtype)
    m.put_along_axis(out, places, x, axis=dim)
    return out


def _chooser(name: str, grad_fn: str, choose: Any, check: Any = None) -> Op:
    row = Op(
        name,
        lambda m, x, /, dim, keepdim=False: _chosen(m, x, dim, keepdim, choose),
        {"x": lambda g, indices, shape, dim, keepdim: _scatter(g, indices, shape, dim, keepdim)},
        grad_fn=grad_fn,
        check=check,
        shape=lambda x, dim, keepdim=False: _chooser_shape(x, dim, keepdim, name),
        elementwise=False,
        kinks=(Kink(lambda x, dim, keepdim: ties(row, x, dim), f"{name} has a tie", FIRST),),
        internal=True,
    )
    return row


def _chooser_shape(shape: sizes.Shape, dim: int, keepdim: bool, name: str) -> sizes.Shape:
    at = sizes.dimension(single(dim, name), len(shape))
    if shape and shape[at] == 0:
        raise index_error(f"{name}(): Expected reduction dim {at} to have non-zero size.")
    return sizes.reduced(shape, dim, keepdim)


def _chosen(m: Any, x: Any, dim: int, keepdim: bool, choose: Any) -> tuple[Any, Any]:
    if not x.ndim:
        return x, m.zeros((), dtype="int64")
    at = dim % x.ndim
    index = m.expand_dims(choose(m, x, at), at)
    values = m.take_along_axis(x, index, axis=at)
    return (values, index) if keepdim else (m.squeeze(values, axis=at), m.squeeze(index, axis=at))


def _median_index(m: Any, x: Any, at: int) -> Any:
    """The lower middle; the first nan if there is one."""
    order = m.argsort(x, axis=at, kind="stable")
    middle = m.take_along_axis(order, m.full((*x.shape[:at], 1, *x.shape[at + 1 :]), (x.shape[at] - 1) // 2), axis=at)
    spoiled = m.any(m.isnan(x), axis=at)
    return m.where(spoiled, m.argmax(m.isnan(x), axis=at), m.squeeze(middle, axis=at))


def _median(m: Any, x: Any, dim: int) -> tuple[Any, Any]:
    if x.size == 0:
        return m.as_array(math.nan).astype(x.dtype), m.zeros((), dtype="int64")
    if x.dtype.name == "bool":
        raise refused("median_cpu", "bool")
    return _chosen(m, x, dim, False, _median_index)


max_dim = _chooser("max", "MaxBackward0", lambda m, x, at: m.argmax(x, axis=at))
min_dim = _chooser("min", "MinBackward0", lambda m, x, at: m.argmin(x, axis=at))
median_dim = _chooser("median", "MedianBackward1", _median_index, not_for_bool("median_out"))


# ------------------------------------------------------------------ in order
def _sorter(grad_fn: str) -> Op:
    return Op(
        "sort",
        lambda m, x, /, dim=-1, descending=False: _sorted(m, x, dim, descending),
        {"x": lambda g, indices, shape, dim: _scatter(g, indices, shape, dim, True)},
        grad_fn=grad_fn,
        shape=along("sort"),
        elementwise=False,
        internal=True,
    )


def _sorted(m: Any, x: Any, dim: int, descending: bool) -> tuple[Any, Any]:
    if not x.ndim:
        return x, m.zeros((), dtype="int64")
    if not descending:
        order = m.argsort(x, axis=dim, kind="stable")
    else:  # stable from the top: sort the reversed values and turn round
        n = x.shape[dim]
        order = n - 1 - m.flip(m.argsort(m.flip(x, axis=dim), axis=dim, kind="stable"), axis=dim)
    return m.laid_out(m.take_along_axis(x, order, axis=dim), (x,)), order


sort_plain, sort_stable = _sorter("SortBackward0"), _sorter("SortBackward1")


# ------------------------------------------------------------------ the first few in order
def _topk_shape(shape: sizes.Shape, k: int, dim: int) -> sizes.Shape:
    at = sizes.dimension(dim, len(shape))
    if k < 0 or k > (shape[at] if shape else 1):
        raise runtime_error("selected index k out of range")
    return (*shape[:at], k, *shape[at + 1 :]) if shape else shape


def _first_few(m: Any, x: Any, k: int, dim: int, largest: bool) -> tuple[Any, Any]:
    values, order = _sorted(m, x, dim, largest)
    if not x.ndim:
        return values, order
    few = (*(slice(None),) * (dim % x.ndim), slice(k))
    if isinstance(m, ModuleType):  # arrays; dual numbers tell equal ones apart by their slopes
        order = m.listed(x, order, k, dim, largest)
        return m.contiguous(values[few]), m.contiguous(order)
    return m.contiguous(values[few]), m.contiguous(order[few])


topk = Op(
    "topk",
    lambda m, x, /, k, dim=-1, largest=True, sorted=True: _first_few(m, x, k, dim, largest),
    {"x": lambda g, indices, shape, dim: _scatter(g, indices, shape, dim, True)},
    "The k largest elements along a dimension, or the smallest, and where they stood.",
    check=no_bool("topk does not support bool dtypes on CPU"),
    shape=lambda x, k, dim=-1, largest=True, sorted=True: _topk_shape(x, k, dim),
    elementwise=False,
    kinds={"dim": ONE},
    results=ValuesAndIndices,
    example=f"topk({VECTOR}, 1).values[0]",
)


def _kth_shape(shape: sizes.Shape, k: int, dim: int, keepdim: bool) -> sizes.Shape:
    at = sizes.dimension(dim, len(shape))
    if shape and not shape[at]:
        raise index_error(f"kthvalue(): Expected reduction dim {at} to have non-zero size.")
    if not 1 <= k <= (shape[at] if shape else 1):
        raise runtime_error(f"kthvalue(): selected number k out of range for dimension {at}")
    return sizes.reduced(shape, dim, keepdim)


def _kth(m: Any, x: Any, k: int, at: int) -> Any:
    return m.take_along_axis(m.argsort(x, axis=at, kind="stable"), m.full((1,) * x.ndim, k - 1), axis=at).squeeze(at)


kthvalue = Op(
    "kthvalue",
    lambda m, x, /, k, dim=-1, keepdim=False: _chosen(m, x, dim, keepdim, lambda m, x, at: _kth(m, x, k, at)),
    {"x": lambda g, indices, shape, dim, keepdim: _scatter(g, indices, shape, dim, keepdim)},
    "The k-th smallest element along a dimension, and its index.",
    check=not_for_bool("kthvalue_cpu"),
    shape=lambda x, k, dim=-1, keepdim=False: _kth_shape(x, k, dim, keepdim),
    elementwise=False,
    kinds={"dim": ONE},
    results=ValuesAndIndices,
    example=f"kthvalue({VECTOR}, 1).values",
)
msort = Composite(
    "msort",
    lambda x, /: sort_plain(x, dim=0, descending=False)[0],
    "The elements in order along the first dimension.",
    rows=(sort_plain,),
    example=f"msort({VECTOR})[0]",
)


# ------------------------------------------------------------------ the smallest and the largest at once
def _both_shape(shape: sizes.Shape, dim: Any, keepdim: bool) -> sizes.Shape:
    if dim is None:
        if not sizes.numel(shape):
            raise runtime_error("aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity.")
    elif shape and not shape[at := sizes.dimension(dim, len(shape))]:
        raise index_error(f"aminmax: Expected reduction dim {at} to have non-zero size.")
    return sizes.reduced(shape, dim, keepdim)


def _both(m: Any, x: Any, dim: Any, keepdim: bool) -> tuple[Any, Any]:
    axes = sizes.dimensions(dim, x.ndim)
    return m.amin(x, axis=axes, keepdims=keepdim), m.amax(x, axis=axes, keepdims=keepdim)


def _both_slopes(gs: Any, x: Any, outs: Any, shape: sizes.Shape, dim: Any) -> Any:
    """Each gradient in equal parts to those that are as small, or as large."""
    found = None
    for g, extreme in zip(gs, outs, strict=True):
        if g is not None:
            part = scaled(restored(g, shape, dim), x, restored(extreme, shape, dim), dim)
            found = part if found is None else found + part
    return found


aminmax = Op(
    "aminmax",
    lambda m, x, /, *, dim=None, keepdim=False: _both(m, x, dim, keepdim),
    {"x": lambda gs, x, outs, shape, dim: _both_slopes(gs, x, outs, tuple(shape), dim)},
    "The smallest and the largest element, of all or along a dimension.",
    shape=lambda x, dim=None, keepdim=False: _both_shape(x, dim, keepdim),
    elementwise=False,
    several=True,
    results=MinAndMax,
    example=f"aminmax({VECTOR}).max",
)


# ------------------------------------------------------------------ running extremes
def _running(m: Any, x: Any, dim: int, largest: bool) -> tuple[Any, Any]:
    """The extreme of what came so far and where it stood last; nan from the first nan on."""
    if not x.ndim or not x.size:
        return x, m.zeros(x.shape, dtype="int64")
    values = m.running(x, dim, largest)
    steps = m.reshape(m.arange(x.shape[dim]), (-1, *(1,) * (x.ndim - 1 - dim % x.ndim)))
    return values, m.running(m.where((x == values) | m.isnan(x), steps, 0), dim, True)


def _runner(name: str, largest: bool) -> Op:
    return Op(
        name,
        lambda m, x, /, dim: _running(m, x, dim, largest),
        {"x": lambda g, indices, shape, dim: _running_slope(g, indices, tuple(shape), dim)},
        f"The running {'largest' if largest else 'smallest'} element along a dimension, and its index.",
        shape=lambda x, dim: _runner_shape(x, dim, name),
        elementwise=False,
        kinds={"dim": ONE},
        results=ValuesAndIndices,
        example=f"{name}({VECTOR}, 0).values.sum()",
    )


def _runner_shape(shape: sizes.Shape, dim: int, name: str) -> sizes.Shape:
    """PyTorch looks at the dimension only where there is something along it."""
    if not shape and dim not in (0, -1):
        raise index_error(f"{name}(): Expected reduction dim -1 or 0 for scalar but got {dim}")
    if sizes.numel(shape):
        sizes.dimension(dim, len(shape))
    return shape


def _running_slope(g: Any, indices: Any, shape: sizes.Shape, dim: int) -> Any:
    if not shape or not sizes.numel(shape):
        return g
    return gather_backward(g, indices, size=shape, dim=sizes.dimension(dim, len(shape)))


cummax, cummin = _runner("cummax", True), _runner("cummin", False)


# ------------------------------------------------------------------ indices alone
argsort = Op(
    "argsort",
    lambda m, x, /, dim=-1, descending=False, stable=False: _sorted(m, x, dim, descending)[1],
    doc="The indices that put the elements in order; no gradient.",
    shape=lambda x, dim=-1, descending=False, stable=False: _in_dimension(x, dim),
    dtype="same",
    elementwise=False,
    example=f"(argsort({VECTOR})[0] + 1)*x",
)


def _in_dimension(shape: sizes.Shape, dim: int) -> sizes.Shape:
    sizes.dimension(dim, len(shape))
    return shape


def _arg(name: str, pick: Any) -> Op:
    return Op(
        name,
        lambda m, x, /, dim=None, keepdim=False: _picked(m, x, dim, keepdim, pick),
        doc=f"The index of the {'largest' if name == 'argmax' else 'smallest'}; no gradient.",
        check=no_bool(f"{name}(): does not support bool input"),
        checked_first=True,
        shape=lambda x, dim=None, keepdim=False: _arg_shape(x, dim, keepdim, name),
        elementwise=False,
        kinds={"dim": ONE},
        example=f"({name}(stack([x, 2*x])) + 1)*x",
    )


def _picked(m: Any, x: Any, dim: Any, keepdim: bool, pick: Any) -> Any:
    if dim is None:
        index = pick(m, m.reshape(x, (-1,)), 0)
        return m.reshape(index, (1,) * x.ndim) if keepdim else index
    if not x.ndim:
        return m.zeros((), dtype="int64")
    index = pick(m, x, dim)
    return m.expand_dims(index, dim) if keepdim else index


def _arg_shape(shape: sizes.Shape, dim: Any, keepdim: bool, name: str) -> sizes.Shape:
    if dim is None:
        if sizes.numel(shape) == 0:
            raise index_error(f"{name}(): {NO_DIM.partition('. ')[0]}.")
        return (1,) * len(shape) if keepdim else ()
    at = sizes.dimension(single(dim, name), len(shape))
    if shape and shape[at] == 0:
        raise index_error(f"{name}(): Expected reduction dim {at} to have non-zero size.")
    return sizes.reduced(shape, dim, keepdim)


argmax = _arg("argmax", lambda m, x, at: m.argmax(x, axis=at))
argmin = _arg("argmin", lambda m, x, at: m.argmin(x, axis=at))


# ------------------------------------------------------------------ names whose operation depends on the arguments
def _extreme_of(all_: Op, along: Op, two: Op) -> Any:
    def body(x: Any, y: Any = UNSET, /, dim: Any = UNSET, keepdim: Any = UNSET) -> Any:
        if y is not UNSET:
            if is_number(y) and type(y) is int and not is_number(x):
                return along(x, dim=y, keepdim=keepdim is not UNSET and keepdim if dim is UNSET else bool(dim))
            return two(x, y)
        return everything(x, all_, keepdim) if dim is UNSET else along(x, dim=dim, keepdim=keepdim is not UNSET and keepdim)

    return body


def _median_of(x: Any, /, dim: Any = UNSET, keepdim: Any = UNSET) -> Any:
    if dim is UNSET:
        if keepdim is not UNSET:
            raise type_error('median() missing 1 required positional arguments: "dim"')
        return median_all(x)
    return median_dim(x, dim=dim, keepdim=keepdim is not UNSET and keepdim)


def _sort_of(x: Any, /, dim: int = -1, descending: bool = False, stable: Any = None) -> Any:
    return (sort_plain if stable is None else sort_stable)(x, dim=dim, descending=descending)


max = Composite(
    "max",
    _extreme_of(max_all, max_dim, maximum),
    "The largest element; along a dimension also its index; of two tensors the larger.",
    rows=(max_all, max_dim, maximum),
    results=ValuesAndIndices,
    example=f"max({VECTOR})",
    kinds={"dim": DIMENSION},
)
min = Composite(
    "min",
    _extreme_of(min_all, min_dim, minimum),
    "The smallest element; along a dimension also its index; of two tensors the smaller.",
    rows=(min_all, min_dim, minimum),
    results=ValuesAndIndices,
    example=f"min({VECTOR})",
    kinds={"dim": DIMENSION},
)
median = Composite(
    "median",
    _median_of,
    "The lower middle value; along a dimension also its index.",
    rows=(median_all, median_dim),
    results=ValuesAndIndices,
    kinds={"dim": ONE},
    example=f"median({VECTOR})",
)
sort = Composite(
    "sort",
    _sort_of,
    "The elements in order, and where they stood.",
    rows=(sort_plain, sort_stable),
    results=ValuesAndIndices,
    example=f"sort({VECTOR}).values[0]",
)
