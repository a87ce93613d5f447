"""Reductions, scans and sorting. Formulas as in PyTorch's FunctionsManual."""

from __future__ import annotations

import math
from typing import Any

from gradcli.ops import sizes
from gradcli.ops.arithmetic import (
    UNSET,
    abs,
    div_true,
    is_number,
    isnan,
    logical_and,
    logical_or,
    maximum,
    minimum,
    sign,
    where,
    zeros_like,
)
from gradcli.ops.dtypes import WHOLE, dtype_of, floats_expected, no_bool, not_for_bool, refused
from gradcli.ops.exponential import exp, pow
from gradcli.ops.kinds import TENSOR_OR_NUMBER
from gradcli.ops.op import Function, Kink, Op, ValuesAndIndices
from gradcli.ops.shape import cat_op, expand_op, flip, narrow, rank_of, reshape, stack_op, unsqueeze
from gradcli.ops.slopes import recorded
from gradcli.problems import index_error, runtime_error, type_error

SPLIT = "torch splits the gradient evenly over the tied"
FIRST = "torch gives the gradient to one of the tied"
NO_DIM = "Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument."


# ------------------------------------------------------------------ helpers of rules
def kept(shape: sizes.Shape, dim: Any) -> sizes.Shape:
    """The reduced shape with the reduced dimensions kept as 1."""
    return sizes.reduced(tuple(shape), dim, True)


def restored(g: Any, shape: sizes.Shape, dim: Any) -> Any:
    """A reduced tensor with its dimensions back, as size 1, so that it broadcasts against what was reduced."""
    if not shape:
        return g
    wanted = kept(shape, dim)
    return g if tuple(getattr(g, "shape", ())) == wanted else reshape(g, size=wanted)


def spread(g: Any, shape: sizes.Shape, dim: Any = None) -> Any:
    """A reduced gradient, the same for every element that was reduced."""
    wide = restored(g, shape, dim)
    return wide if tuple(getattr(wide, "shape", ())) == tuple(shape) else expand_op(wide, size=tuple(shape))


def counted(shape: sizes.Shape, dim: Any) -> int:
    """How many elements are reduced into one."""
    return math.prod(shape[d] for d in sizes.dimensions(dim, len(shape))) if shape else 1


OVERLOADED = frozenset({"prod", "max", "min", "sort"})


def single(dim: Any, name: str) -> int:
    """One dimension, where torch takes no more than one."""
    if type(dim) is int:
        return dim
    found = type(dim).__name__
    if name in OVERLOADED:
        raise type_error(f"{name}() received an invalid combination of arguments - got ({found}), but expected one of:")
    raise type_error(f"{name}(): argument 'dim' (position 1) must be int, not {found}")


def _axes(x: Any, dim: Any) -> tuple[int, ...]:
    return sizes.dimensions(dim, x.ndim)


# ------------------------------------------------------------------ sums
def _sum(m: Any, x: Any, dim: Any, keepdim: bool) -> Any:
    return m.sum(x, axis=_axes(x, dim), keepdims=keepdim, dtype="int64" if x.dtype.name == "bool" else None)


sum_all = Op(
    "sum",
    lambda m, x, /: _sum(m, x, None, False),
    {"x": lambda g, shape: spread(g, shape)},
    shape=lambda x: (),
    elementwise=False,
    internal=True,
)
sum_dim = Op(
    "sum",
    lambda m, x, /, dim=None, keepdim=False: _sum(m, x, dim, keepdim),
    {"x": lambda g, shape, dim: spread(g, shape, dim)},
    grad_fn="SumBackward1",
    shape=sizes.reduced,
    elementwise=False,
    dense=True,
    internal=True,
)


_MEAN_CHECK = floats_expected(
    "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: {}"
)
_VAR_CHECK = floats_expected("std and var only support floating point and complex dtypes")


def _mean(m: Any, x: Any, dim: Any, keepdim: bool) -> Any:
    return m.sum(x, axis=_axes(x, dim), keepdims=keepdim) / x.dtype.type(counted(x.shape, dim))


mean_all = Op(
    "mean",
    lambda m, x, /: _mean(m, x, None, False),
    {"x": lambda g, shape: spread(g, shape) / sizes.numel(shape)},
    check=_MEAN_CHECK,
    shape=lambda x: (),
    elementwise=False,
    internal=True,
)
mean_dim = Op(
    "mean",
    lambda m, x, /, dim=None, keepdim=False: _mean(m, x, dim, keepdim),
    {"x": lambda g, shape, dim: spread(g, shape, dim) / counted(shape, dim)},
    check=_MEAN_CHECK,
    grad_fn="MeanBackward1",
    shape=sizes.reduced,
    elementwise=False,
    dense=True,
    internal=True,
)

# ------------------------------------------------------------------ products
prod_all = Op(
    "prod",
    lambda m, x, /: m.prod(x, dtype="int64" if x.dtype.name == "bool" else None),
    {"x": lambda g, x, out, shape: _prod_slopes(g, x, out, shape)},
    shape=lambda x: (),
    elementwise=False,
    internal=True,
)
prod_dim = Op(
    "prod",
    lambda m, x, /, dim, keepdim=False: m.prod(x, axis=_axes(x, dim), keepdims=keepdim),
    {"x": lambda g, x, out, shape, dim: _prod_dim_slopes(g, x, out, tuple(shape), dim)},
    grad_fn="ProdBackward1",
    shape=lambda x, dim, keepdim=False: sizes.reduced(x, single(dim, "prod"), keepdim),
    elementwise=False,
    dense=True,
    internal=True,
)


def _prod_slopes(g: Any, x: Any, out: Any, shape: sizes.Shape) -> Any:
    """out/x where nothing is 0; next to two zeros the gradient is 0 whatever the rest is."""
    if not shape:
        return g * 1
    zeros = _zeros_in(x)
    if not zeros:
        return g * (out / x)
    if zeros > 1 and not recorded(g):
        return zeros_like(x)
    return reshape(_without_division(g, reshape(x, size=(-1,)), 0), size=shape)


def _prod_dim_slopes(g: Any, x: Any, out: Any, shape: sizes.Shape, dim: int) -> Any:
    if not shape:
        return g * 1
    g, out = restored(g, shape, dim), restored(out, shape, dim)
    if not _zeros_in(x):
        return g * (out / x)
    return _without_division(g, x, sizes.dimension(dim, len(shape)))


def _without_division(g: Any, x: Any, dim: int) -> Any:
    """g times the products of all but one, from the left and from the right, so that a 0 divides nothing."""
    shape = tuple(x.shape)
    n = shape[dim]
    if n == 1:
        return g * 1
    one = ones((*shape[:dim], 1, *shape[dim + 1 :]), dtype_of(x))
    before = narrow(x, dim=dim, start=0, stop=n - 1, step=1)
    after = flip(narrow(x, dim=dim, start=1, stop=n, step=1), dims=(dim,))
    left = cumprod(cat_op(one, before, dim=dim), dim=dim)
    right = flip(cumprod(cat_op(one, after, dim=dim), dim=dim), dims=(dim,))
    return g * (left * right)


def ones(shape: sizes.Shape, dtype: str) -> Any:
    """A constant of ones, for rules."""
    from gradcli.ops import arrays

    return arrays.ones(shape, dtype=dtype)


def _zeros_in(x: Any) -> int:
    """How many elements are 0; a formula takes it that none is."""
    data = getattr(x, "raw", x)
    if hasattr(data, "run_op"):
        return 0
    from gradcli.ops import arrays

    return int(arrays.sum(arrays.as_array(data) == 0))


# ------------------------------------------------------------------ variance
def _variance(m: Any, x: Any, dim: Any, correction: float, keepdim: bool) -> Any:
    axes = _axes(x, dim)
    n = counted(x.shape, dim)
    middle = m.sum(x, axis=axes, keepdims=True) / n
    square = m.sum((x - middle) * (x - middle), axis=axes, keepdims=keepdim)
    return square / m.maximum(x.dtype.type(n - correction), x.dtype.type(0))


def _var_slope(g: Any, x: Any, shape: sizes.Shape, dim: Any, correction: float) -> Any:
    """Over everything torch answers inf, or nan at the mean, where there is nothing to divide by; along dimensions it divides."""
    freedom = (1 if dim == () else counted(shape, dim)) - correction  # torch counts the dimensions that are named
    if dim is None or not shape:
        middle = mean_all(x)
        return g * where(x == middle, math.nan, math.inf) if freedom <= 0 else (2.0 / freedom) * g * (x - middle)
    factor = 2.0 / freedom if freedom else math.inf
    return factor * restored(g, shape, dim) * (x - mean_dim(x, dim=dim, keepdim=True))


var_op = Op(
    "var",
    lambda m, x, /, dim=None, correction=1, keepdim=False: _variance(m, x, dim, correction, keepdim),
    {"x": lambda g, x, shape, dim, correction: _var_slope(g, x, shape, dim, correction)},
    check=_VAR_CHECK,
    shape=lambda x, dim=None, correction=1, keepdim=False: sizes.reduced(x, dim, keepdim),
    elementwise=False,
    dense=True,
    internal=True,
)


def _std_slope(g: Any, x: Any, out: Any, shape: sizes.Shape, dim: Any, correction: float) -> Any:
    return _var_slope(where(out == 0, 0, div_true(g, out * 2)), x, shape, dim, correction)


std_op: Op = Op(
    "std",
    lambda m, x, /, dim=None, correction=1, keepdim=False: m.sqrt(_variance(m, x, dim, correction, keepdim)),
    {"x": lambda g, x, out, shape, dim, correction: _std_slope(g, x, out, shape, dim, correction)},
    check=_VAR_CHECK,
    shape=lambda x, dim=None, correction=1, keepdim=False: sizes.reduced(x, dim, keepdim),
    elementwise=False,
    dense=True,
    kinks=(
        Kink(
            lambda x, dim, correction, keepdim: (
                std_op.compute((x,), {"dim": dim, "correction": correction, "keepdim": keepdim}) == 0
            ),
            "std of equal values is a cone's tip",
            "torch takes the gradient 0",
        ),
    ),
    internal=True,
)


# ------------------------------------------------------------------ the largest and the smallest
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
        kinks=(Kink(lambda x: _ties(row, x), f"{name} has a tie", SPLIT),),
        internal=True,
    )
    return row


def _ties(row: Op, x: Any, dim: Any = None, **options: Any) -> Any:
    """Whether several elements are as large as the one that is chosen, in all or along a dimension."""
    from gradcli.ops import arrays

    values = arrays.as_array(x)
    out = row.compute((values,), options if dim is None else {**options, "dim": dim, "keepdim": True})
    best = arrays.as_array(out[0] if isinstance(out, tuple) else out)
    values = arrays.absolute(values) if row is norm_op else values
    return (values == best).sum(axis=None if dim is None else _axes(values, dim)) > 1


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
    kinks=(Kink(lambda x: _ties(median_all, x), "median has a tie", SPLIT),),
    shape=lambda x: (),
    elementwise=False,
    internal=True,
)


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
        kinks=(Kink(lambda x, dim, keepdim: _ties(row, x, dim), f"{name} has a tie", FIRST),),
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


def _sorter(grad_fn: str) -> Op:
    return Op(
        "sort",
        lambda m, x, /, dim=-1, descending=False: _sorted(m, x, dim, descending),
        {"x": lambda g, indices, shape, dim: _scatter(g, indices, shape, dim, True)},
        grad_fn=grad_fn,
        shape=_along("sort"),
        elementwise=False,
        internal=True,
    )


def _along(name: str) -> Any:
    """The shape of an operation along a dimension: that of its operand."""

    def shape(x: sizes.Shape, dim: Any, **_: Any) -> sizes.Shape:
        sizes.dimension(single(dim, name), len(x))
        return x

    return shape


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


def _amaxer(name: str, kernel: Any) -> Op:
    row = Op(
        name,
        kernel,
        {"x": lambda g, x, out, shape, dim: _scaled(restored(g, shape, dim), x, restored(out, shape, dim), dim)},
        "The extreme value; ties share the gradient.",
        shape=lambda x, dim=None, keepdim=False: _amax_shape(x, dim, keepdim, name),
        elementwise=False,
        dense=True,
        kinks=(Kink(lambda x, dim, keepdim: _ties(row, x, dim), f"{name} has a tie", SPLIT),),
        example=f"{name}(stack([x, 2*x]))",
    )
    return row


def _amax_shape(shape: sizes.Shape, dim: Any, keepdim: bool, name: str) -> sizes.Shape:
    if sizes.numel(shape) == 0:
        if dim is None or dim == ():
            raise runtime_error(f"{name}(): {NO_DIM}")
        for d in (dim,) if isinstance(dim, int) else dim:
            if shape[sizes.dimension(d, len(shape))] == 0:
                raise index_error(f"{name}(): Expected reduction dim {d} to have non-zero size.")
    return sizes.reduced(shape, dim, keepdim)


def _scaled(g: Any, x: Any, out: Any, dim: Any) -> Any:
    mask = x == out
    return (g * mask) / (sum(mask, dim=dim, keepdim=True) if rank_of(x) else mask * 1.0)


amax = _amaxer("amax", lambda m, x, /, dim=None, keepdim=False: m.amax(x, axis=_axes(x, dim), keepdims=keepdim))
amin = _amaxer("amin", lambda m, x, /, dim=None, keepdim=False: m.amin(x, axis=_axes(x, dim), keepdims=keepdim))


def _arg(name: str, pick: Any) -> Op:
    return Op(
        name,
        lambda m, x, /, dim=None, keepdim=False: _picked(m, x, dim, keepdim, pick),
        doc=f"The index of the {'largest' if name == 'argmax' else 'smallest'}; no gradient.",
        check=no_bool(f"{name}(): does not support bool input"),
        shape=lambda x, dim=None, keepdim=False: _arg_shape(x, dim, keepdim, name),
        elementwise=False,
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
            raise index_error(f"{name}(): {NO_DIM}")
        return (1,) * len(shape) if keepdim else ()
    at = sizes.dimension(single(dim, name), len(shape))
    if shape and shape[at] == 0:
        raise index_error(f"{name}(): Expected reduction dim {at} to have non-zero size.")
    return sizes.reduced(shape, dim, keepdim)


argmax = _arg("argmax", lambda m, x, at: m.argmax(x, axis=at))
argmin = _arg("argmin", lambda m, x, at: m.argmin(x, axis=at))


# ------------------------------------------------------------------ norms
def _norm(m: Any, x: Any, p: float, dim: Any, keepdim: bool) -> Any:
    axes = _axes(x, dim)
    size = m.absolute(x)
    if p == 2:
        return m.sqrt(m.sum(x * x, axis=axes, keepdims=keepdim))
    if p == 0:
        return m.sum(x != 0, axis=axes, keepdims=keepdim).astype(x.dtype)
    if p == 1:
        return m.sum(size, axis=axes, keepdims=keepdim)
    if math.isinf(p):
        return (m.amax if p > 0 else m.amin)(size, axis=axes, keepdims=keepdim)
    return m.pow(m.sum(m.pow(size, p), axis=axes, keepdims=keepdim), 1 / p)


def _norm_slope(g: Any, x: Any, out: Any, shape: sizes.Shape, p: float, dim: Any) -> Any:
    """FunctionsManual's linalg_vector_norm_backward, case by case of p."""
    if p == 0:
        return None
    g, out = restored(g, shape, dim), restored(out, shape, dim)
    if p == 1:
        return sign(x) * g
    if p == 2:
        return g * where(out == 0, 0, x / out)
    if math.isinf(p):
        reached = logical_or(abs(x) == out, isnan(abs(x)))
        return sign(x) * where(reached, g / (sum(reached, dim=dim, keepdim=True) if shape else 1), 0)
    if p < 1:
        return where(x == 0, 0, sign(x) * pow(abs(x), p - 1)) * g * pow(out, 1 - p)
    if p < 2:
        return sign(x) * pow(abs(x), p - 1) * where(out == 0, 0, g / pow(out, p - 1))
    return x * pow(abs(x), p - 2) * where(out == 0, 0, g / pow(out, p - 1))


norm_op: Op = Op(
    "norm",
    lambda m, x, /, p=2.0, dim=None, keepdim=False: _norm(m, x, p, dim, keepdim),
    {"x": lambda g, x, out, shape, p, dim: _norm_slope(g, x, out, shape, p, dim)},
    check=floats_expected("linalg.vector_norm: Expected a floating point or complex tensor as input. Got {}"),
    grad_fn="LinalgVectorNormBackward0",
    shape=lambda x, p=2.0, dim=None, keepdim=False: _norm_shape(x, p, dim, keepdim),
    elementwise=False,
    dense=True,
    kinks=(
        Kink(lambda x, p, dim, keepdim: _zero_norm(x, p, dim), "norm is a cone's tip at 0", "torch takes the gradient 0"),
        Kink(
            lambda x, p, dim, keepdim: p == 1 and x == 0,
            "the 1-norm has a corner where an element is 0",
            "torch takes the gradient 0",
        ),
        Kink(lambda x, p, dim, keepdim: math.isinf(p) and _ties(norm_op, x, dim, p=p), "the inf-norm has a tie", SPLIT),
    ),
    internal=True,
)


def _zero_norm(x: Any, p: float, dim: Any) -> Any:
    return norm_op.compute((x,), {"p": p, "dim": dim}) == 0 if p else False


def _norm_of_nothing(shape: sizes.Shape, p: float, dim: Any) -> None:
    """A smallest or largest element has to exist."""
    if dim is None or dim == ():
        raise runtime_error(
            f"linalg.vector_norm cannot compute the {p:g} norm on an empty tensor because the operation does not have an identity"
        )
    for d in sizes.dimensions(dim, len(shape)):
        if not shape[d]:
            raise runtime_error(
                f"linalg.vector_norm cannot compute the {p:g} norm on the dimension {d}because this dimension is empty and the "
                "operation does not have an identity"
            )


def _norm_shape(shape: sizes.Shape, p: float, dim: Any, keepdim: bool) -> sizes.Shape:
    if (p < 0 or p == math.inf) and sizes.numel(shape) == 0:
        _norm_of_nothing(shape, p, dim)
    return sizes.reduced(shape, dim, keepdim)


logsumexp_op = Op(
    "logsumexp",
    lambda m, x, /, dim, keepdim=False: _logsumexp(m, x, dim, keepdim),
    {"x": lambda g, x, out, shape, dim: restored(g, shape, dim) * exp(x - restored(out, shape, dim))},
    "log(sum(exp(x))), without overflow.",
    dtype="float",
    shape=lambda x, dim, keepdim=False: _logsumexp_shape(x, dim, keepdim),
    elementwise=False,
    dense=True,
    example="logsumexp(stack([x, 2*x]), 0)",
)


def _logsumexp_shape(shape: sizes.Shape, dim: Any, keepdim: bool) -> sizes.Shape:
    """Without a dimension torch keeps the sizes of the maxima, which then do not fit."""
    if dim == () and sizes.numel(shape) and shape and not keepdim:
        raise runtime_error(f"output with shape [] doesn't match the broadcast shape {sizes.text((1,) * len(shape))}")
    return sizes.reduced(shape, dim, keepdim)


def _logsumexp(m: Any, x: Any, dim: Any, keepdim: bool) -> Any:
    axes = _axes(x, dim)
    if x.size == 0:
        return m.log(m.sum(m.exp(x), axis=axes, keepdims=keepdim))
    top = m.amax(x, axis=axes, keepdims=True)
    top = m.where(m.absolute(top) == math.inf, x.dtype.type(0), top)
    out = m.log(m.sum(m.exp(x - top), axis=axes, keepdims=True)) + top
    return out if keepdim else m.squeeze(out, axis=axes)


# ------------------------------------------------------------------ scans
cumsum: Op = Op(
    "cumsum",
    lambda m, x, /, dim: m.cumsum(x, axis=dim) if x.ndim else x,
    {"x": lambda g, dim, shape: flip(cumsum(flip(g, dims=(dim,)), dim=dim), dims=(dim,)) if shape else g},
    "Running sums.",
    shape=_along("cumsum"),
    elementwise=False,
    dense=True,
    example="cumsum(stack([x, x**2]), 0)[1]",
    in_place=True,
)
cumprod = Op(
    "cumprod",
    lambda m, x, /, dim: m.cumprod(x, axis=dim) if x.ndim else x,
    {"x": lambda g, x, out, shape, dim: _cumprod_slope(g, x, out, tuple(shape), dim)},
    "Running products.",
    shape=_along("cumprod"),
    elementwise=False,
    dense=True,
    example="cumprod(stack([x, x**2]), 0)[1]",
    in_place=True,
)


def _cumprod_slope(g: Any, x: Any, out: Any, shape: sizes.Shape, dim: int) -> Any:
    if not shape or sizes.numel(shape) <= 1:
        return g * 1
    dim = sizes.dimension(dim, len(shape))
    if shape[dim] == 1:
        return g * 1
    if not _zeros_in(x):
        return flip(cumsum(flip(out * g, dims=(dim,)), dim=dim), dims=(dim,)) / x
    if not recorded(g):
        return cumprod_zeros(g, x, out, dim=dim)
    return stack_op(*[_later_products(g, x, k, shape[dim], dim) for k in range(shape[dim])], dim=dim)


def _later_products(g: Any, x: Any, k: int, n: int, dim: int) -> Any:
    """The gradient of element k: the products from k on without it, weighted by g; what torch differentiates again."""
    lead = prod_dim(narrow(x, dim=dim, start=0, stop=k, step=1), dim=dim, keepdim=True) if k else None
    if k == n - 1:
        rest = lead
    else:
        products = cumprod(narrow(x, dim=dim, start=k + 1, stop=n, step=1), dim=dim)
        first = ones((*x.shape[:dim], 1, *x.shape[dim + 1 :]), dtype_of(x)) if lead is None else lead
        rest = cat_op(first, products if lead is None else lead * products, dim=dim)
    return sum_dim(narrow(g, dim=dim, start=k, stop=n, step=1) * rest, dim=dim)


def _cumprod_zeros(m: Any, g: Any, x: Any, out: Any, dim: int) -> Any:
    """One pass for each stretch: before the first zero, at it, and nothing from there on."""
    zero = x == 0
    count = m.cumsum(zero, axis=dim)
    before, between = count == 0, count == 1
    weighted = m.where(before, g * out, 0)
    slopes = m.where(before, m.flip(m.cumsum(m.flip(weighted, axis=dim), axis=dim), axis=dim) / x, 0)
    after = m.cumprod(m.where(between & ~zero, x, 1), axis=dim)
    total = m.sum(after * m.where(between, g, 0), axis=dim, keepdims=True)
    lead = m.roll(out, 1, axis=dim)
    lead[(slice(None),) * dim + (0,)] = 1
    return m.where(between & zero, total * lead, slopes)


cumprod_zeros = Op(
    "cumprod_backward",
    lambda m, g, x, out, /, dim: _cumprod_zeros(m, g, x, out, dim),
    doc="The gradient of running products with a zero among their factors.",
    shape=lambda g, x, out, dim: x,
    elementwise=False,
    internal=True,
)


# ------------------------------------------------------------------ softmax
def _floating(name: str, x: Any, dim: int) -> None:
    """PyTorch's two kernels, for the last dimension and for any other, are named apart."""
    if x.dtype.name in WHOLE:
        raise refused(f"{name}_{'lastdim_' if dim in (-1, x.ndim - 1) else ''}kernel_impl", x.dtype.name)


def _softmaxed(m: Any, x: Any, dim: int) -> Any:
    if x.size == 0:
        return x
    _floating("softmax", x, dim)
    if not x.ndim:
        return x - x + x.dtype.type(1)
    top = m.exp(x - m.amax(x, axis=dim, keepdims=True))
    return top / m.sum(top, axis=dim, keepdims=True)


def _log_softmaxed(m: Any, x: Any, dim: int) -> Any:
    if x.size == 0:
        return x
    _floating("log_softmax", x, dim)
    if not x.ndim:
        return x - x
    low = x - m.amax(x, axis=dim, keepdims=True)
    return low - m.log(m.sum(m.exp(low), axis=dim, keepdims=True))


softmax = Op(
    "softmax",
    lambda m, x, /, dim: _softmaxed(m, x, dim),
    {"x": lambda g, out, dim: g * out - out * sum(g * out, dim=dim, keepdim=True)},
    "exp(x)/sum(exp(x)) along a dimension.",
    shape=_along("softmax"),
    elementwise=False,
    dense=True,
    example="softmax(stack([x, 2*x]), 0)[0]",
)
log_softmax = Op(
    "log_softmax",
    lambda m, x, /, dim: _log_softmaxed(m, x, dim),
    {"x": lambda g, out, dim: g - exp(out) * sum(g, dim=dim, keepdim=True)},
    "log(softmax(x)), exact where softmax is 0.",
    shape=_along("log_softmax"),
    elementwise=False,
    dense=True,
    example="log_softmax(stack([x, 2*x]), 0)[0]",
)


# ------------------------------------------------------------------ names whose operation depends on the arguments
def _reducer(all_: Op, along: Op) -> Any:
    """The operation over everything, or along dimensions; torch knows no keepdim without a dim."""

    def body(x: Any, /, dim: Any = UNSET, keepdim: Any = UNSET) -> Any:
        return _everything(x, all_, keepdim) if dim is UNSET else along(x, dim=dim, keepdim=keepdim is not UNSET and keepdim)

    return body


def _everything(x: Any, all_: Op, keepdim: Any) -> Any:
    if keepdim is not UNSET:
        raise type_error(
            f"{all_.name}() received an invalid combination of arguments - got (keepdim=bool, ), but expected one of:"
        )
    return all_(x)


def _spreader(op: Op) -> Any:
    def body(x: Any, /, dim: Any = None, unbiased: Any = None, keepdim: bool = False, *, correction: Any = UNSET) -> Any:
        if isinstance(dim, bool):  # var(a, False) means unbiased
            dim, unbiased = None, dim
        steps = (1 if unbiased is None or unbiased else 0) if correction is UNSET or correction is None else correction
        return op(x, dim=dim, correction=steps, keepdim=keepdim)

    return body


def _extreme_of(all_: Op, along: Op, two: Op) -> Any:
    def body(x: Any, y: Any = UNSET, /, dim: Any = UNSET, keepdim: Any = UNSET) -> Any:
        if y is not UNSET:
            if is_number(y) and type(y) is int and not is_number(x):
                return along(x, dim=y, keepdim=keepdim is not UNSET and keepdim if dim is UNSET else bool(dim))
            return two(x, y)
        return _everything(x, all_, keepdim) if dim is UNSET else along(x, dim=dim, keepdim=keepdim is not UNSET and keepdim)

    return body


def _median_of(x: Any, /, dim: Any = UNSET, keepdim: Any = UNSET) -> Any:
    if dim is UNSET:
        if keepdim is not UNSET:
            raise type_error('median() missing 1 required positional arguments: "dim"')
        return median_all(x)
    return median_dim(x, dim=dim, keepdim=keepdim is not UNSET and keepdim)


def _sort_of(x: Any, /, dim: int = -1, descending: bool = False, stable: Any = None) -> Any:
    return (sort_plain if stable is None else sort_stable)(x, dim=dim, descending=descending)


VECTOR = "stack([x, 2*x])"
sum: Function = Function(
    "sum", _reducer(sum_all, sum_dim), "The sum, over all or some dimensions.", rows=(sum_all, sum_dim), example=f"sum({VECTOR})"
)
mean = Function(
    "mean",
    _reducer(mean_all, mean_dim),
    "The mean, over all or some dimensions.",
    rows=(mean_all, mean_dim),
    aliases=("average",),
    example=f"mean({VECTOR})",
)
prod = Function(
    "prod",
    _reducer(prod_all, prod_dim),
    "The product, over all elements or one dimension.",
    rows=(prod_all, prod_dim),
    example=f"prod({VECTOR})",
)
var = Function(
    "var", _spreader(var_op), "The variance; divided by n - 1 unless told otherwise.", rows=(var_op,), example=f"var({VECTOR})"
)
std = Function(
    "std",
    _spreader(std_op),
    "The standard deviation; divided by n - 1 unless told otherwise.",
    rows=(std_op,),
    example=f"std({VECTOR})",
)
max = Function(
    "max",
    _extreme_of(max_all, max_dim, maximum),
    "The largest element; along a dimension also its index; of two tensors the larger.",
    rows=(max_all, max_dim, maximum),
    results=ValuesAndIndices,
    example=f"max({VECTOR})",
    kinds={"y": TENSOR_OR_NUMBER},
)
min = Function(
    "min",
    _extreme_of(min_all, min_dim, minimum),
    "The smallest element; along a dimension also its index; of two tensors the smaller.",
    rows=(min_all, min_dim, minimum),
    results=ValuesAndIndices,
    example=f"min({VECTOR})",
    kinds={"y": TENSOR_OR_NUMBER},
)
median = Function(
    "median",
    _median_of,
    "The lower middle value; along a dimension also its index.",
    rows=(median_all, median_dim),
    results=ValuesAndIndices,
    example=f"median({VECTOR})",
)
sort = Function(
    "sort",
    _sort_of,
    "The elements in order, and where they stood.",
    rows=(sort_plain, sort_stable),
    results=ValuesAndIndices,
    example=f"sort({VECTOR}).values[0]",
)
vector_norm = Function(
    "vector_norm",
    lambda x, /, ord=2, dim=None, keepdim=False: norm_op(x, p=float(2 if ord is None else ord), dim=dim, keepdim=keepdim),
    "The p-norm of a vector, or of all elements, with p given as ord.",
    rows=(norm_op,),
    example=f"vector_norm({VECTOR}, 3)",
)
logsumexp = logsumexp_op
