"""Reductions, scans and sorting. Formulas as in PyTorch's FunctionsManual."""

from __future__ import annotations

import math
from typing import Any

from gradcli.ops import sizes
from gradcli.ops.arithmetic import (
    UNSET,
    abs,
    div_true,
    isnan,
    logical_or,
    sign,
    where,
    zeros_like,
)
from gradcli.ops.dtypes import WHOLE, dtype_of, floats_expected, in_singles, is_single, refused
from gradcli.ops.exponential import exp, pow
from gradcli.ops.kinds import DIMENSION, ONE
from gradcli.ops.op import Composite, Kink, Op
from gradcli.ops.shape import cat_op, expand_op, flip, narrow, rank_of, reshape, stack_op
from gradcli.ops.slopes import is_recorded, slope
from gradcli.ops.warnings import warn
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
    shape=sizes.reduced_at_once,
    elementwise=False,
    dense=True,
    internal=True,
)


_MEAN_CHECK = floats_expected(
    "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: {}"
)
_VAR_CHECK = floats_expected("std and var only support floating point and complex dtypes")


def _mean(m: Any, x: Any, dim: Any, keepdim: bool) -> Any:
    if x.dtype.name == "float16":  # added up and divided in float32, and rounded once
        total = m.sum(x.astype("float32"), axis=_axes(x, dim), keepdims=keepdim)
        return (total / total.dtype.type(counted(x.shape, dim))).astype(x.dtype)
    return m.sum(x, axis=_axes(x, dim), keepdims=keepdim) / x.dtype.type(counted(x.shape, dim))


mean_all = Op(
    "mean",
    lambda m, x, /: _mean(m, x, None, False),
    {"x": lambda g, shape: spread(g, shape) / sizes.numel(shape)},
    check=_MEAN_CHECK,
    checked_first=True,
    shape=lambda x: (),
    elementwise=False,
    internal=True,
)
mean_dim = Op(
    "mean",
    lambda m, x, /, dim=None, keepdim=False: _mean(m, x, dim, keepdim),
    {"x": lambda g, shape, dim: spread(g, shape, dim) / counted(shape, dim)},
    check=_MEAN_CHECK,
    checked_first=True,
    grad_fn="MeanBackward1",
    shape=sizes.reduced_at_once,
    elementwise=False,
    dense=True,
    internal=True,
)


# ------------------------------------------------------------------ products
def _product(m: Any, x: Any) -> Any:
    if is_single(x) and x.size and x.flags.c_contiguous:
        return m.product_of_all(x)
    return m.prod(x, dtype="int64" if x.dtype.name == "bool" else None)


prod_all = Op(
    "prod",
    lambda m, x, /: _product(m, x),
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
    if zeros > 1 and not is_recorded(g):
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
def centre(m: Any, x: Any, dim: Any) -> Any:
    """The mean counted from the first element, so that equal ones differ by nothing; the dimensions are kept."""
    axes = _axes(x, dim)
    first = x[tuple(slice(0, 1) if k in axes else slice(None) for k in range(x.ndim))]
    return first + m.sum(x - first, axis=axes, keepdims=True) / counted(x.shape, dim)


def _variance(m: Any, x: Any, dim: Any, correction: float, keepdim: bool) -> Any:
    """From the mean; of nothing it is nan whatever the correction. Float32 is rounded at the end."""
    if is_single(x):
        return _variance(m, x.astype("float64"), dim, correction, keepdim).astype(x.dtype)
    axes = _axes(x, dim)
    n = counted(x.shape, dim)
    middle = centre(m, x, dim)
    square = m.sum((x - middle) * (x - middle), axis=axes, keepdims=keepdim)
    return square / m.maximum(x.dtype.type(n - correction if n else 0), x.dtype.type(0))


def _deviation(m: Any, x: Any, dim: Any, correction: float, keepdim: bool) -> Any:
    if is_single(x):
        return _deviation(m, x.astype("float64"), dim, correction, keepdim).astype(x.dtype)
    return m.sqrt(_variance(m, x, dim, correction, keepdim))


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
    checked_first=True,
    shape=lambda x, dim=None, correction=1, keepdim=False: sizes.reduced(x, dim, keepdim),
    elementwise=False,
    dense=True,
    internal=True,
)


def _std_slope(g: Any, x: Any, out: Any, shape: sizes.Shape, dim: Any, correction: float) -> Any:
    return _var_slope(where(out == 0, 0, div_true(g, out * 2)), x, shape, dim, correction)


std_op: Op = Op(
    "std",
    lambda m, x, /, dim=None, correction=1, keepdim=False: _deviation(m, x, dim, correction, keepdim),
    {"x": lambda g, x, out, shape, dim, correction: _std_slope(g, x, out, shape, dim, correction)},
    check=_VAR_CHECK,
    checked_first=True,
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
def ties(row: Op, x: Any, dim: Any = None, **options: Any) -> Any:
    """Whether several elements are as large as the one that is chosen, in all or along a dimension."""
    from gradcli.ops import arrays

    values = arrays.as_array(x)
    out = row.compute((values,), options if dim is None else {**options, "dim": dim, "keepdim": True})
    best = arrays.as_array(out[0] if isinstance(out, tuple) else out)
    values = arrays.absolute(values) if row is norm_op else values
    return (values == best).sum(axis=None if dim is None else _axes(values, dim)) > 1


def along(name: str) -> Any:
    """The shape of an operation along a dimension: that of its operand."""

    def shape(x: sizes.Shape, dim: Any, **_: Any) -> sizes.Shape:
        sizes.dimension(single(dim, name), len(x))
        return x

    return shape


def _amaxer(name: str, kernel: Any) -> Op:
    row = Op(
        name,
        kernel,
        {"x": lambda g, x, out, shape, dim: scaled(restored(g, shape, dim), x, restored(out, shape, dim), dim)},
        "The extreme value; ties share the gradient.",
        shape=lambda x, dim=None, keepdim=False: _amax_shape(x, dim, keepdim, name),
        elementwise=False,
        dense=True,
        kinks=(Kink(lambda x, dim, keepdim: ties(row, x, dim), f"{name} has a tie", SPLIT),),
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
    return sizes.reduced_at_once(shape, dim, keepdim)


def scaled(g: Any, x: Any, out: Any, dim: Any) -> Any:
    """The gradient of an extreme in equal parts to all elements that are as large; nan where none is."""
    mask = x == out
    return (g * mask) / (sum(mask, dim=dim, keepdim=True) if rank_of(x) else mask * 1.0)


amax = _amaxer("amax", lambda m, x, /, dim=None, keepdim=False: m.amax(x, axis=_axes(x, dim), keepdims=keepdim))
amin = _amaxer("amin", lambda m, x, /, dim=None, keepdim=False: m.amin(x, axis=_axes(x, dim), keepdims=keepdim))


# ------------------------------------------------------------------ norms
def _norm(m: Any, x: Any, p: float, dim: Any, keepdim: bool) -> Any:
    axes = _axes(x, dim)
    size = m.absolute(x)
    along = x.ndim or dim in (None, ())  # a number along a dimension that it does not have is added up all the same
    if p and along and counted(x.shape, dim) == 1:  # nothing to add up, and nothing that overflows
        return m.sum(size, axis=axes, keepdims=keepdim)
    single = is_single(x) and x.size
    add = m.one_by_one if single else lambda x, axes, keepdim: m.sum(x, axis=axes, keepdims=keepdim)
    if p == 2:
        return m.length(x, axes, keepdim) if single else m.sqrt(m.sum(x * x, axis=axes, keepdims=keepdim))
    if p == 0:
        return m.sum(x != 0, axis=axes, keepdims=keepdim).astype(x.dtype)
    if p == 1:
        return add(size, axes, keepdim)
    if math.isinf(p):
        return (m.amax if p > 0 else m.amin)(size, axis=axes, keepdims=keepdim)
    return m.pow(add(m.pow(size, p), axes, keepdim), x.dtype.type(1 / p) if single else 1 / p)


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
    checked_first=True,
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
        Kink(lambda x, p, dim, keepdim: math.isinf(p) and ties(norm_op, x, dim, p=p), "the inf-norm has a tie", SPLIT),
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
    for d in (dim,) if isinstance(dim, int) else dim:
        if not shape[sizes.dimension(d, len(shape))]:
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
    return sizes.reduced_at_once(shape, dim, keepdim)


def _logsumexp(m: Any, x: Any, dim: Any, keepdim: bool) -> Any:
    axes = _axes(x, dim)
    if x.size == 0:
        return m.log(m.sum(m.exp(x), axis=axes, keepdims=keepdim))
    top = m.amax(x, axis=axes, keepdims=True)
    top = m.where(m.absolute(top) == math.inf, x.dtype.type(0), top)
    out = m.log(m.sum(m.exp(x - top), axis=axes, keepdims=True)) + top
    return out if keepdim else m.squeeze(out, axis=axes)


# ------------------------------------------------------------------ scans
def _whole(x: Any) -> Any:
    """The same number, in int64 if it is whole: sums and products are."""
    return x.astype("int64") if x.dtype.name in WHOLE else x


cumsum: Op = Op(
    "cumsum",
    lambda m, x, /, dim: m.cumsum(x, axis=dim) + 0 if x.ndim else _whole(x),  # it begins with 0, so that no -0 is left
    {"x": lambda g, dim, shape: flip(cumsum(flip(g, dims=(dim,)), dim=dim), dims=(dim,)) if shape else g},
    "Running sums.",
    shape=along("cumsum"),
    elementwise=False,
    kinds={"dim": ONE},
    dense=True,
    example="cumsum(stack([x, x**2]), 0)[1]",
    in_place=True,
)
cumprod = Op(
    "cumprod",
    lambda m, x, /, dim: m.cumprod(x, axis=dim) if x.ndim else _whole(x),
    {"x": lambda g, x, out, shape, dim: _cumprod_slope(g, x, out, tuple(shape), dim)},
    "Running products.",
    shape=along("cumprod"),
    elementwise=False,
    kinds={"dim": ONE},
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
    if not is_recorded(g):
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
        raise refused(f"{name}_{'lastdim_' if dim in (-1, max(x.ndim, 1) - 1) else ''}kernel_impl", x.dtype.name)


def _softmaxed(m: Any, x: Any, dim: int) -> Any:
    if x.size == 0:
        return x
    _floating("softmax", x, dim)
    if not x.ndim:
        return x - x + x.dtype.type(1)
    if is_single(x):
        return m.softmax(x, dim)
    if getattr(x, "dtype", None) == "float16":
        return m.softmax(x.astype("float32"), dim).astype("float16")
    top = m.exp(x - m.amax(x, axis=dim, keepdims=True))
    return top / m.sum(top, axis=dim, keepdims=True)


def _log_softmaxed(m: Any, x: Any, dim: int) -> Any:
    if x.size == 0:
        return x
    _floating("log_softmax", x, dim)
    if not x.ndim:
        return x - x
    if is_single(x):
        return m.log_softmax(x, dim)
    low = x - m.amax(x, axis=dim, keepdims=True)
    return low - m.log(m.sum(m.exp(low), axis=dim, keepdims=True))


def _softmax_slope(g: Any, out: Any, dim: int) -> Any:
    """PyTorch's order; a formula is written as it is read."""
    if hasattr(g, "lift"):
        return out * (g - sum(g * out, dim=dim, keepdim=True))
    found = in_singles("softmax_slope", g, out, dim=dim) if rank_of(out) else None
    return g * out - out * sum(g * out, dim=dim, keepdim=True) if found is None else found


def _log_softmax_slope(g: Any, out: Any, dim: int) -> Any:
    found = in_singles("log_softmax_slope", g, out, dim=dim) if rank_of(out) else None
    return g - exp(out) * sum(g, dim=dim, keepdim=True) if found is None else found


def _along(x: Any, y: Any, dim: int) -> Any:
    """The sum of the products along a dimension, which stays."""
    return sum(x * y, dim=dim, keepdim=True)


softmax_backward: Op = Op(
    "softmax_backward_data",
    lambda m, upstream, result, /, dim: _softmax_slope(upstream, result, dim),
    {
        "upstream": lambda g, result, dim: slope(softmax_backward, g, result, dim=dim),
        "result": lambda g, upstream, result, dim: (
            upstream * g - _along(result, upstream, dim) * g - upstream * _along(result, g, dim)
        ),
    },
    elementwise=False,
    internal=True,
)
log_softmax_backward: Op = Op(
    "log_softmax_backward_data",
    lambda m, upstream, result, /, dim: _log_softmax_slope(upstream, result, dim),
    {
        "upstream": lambda g, result, dim: g - _along(g, exp(result), dim),
        "result": lambda g, upstream, result, dim: -sum(upstream, dim=dim, keepdim=True) * exp(result) * g,
    },
    elementwise=False,
    internal=True,
)
softmax = Op(
    "softmax",
    lambda m, x, /, dim: _softmaxed(m, x, dim),
    {"x": lambda g, out, dim: slope(softmax_backward, g, out, dim=dim)},
    "exp(x)/sum(exp(x)) along a dimension.",
    shape=along("softmax"),
    elementwise=False,
    kinds={"dim": ONE},
    dense=True,
    example="softmax(stack([x, 2*x]), 0)[0]",
)
log_softmax = Op(
    "log_softmax",
    lambda m, x, /, dim: _log_softmaxed(m, x, dim),
    {"x": lambda g, out, dim: slope(log_softmax_backward, g, out, dim=dim)},
    "log(softmax(x)), exact where softmax is 0.",
    shape=along("log_softmax"),
    elementwise=False,
    kinds={"dim": ONE},
    dense=True,
    example="log_softmax(stack([x, 2*x]), 0)[0]",
)


def _implicit_dim(rank: int) -> int:
    return 0 if rank in (0, 1, 3) else 1


def _softmin(x: Any, /, dim: Any = None) -> Any:
    if dim is None:
        warn("Implicit dimension choice for softmin has been deprecated. Change the call to include dim=X as an argument.")
        dim = _implicit_dim(rank_of(x))
    return softmax(-x, dim=dim)


softmin = Composite(
    "softmin", _softmin, "softmax of -x along a dimension.", rows=(softmax,), example="softmin(stack([x, 2*x]), 0)[0]"
)


# ------------------------------------------------------------------ names whose operation depends on the arguments
def _reducer(all_: Op, along: Op) -> Any:
    """The operation over everything, or along dimensions; torch knows no keepdim without a dim."""

    def body(x: Any, /, dim: Any = UNSET, keepdim: Any = UNSET) -> Any:
        return everything(x, all_, keepdim) if dim is UNSET else along(x, dim=dim, keepdim=keepdim is not UNSET and keepdim)

    return body


def everything(x: Any, all_: Op, keepdim: Any) -> Any:
    """The operation over all elements. Raises TypeError for keepdim, which goes with dim only."""
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
        out = op(x, dim=dim, correction=steps, keepdim=keepdim)
        told_of_freedom(op.name, x, dim, steps)
        return out

    return body


def told_of_freedom(name: str, x: Any, dim: Any, correction: Any) -> None:
    """PyTorch's warning of a variance without degrees of freedom."""
    shape = getattr(x, "shape", ())
    if sizes.numel(shape) - correction * sizes.numel(sizes.reduced(shape, dim, False)) <= 0:
        warn(
            f"{name}(): degrees of freedom is <= 0. Correction should be strictly less than the reduction factor (input numel "
            "divided by output numel)."
        )


VECTOR = "stack([x, 2*x])"
sum: Composite = Composite(
    "sum", _reducer(sum_all, sum_dim), "The sum, over all or some dimensions.", rows=(sum_all, sum_dim), example=f"sum({VECTOR})"
)
mean = Composite(
    "mean",
    _reducer(mean_all, mean_dim),
    "The mean, over all or some dimensions.",
    rows=(mean_all, mean_dim),
    aliases=("average",),
    example=f"mean({VECTOR})",
)
prod = Composite(
    "prod",
    _reducer(prod_all, prod_dim),
    "The product, over all elements or one dimension.",
    rows=(prod_all, prod_dim),
    example=f"prod({VECTOR})",
)
var = Composite(
    "var",
    _spreader(var_op),
    "The variance; divided by n - 1 unless told otherwise.",
    rows=(var_op,),
    kinds={"dim": DIMENSION},
    example=f"var({VECTOR})",
)
std = Composite(
    "std",
    _spreader(std_op),
    "The standard deviation; divided by n - 1 unless told otherwise.",
    rows=(std_op,),
    kinds={"dim": DIMENSION},
    example=f"std({VECTOR})",
)
vector_norm = Composite(
    "vector_norm",
    lambda x, /, ord=2, dim=None, keepdim=False: norm_op(x, p=float(2 if ord is None else ord), dim=dim, keepdim=keepdim),
    "The p-norm of a vector, or of all elements, with p given as ord.",
    rows=(norm_op,),
    example=f"vector_norm({VECTOR}, 3)",
)
logsumexp = logsumexp_op
