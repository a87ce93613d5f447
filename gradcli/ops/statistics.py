"""Quantiles, the most frequent, covariances, areas under points, and counts of what is there.

quantile, cov and trapezoid are composites, as in PyTorch: their nodes are those of what they are made of.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from gradcli.ops import sizes
from gradcli.ops.activation import lerp_tensor
from gradcli.ops.aggregates import any_op
from gradcli.ops.arithmetic import (
    UNSET,
    add_tensor,
    ceil,
    clamp,
    div_true,
    floor,
    is_number,
    isnan,
    logical_not,
    mul,
    sub_tensor,
    where,
    zeros_like,
)
from gradcli.ops.arithmetic import (
    round as rounded,
)
from gradcli.ops.dtypes import TITLES, WHOLE, dtype_of, floats_expected, floats_only, not_for_bool, refused
from gradcli.ops.exponential import sqrt, square
from gradcli.ops.kinds import ANYTHING, DIMENSION, FLAG, INTEGER, NUMBER, ONE, TENSOR, TENSOR_OR_NUMBER, TEXT
from gradcli.ops.linear_algebra import mm
from gradcli.ops.numbered import over_number, times_number
from gradcli.ops.op import Composite, Op, ValuesAndIndices
from gradcli.ops.ordering import _chosen, _scatter, _share, sort_plain
from gradcli.ops.picking import diagonal, gather_op, masked_fill_number
from gradcli.ops.reduction import VECTOR, _norm, _norm_slope, cumsum, norm_op, single, sum_all, sum_dim
from gradcli.ops.several import unbind
from gradcli.ops.shape import (
    flatten,
    narrow,
    rank_of,
    select,
    shape_of,
    squeeze_all,
    squeeze_in_place,
    t,
    to_whole,
    transpose,
    unsqueeze,
    view_op,
)
from gradcli.problems import BackwardError, index_error, runtime_error, type_error

Shape = sizes.Shape
INSERTED = 16  # elements that C++ sorts by insertion
INTERPOLATIONS = ("linear", "lower", "higher", "midpoint", "nearest")
transposed_in_place, unsqueezed_in_place = transpose.renamed("TransposeBackward1"), unsqueeze.renamed("UnsqueezeBackward1")


# ------------------------------------------------------------------ quantiles
def _checked_quantile(x: Any, q: Any, interpolation: str) -> None:
    if rank_of(q) > 1:
        raise runtime_error("quantile() q must be a scalar or 1D tensor")
    if is_number(q) and not 0 <= q <= 1:
        raise runtime_error(f"quantile() q must be in the range [0, 1] but got {q:g}")
    if not sizes.numel(shape_of(x)):
        raise runtime_error("quantile() input tensor must be non-empty")
    if dtype_of(x) not in ("float32", "float64"):
        raise runtime_error("quantile() input tensor must be either float or double dtype")
    if not is_number(q) and dtype_of(x) != dtype_of(q):
        raise runtime_error("quantile() q tensor must be same dtype as the input tensor")
    if interpolation not in INTERPOLATIONS:
        raise runtime_error(
            f"quantile() interpolation must be one of linear, lower, higher, midpoint or nearest, but got {interpolation}"
        )
    if is_number(q):
        return
    from gradcli.ops import arrays

    given = arrays.as_array(getattr(q, "raw", q))
    if not ((given >= 0) & (given <= 1)).all():
        raise runtime_error("quantile() q values must be in the range [0, 1]")


def _sorted_last(x: Any, dim: int | None) -> Any:
    """The elements in order along a new last dimension, or along the last one if it is that."""
    if dim is None:
        return sort_plain(flatten(x), dim=-1, descending=False)[0]
    if dim == rank_of(x) - 1:
        return sort_plain(x, dim=-1, descending=False)[0]
    return sort_plain(transpose(unsqueeze(x, dim=-1), dim0=dim, dim1=-1), dim=-1, descending=False)[0]


def _reduced_to(x: Any, dim: int | None, keepdim: bool) -> Shape:
    if dim is None or not rank_of(x):
        return (1,) * rank_of(x) if keepdim else ()
    return sizes.reduced(shape_of(x), dim, keepdim)


def _ranks(values: Any, q: Any, ignore_nan: bool) -> Any:
    """Where the quantiles stand among the elements in order; at the last one, which is nan, where a nan is among them."""
    if ignore_nan:
        count = sum_dim(to_whole(logical_not(isnan(values)), dtype="int64"), dim=-1, keepdim=True)
        ranks = mul(q, sub_tensor(count, 1))
        return masked_fill_number(ranks, ranks < 0, value=0)
    last = shape_of(values)[-1] - 1
    return masked_fill_number(mul(q, last), any_op(isnan(values), dim=-1, keepdim=True), value=last)


def _quantile_of(name: str, x: Any, q: Any, dim: Any, keepdim: bool, interpolation: str) -> Any:
    _checked_quantile(x, q, interpolation)
    at = None if dim is None else sizes.dimension(dim, rank_of(x))
    lead = () if is_number(q) or not rank_of(q) else (sizes.numel(shape_of(q)),)
    reduced = _reduced_to(x, at, keepdim)
    values = _sorted_last(x, at)
    values = view_op(values, size=(*reduced, shape_of(values)[-1]))
    wanted = _line_of(q, dtype_of(x))
    ranks = _ranks(values, wanted, name == "nanquantile")
    rounding: Mapping[str, Callable[[Any], Any]] = {"lower": floor, "higher": ceil, "nearest": rounded}
    adjust = rounding.get(interpolation)
    ranks = ranks if adjust is None else adjust(ranks)
    ranks = _wide(ranks, (*reduced, shape_of(ranks)[-1]))
    below = to_whole(ranks, dtype="int64")
    out = gather_op(values, below, dim=rank_of(values) - 1)
    if adjust is None:
        weights = ranks - below if interpolation == "linear" else ranks * 0 + 0.5
        above = to_whole(ceil(ranks), dtype="int64")
        out = lerp_tensor(out, gather_op(values, above, dim=rank_of(values) - 1), weights)
    if not lead:
        return squeeze_in_place(out, dim=-1)
    moved = transposed_in_place(unsqueezed_in_place(out, dim=0), dim0=0, dim1=-1)
    return squeeze_in_place(moved, dim=-1)


def _wide(x: Any, shape: Shape) -> Any:
    from gradcli.ops.shape import expand_op

    return x if shape_of(x) == shape else expand_op(x, size=shape)


def _line_of(q: Any, dtype: str) -> Any:
    """What is asked for as a vector; a number as a constant one of a dtype."""
    if not is_number(q):
        return q if rank_of(q) else view_op(q, size=(1,))
    from gradcli.ops import arrays

    return arrays.full((1,), float(q), dtype=dtype)


def _quantiler(name: str, doc: str) -> Composite:
    def body(x: Any, /, q: Any, dim: Any = None, keepdim: bool = False, *, interpolation: str = "linear") -> Any:
        return _quantile_of(name, x, q, dim, keepdim, interpolation)

    return Composite(
        name,
        body,
        doc,
        rows=(sort_plain, gather_op, lerp_tensor),
        kinds={"q": TENSOR_OR_NUMBER, "dim": ONE, "interpolation": TEXT},
        example=f"{name}(stack([x, 2*x, 5*x]), 0.6)",
    )


quantile = _quantiler("quantile", "The number below which a part q of the elements lies.")
nanquantile = _quantiler("nanquantile", "The same, without those that are nan.")


# ------------------------------------------------------------------ the middle of those that are numbers
def _nanmedian_index(m: Any, x: Any, at: int) -> Any:
    """The lower middle of the numbers; among nan alone the first."""
    order = m.argsort(x, axis=at, kind="stable")
    count = m.sum(~m.isnan(x), axis=at, keepdims=True, dtype="int64")
    middle = (count - (count > 0)) // 2
    return m.squeeze(m.take_along_axis(order, middle, axis=at), axis=at)


nanmedian_all: Op = Op(
    "nanmedian",
    lambda m, x, /: _nanmedian(m, x),
    {"x": lambda g, x, out: _share(g, x, out)},
    check=not_for_bool("nanmedian_cpu"),
    shape=lambda x: (),
    elementwise=False,
    internal=True,
)
nanmedian_dim: Op = Op(
    "nanmedian",
    lambda m, x, /, dim, keepdim=False: _chosen(m, x, dim, keepdim, _nanmedian_index),
    {"x": lambda g, indices, shape, dim, keepdim: _scatter(g, indices, tuple(shape), dim, keepdim)},
    grad_fn="NanmedianBackward1",
    check=not_for_bool("nanmedian_out"),
    shape=lambda x, dim, keepdim=False: _not_empty_along(x, dim, keepdim, "median"),
    elementwise=False,
    internal=True,
)


def _nanmedian(m: Any, x: Any) -> Any:
    if not x.size:
        return m.as_array(math.nan).astype(x.dtype)
    return _chosen(m, m.reshape(x, (-1,)), 0, False, _nanmedian_index)[0]


def _not_empty_along(shape: Shape, dim: int, keepdim: bool, name: str) -> Shape:
    at = sizes.dimension(single(dim, name), len(shape))
    if shape and not shape[at]:
        raise index_error(f"{name}(): Expected reduction dim {at} to have non-zero size.")
    return sizes.reduced(shape, dim, keepdim)


def _nanmedian_of(x: Any, /, dim: Any = UNSET, keepdim: Any = UNSET) -> Any:
    if dim is UNSET:
        if keepdim is not UNSET:
            raise type_error('nanmedian() missing 1 required positional arguments: "dim"')
        return nanmedian_all(x)
    return nanmedian_dim(x, dim=dim, keepdim=keepdim is not UNSET and keepdim)


nanmedian = Composite(
    "nanmedian",
    _nanmedian_of,
    "The lower middle of all that are numbers; along a dimension also its index.",
    rows=(nanmedian_all, nanmedian_dim),
    results=ValuesAndIndices,
    kinds={"dim": ONE},
    example=f"nanmedian({VECTOR})",
)


# ------------------------------------------------------------------ the most frequent
def _inserted(m: Any, x: Any, at: int) -> Any:
    """The order in which C++'s library leaves a few elements of which some are nan.

    Each goes in front of those that it is less than: of all, where it is less than the first, and otherwise up to the next nan.
    """
    turned = m.swapaxes(x, at, -1)
    found = []
    for row in m.reshape(turned, (-1, x.shape[at])).tolist():
        order: list[int] = []
        for k, value in enumerate(row):
            place = 0 if order and value < row[order[0]] else k
            while place > 0 and value < row[order[place - 1]]:
                place -= 1
            order.insert(place, k)
        found.append(order)
    return m.swapaxes(m.reshape(m.as_array(found, "int64"), turned.shape), at, -1)


def _mode_index(m: Any, x: Any, at: int) -> Any:
    """The last place of the smallest of the most frequent elements."""
    few = x.shape[at] <= INSERTED and m.isnan(x).any()
    order = _inserted(m, x, at) if few else m.argsort(x, axis=at, kind="stable")
    ordered = m.take_along_axis(x, order, axis=at)
    if not few and m.isnan(x).any():  # which come first
        again = m.argsort(~m.isnan(ordered), axis=at, kind="stable")
        order, ordered = (m.take_along_axis(z, again, axis=at) for z in (order, ordered))
    n = x.shape[at]
    steps = m.reshape(m.arange(n), (-1, *(1,) * (x.ndim - 1 - at)))
    later = _shifted(ordered, at, 1) == _shifted(ordered, at, -1)
    begins = m.concatenate([m.full((*x.shape[:at], 1, *x.shape[at + 1 :]), True), ~later], axis=at)
    first = m.running(m.where(begins, steps, 0), at, True)
    length = steps - first + 1
    best = m.argmax(length, axis=at)
    return m.squeeze(m.take_along_axis(order, m.expand_dims(best, at), axis=at), axis=at)


def _shifted(x: Any, at: int, step: int) -> Any:
    return x[(*(slice(None),) * at, slice(1, None) if step > 0 else slice(None, -1))]


mode = Op(
    "mode",
    lambda m, x, /, dim=-1, keepdim=False: _chosen(m, x, dim, keepdim, _mode_index),
    {"x": lambda g, indices, shape, dim, keepdim: _scatter(g, indices, tuple(shape), dim, keepdim)},
    "The most frequent element along a dimension, the smallest of several, and its index.",
    shape=lambda x, dim=-1, keepdim=False: _not_empty_along(x, dim, keepdim, "mode"),
    elementwise=False,
    kinds={"dim": ONE},
    results=ValuesAndIndices,
    example="mode(stack([x, 2*x, x])).values",
)


# ------------------------------------------------------------------ covariances
def _cov(x: Any, /, *, correction: int = 1, fweights: Any = None, aweights: Any = None) -> Any:
    if rank_of(x) > 2:
        raise runtime_error(
            f"cov(): expected input to have two or fewer dimensions but got an input with {rank_of(x)} dimensions"
        )
    if dtype_of(x) == "bool":
        raise runtime_error("cov(): bool dtype is not supported for input")
    lines = x if rank_of(x) == 2 else view_op(x, size=(1, sizes.numel(shape_of(x))))
    count = shape_of(lines)[1]
    weights = _weights(fweights, aweights, count)
    total = float(count) if weights is None else sum_all(weights)
    weighted = lines if weights is None else mul(lines, weights)
    mean = div_true(sum_dim(weighted, dim=1), total)
    freedom: Any
    if weights is None:
        freedom = float(max(count - correction, 0))
    elif not correction or aweights is None:
        freedom = clamp(total - correction, min=0)
    else:
        freedom = clamp(total - correction * div_true(sum_all(mul(weights, aweights)), total), min=0)
    lines = sub_tensor(lines, unsqueeze(mean, dim=1))
    weighted = lines if weights is None else mul(lines, weights)
    return squeeze_all(div_true(mm(lines, t(weighted)), freedom))


def _weights(fweights: Any, aweights: Any, count: int) -> Any:
    """What each observation counts; None if all count alike."""
    for name, given, wanted in (("fweights", fweights, "integral"), ("aweights", aweights, "floating point")):
        if given is None:
            continue
        if rank_of(given) > 1:
            raise runtime_error(
                f"cov(): expected {name} to have one or fewer dimensions but got {name} with {rank_of(given)} dimensions"
            )
        if (dtype_of(given) in WHOLE) != (wanted == "integral"):
            raise runtime_error(
                f"cov(): expected {name} to have {wanted} dtype but got {name} with {TITLES[dtype_of(given)]} dtype"
            )
        if sizes.numel(shape_of(given)) != count:
            raise runtime_error(
                f"cov(): expected {name} to have the same numel as there are observations in the input but got "
                f"{sizes.numel(shape_of(given))} != {count}"
            )
    if fweights is None or aweights is None:
        return fweights if aweights is None else aweights
    return mul(fweights, aweights)


cov = Composite(
    "cov",
    _cov,
    "The covariances of variables, one a row.",
    rows=(mm,),
    kinds={"correction": INTEGER, "fweights": TENSOR, "aweights": TENSOR},
    example="cov(stack([stack([x, 1.0, 2.0]), stack([2.0, x, 1.0])])).sum()",
)


def _corrcoef(x: Any, /) -> Any:
    if rank_of(x) > 2:
        raise runtime_error(
            f"corrcoef(): expected input to have two or fewer dimensions but got an input with {rank_of(x)} dimensions"
        )
    c = cov(x)
    if not rank_of(c):
        return div_true(c, c)
    size = sqrt(diagonal(c, offset=0, dim1=0, dim2=1))
    n = shape_of(size)[0]
    c = div_true(div_true(c, view_op(size, size=(n, 1))), view_op(size, size=(1, n)))
    return clamp(c, min=-1, max=1)


corrcoef = Composite(
    "corrcoef",
    _corrcoef,
    "The correlations of variables, one a row.",
    rows=(mm,),
    example="corrcoef(stack([stack([x, 1.0, 2.0]), stack([2.0, x, 1.0])])).sum()",
)


# ------------------------------------------------------------------ areas
def _halves(y: Any, dim: int) -> Any:
    """The sums of neighbours along a dimension."""
    n = shape_of(y)[dim]
    return add_tensor(_range(y, dim, 0, n - 1), _range(y, dim, 1, n))


def _range(x: Any, dim: int, start: int, stop: int) -> Any:
    return narrow(x, dim=dim, start=start, stop=max(stop, start), step=1)


def _widths(x: Any, y: Any, dim: int, name: str) -> Any:
    """How far the points lie apart along a dimension of y."""
    shape = shape_of(y)
    if rank_of(x) == 1:
        if shape_of(x)[0] != shape[dim]:
            raise runtime_error(f"{name}: There must be one `x` value for each sample point")
        x = view_op(x, size=tuple([shape[dim] if k == dim else 1 for k in range(len(shape))]))
    elif rank_of(x) < len(shape):
        x = view_op(x, size=(*(1,) * (len(shape) - rank_of(x)), *shape_of(x)))
    n = shape_of(x)[dim]
    return sub_tensor(_range(x, dim, 1, n), _range(x, dim, 0, n - 1))


def _ready(y: Any, x: Any, dim: int, name: str) -> int:
    if dtype_of(y) == "bool" or (x is not None and dtype_of(x) == "bool"):
        raise runtime_error(
            f"{name}: received a bool input for `{'y' if dtype_of(y) == 'bool' else 'x'}`, but bool is not supported"
        )
    return sizes.dimension(dim, rank_of(y))


def _trapezoid(y: Any, x: Any = None, /, *, dx: float = 1, dim: int = -1) -> Any:
    at = _ready(y, x, dim, "trapezoid")
    if not rank_of(y):
        raise index_error(f"Dimension specified as {dim if x is None else 0} but tensor has no dimensions")
    n = shape_of(y)[at]
    if not n:
        return zeros_like(sum_dim(y, dim=at))
    if x is None or not rank_of(x):
        if x is not None:
            raise runtime_error("trapezoid: `x` has to have dimensions here")
        ends = add_tensor(select(y, dim=at, at=0), select(y, dim=at, at=-1))
        return times_number(sub_tensor(sum_dim(y, dim=at), times_number(ends, 0.5)), dx)
    return over_number(sum_dim(mul(_halves(y, at), _widths(x, y, at, "trapezoid")), dim=at), 2.0)


def _cumulative_trapezoid(y: Any, x: Any = None, /, *, dx: float = 1, dim: int = -1) -> Any:
    at = _ready(y, x, dim, "cumulative_trapezoid")
    if not rank_of(y):
        raise index_error("slice() cannot be applied to a 0-dim tensor.")
    if x is None:
        return cumsum(times_number(_halves(y, at), dx / 2.0), dim=at)
    return over_number(cumsum(mul(_halves(y, at), _widths(x, y, at, "cumulative_trapezoid")), dim=at), 2.0)


trapezoid = Composite(
    "trapezoid",
    _trapezoid,
    "The area under points, by trapezoids; the points lie dx apart, or at x.",
    rows=(sum_dim,),
    aliases=("trapz",),
    required=1,
    kinds={"dx": NUMBER, "dim": ONE, "x": TENSOR},
    example="trapezoid(stack([x, x**2, 3*x]))",
)
cumulative_trapezoid = Composite(
    "cumulative_trapezoid",
    _cumulative_trapezoid,
    "The running areas under points, by trapezoids.",
    rows=(cumsum,),
    required=1,
    kinds={"dx": NUMBER, "dim": ONE, "x": TENSOR},
    example="cumulative_trapezoid(stack([x, x**2, 3*x])).sum()",
)
dist = Op(
    "dist",
    lambda m, x, y, /, p=2: _norm(m, x - y, p, None, False),
    {
        "x": lambda g, x, y, out, p, shapes: _norm_slope(g, x - y, out, sizes.broadcast(*shapes), p, None),
        "y": lambda g, x, y, out, p, shapes: _negative(_norm_slope(g, x - y, out, sizes.broadcast(*shapes), p, None)),
    },
    "The p-norm of the difference.",
    check=floats_expected("norm(): input dtype should be either floating point or complex. Got {} instead."),
    shape=lambda x, y, p=2: sizes.broadcast(x, y) and (),
    elementwise=False,
    kinds={"p": NUMBER},
    example=f"dist({VECTOR}, stack([1.0, x]))",
)


def _negative(g: Any) -> Any:
    if g is None:  # which PyTorch cannot turn around
        raise BackwardError(
            "RuntimeError",
            "Expected a proper Tensor but got None (or an undefined Tensor in C++) for argument #0 'self'",
        )
    return -g


def _renormed(m: Any, x: Any, p: float, dim: int, maxnorm: float) -> Any:
    """The parts along a dimension, those whose norm is too large made shorter."""
    axes = tuple(k for k in range(x.ndim) if k != dim % x.ndim)
    size = _norm(m, x, float(p), axes, True)
    return m.where(size > maxnorm, x * (maxnorm / (size + 1e-7)), x).astype(x.dtype)


def _renorm_slope(g: Any, x: Any, shape: Shape, p: float, dim: int, maxnorm: float) -> Any:
    """PyTorch's renorm_backward."""
    at = sizes.dimension(dim, len(shape))
    axes = tuple(k for k in range(len(shape)) if k != at)
    size = norm_op(x, p=float(p), dim=axes, keepdim=True)
    along = sum_dim(x * g, dim=axes, keepdim=True)
    of_size = _norm_slope(along, x, size, shape, float(p), axes)
    short = 1 / (size + 1e-7)
    return where(size > maxnorm, maxnorm * (short * g - square(short) * of_size), g)


def _renorm_shape(shape: Shape, p: float, dim: int, maxnorm: float) -> Shape:
    if not p > 0:
        raise runtime_error("renorm: non-positive-norm not supported")
    if maxnorm < 0:
        raise runtime_error(f"renorm: expected maxnorm to be >= 0 but got {maxnorm:g}")
    if len(shape) < 2:
        raise runtime_error(f"renorm: input needs at least 2 dimensions, got {len(shape)} dimensions")
    sizes.dimension(dim, len(shape))
    return shape


renorm = Op(
    "renorm",
    lambda m, x, /, p, dim, maxnorm: _renormed(m, x, p, dim, maxnorm),
    {"x": lambda g, x, shape, p, dim, maxnorm: _renorm_slope(g, x, tuple(shape), p, dim, maxnorm)},
    "The parts along a dimension, those whose p-norm is larger than maxnorm made that long.",
    check=floats_only("renorm_scale_factor_cpu"),
    shape=_renorm_shape,
    elementwise=False,
    in_place=True,
    kinds={"p": NUMBER, "maxnorm": NUMBER, "dim": INTEGER},
    example="renorm(stack([stack([x, 2*x]), stack([x, x])]), 2, 0, 1.0).sum()",
)


# ------------------------------------------------------------------ counts: no gradient
count_nonzero = Op(
    "count_nonzero",
    lambda m, x, /, dim=None: m.sum(x != 0, axis=sizes.dimensions(dim, x.ndim), dtype="int64"),
    doc="How many elements are not 0; no gradient.",
    shape=lambda x, dim=None: sizes.reduced(x, dim),
    elementwise=False,
    kinds={"dim": DIMENSION},
    example=f"count_nonzero({VECTOR})*x",
)


def _counts(m: Any, x: Any, weights: Any, minlength: int) -> Any:
    if x.ndim != 1 or (x.size and int(x.min()) < 0):
        raise runtime_error("bincount only supports 1-d non-negative integral inputs.")
    if weights is not None and weights.size != x.size:
        raise runtime_error("weights should be 1-d and have the same length as input")
    if minlength < 0:
        raise runtime_error("minlength should be >= 0")
    n = max(minlength, int(x.max()) + 1 if x.size else 0)
    sizes.checked((n,), "bincount")
    single_precision = weights is not None and weights.dtype.name == "float32"
    out = m.zeros((n,), dtype="int64" if weights is None else "float32" if single_precision else "float64")
    m.add_at(out, x, 1 if weights is None else weights)
    return out


bincount_op = Op(
    "bincount",
    lambda m, places, /, minlength: _counts(m, places, None, minlength),
    shape=lambda places, minlength: places,
    elementwise=False,
    internal=True,
)
bincount_weighted = Op(
    "bincount",
    lambda m, places, weights, /, minlength: _counts(m, places, weights, minlength),
    shape=lambda places, weights, minlength: places,
    elementwise=False,
    as_is=("places", "weights"),
    internal=True,
)


def _bincount(x: Any, weights: Any = None, /, minlength: int = 0) -> Any:
    if dtype_of(x) not in WHOLE or dtype_of(x) == "bool":
        raise refused("bincount_cpu", dtype_of(x))
    if weights is None:
        return bincount_op(x, minlength=minlength)
    return bincount_weighted(x, weights, minlength=minlength)


bincount = Composite(
    "bincount",
    _bincount,
    "How often each whole number from 0 on occurs; no gradient.",
    rows=(bincount_op,),
    required=1,
    kinds={"minlength": INTEGER, "weights": TENSOR},
    example="(bincount([0, 1, 1])*x).sum()",
)


def _histogram(m: Any, x: Any, bins: int, low: float, high: float) -> Any:
    values = m.numbers(m.reshape(x, (-1,)))
    if low == high and values.size:
        low, high = float(values.min()), float(values.max())
    if low == high:
        low, high = low - 1, high + 1
    if not (math.isfinite(low) and math.isfinite(high)):
        raise runtime_error(f"range of [{low:g}, {high:g}] is not finite")
    if low > high:
        raise runtime_error("torch.histc: max must be larger than min")
    inside = values[(values >= low) & (values <= high)]
    places = m.minimum(((inside - low) / (high - low) * bins).astype("int64"), bins - 1)
    out = m.zeros((bins,), dtype=x.dtype)
    m.add_at(out, places, 1)
    return out


histc = Op(
    "histc",
    lambda m, x, /, bins=100, min=0, max=0: _histogram(m, x, bins, float(min), float(max)),
    doc="How many elements lie in each of so many bins of one width; no gradient.",
    check=floats_only("histogram_cpu"),
    shape=lambda x, bins=100, min=0, max=0: _bins(bins),
    elementwise=False,
    kinds={"bins": INTEGER, "min": NUMBER, "max": NUMBER},
    example=f"(histc({VECTOR}.detach(), 3)*x).sum()",
)


def _bins(bins: int) -> Shape:
    if bins <= 0:
        raise runtime_error(f"torch.histogram(): bins must be > 0, but got {bins} for dimension 0")
    return (bins,)


# ------------------------------------------------------------------ the different ones
unique_op = Op(
    "unique",
    lambda m, places, /, dim: m.unique(places, dim),  # so called, as its size is known by its elements alone
    {"places": lambda g: _no_slope("_unique2")},
    grad_fn="Unique2Backward0",
    shape=lambda places, dim: _in_reach(places, dim),
    elementwise=False,
    internal=True,
)
unique_rows = unique_op.renamed("UniqueDimBackward0")
unique_rows.rules, unique_rows.plans = {"places": lambda g: _no_slope("unique_dim")}, {}


def _in_reach(shape: Shape, dim: int | None) -> Shape:
    if dim is not None:
        sizes.dimension(dim, len(shape))
    return shape


def _no_slope(name: str) -> Any:
    raise BackwardError("NotImplementedError", f"the derivative for '{name}' is not implemented.")


def _unique(  # in order, whether or not that is asked for
    x: Any,
    /,
    sorted: bool = True,  # noqa: ARG001
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: Any = None,
) -> Any:
    row = unique_op if dim is None else unique_rows
    values, places, counts = row(x, dim=dim)
    found = (values, *((places,) if return_inverse else ()), *((counts,) if return_counts else ()))
    return found[0] if len(found) == 1 else found


unique = Composite(
    "unique",
    _unique,
    "The different elements in order; PyTorch has no derivative for it.",
    rows=(unique_op,),
    kinds={"sorted": FLAG, "return_inverse": FLAG, "return_counts": FLAG, "dim": ANYTHING},
    example="(unique([2.0, 1.0, 2.0])*x).sum()",
)


# ------------------------------------------------------------------ where there is something
def _places_of(m: Any, x: Any) -> Any:
    places = m.nonzero(m.reshape(x, (1,)) if not x.ndim else x)
    return m.transpose(m.stack(places, axis=0)[: x.ndim])


nonzero_op = Op(
    "nonzero",
    lambda m, places, /: _places_of(m, places),
    shape=lambda places: (sizes.numel(places), len(places)),
    elementwise=False,
    internal=True,
)


def _nonzero(x: Any, /, *, as_tuple: bool = False) -> Any:
    found = nonzero_op(x)
    if not as_tuple:
        return found
    return tuple(unbind(found if rank_of(x) else nonzero_op(unsqueeze(x, dim=0)), dim=1))


nonzero = Composite(
    "nonzero",
    _nonzero,
    "The indices of all elements that are not 0, one a row; no gradient.",
    rows=(nonzero_op,),
    kinds={"as_tuple": FLAG},
    example=f"(nonzero({VECTOR})*x).sum()",
)
argwhere = Composite(
    "argwhere",
    lambda x, /: nonzero_op(x),
    "The indices of all elements that are not 0, one a row; no gradient.",
    rows=(nonzero_op,),
    example=f"(argwhere({VECTOR})*x).sum()",
)
isin = Op(
    "isin",
    lambda m, x, y, /, *, assume_unique=False, invert=False: m.isin(x, y, assume_unique, invert),
    doc="Whether each element is among others; no gradient.",
    dtype="bool",
    shape=lambda x, y, assume_unique=False, invert=False: x,
    elementwise=False,
    kinds={"assume_unique": FLAG, "invert": FLAG, "x": TENSOR_OR_NUMBER, "y": TENSOR_OR_NUMBER},
    example="where(isin(x, [1.0, 2.0]), 0, x)",
)


# ------------------------------------------------------------------ places among elements in order
def _searched(m: Any, borders: Any, x: Any, right: bool) -> Any:
    """The place of each element, row by row where the borders have rows."""
    side = "right" if right else "left"
    if borders.ndim == 1:
        return m.searchsorted(borders, x, side)
    out = m.zeros(x.shape, dtype="int64")
    lines, wanted, found = (m.reshape(z, (-1, z.shape[-1])) for z in (borders, x, out))
    for k in range(lines.shape[0]):
        found[k] = m.searchsorted(lines[k], wanted[k], side)
    return m.reshape(found, x.shape)


searched = Op(
    "searchsorted",
    lambda m, borders, x, /, right: _searched(m, borders, x, right),
    shape=lambda borders, x, right: x,
    elementwise=False,
    internal=True,
)


def _side(right: bool, side: Any) -> bool:
    if side not in (None, "left", "right"):
        raise runtime_error(f"torch.searchsorted(): side can only be 'left' or 'right' but got {side}")
    if right and side == "left":
        raise runtime_error(
            "torch.searchsorted(): side and right can't be set to opposites, got side of left while right was True"
        )
    return bool(right) or side == "right"


def _searchsorted(
    sorted_sequence: Any, x: Any, /, *, out_int32: bool = False, right: bool = False, side: Any = None, sorter: Any = None
) -> Any:
    if sorter is not None:
        raise runtime_error("searchsorted with a sorter is not known to gradcli")
    if not rank_of(sorted_sequence):
        raise runtime_error("torch.searchsorted(): boundaries tensor should have positive dimension, but got 0 dimension")
    if rank_of(sorted_sequence) > 1 and shape_of(sorted_sequence)[:-1] != shape_of(x)[:-1]:
        raise runtime_error(
            "torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries tensor and "
            f"input value tensor must match, but we got boundaries tensor {sizes.text(shape_of(sorted_sequence))} and input "
            f"value tensor {sizes.text(shape_of(x))}"
        )
    found = searched(sorted_sequence, x, right=_side(right, side))
    return to_whole(found, dtype="int32") if out_int32 else found


searchsorted = Composite(
    "searchsorted",
    _searchsorted,
    "Where elements would stand among others that are in order; no gradient.",
    rows=(searched,),
    kinds={"out_int32": FLAG, "right": FLAG, "side": ANYTHING, "sorter": TENSOR, "x": TENSOR_OR_NUMBER},
    example="(searchsorted([1.0, 2.0], x) + 1)*x",
)


def _bucketize(x: Any, boundaries: Any, /, *, out_int32: bool = False, right: bool = False) -> Any:
    if rank_of(boundaries) != 1:
        raise runtime_error(f"boundaries tensor must be 1 dimension, but got dim({rank_of(boundaries)})")
    found = searched(boundaries, x, right=bool(right))
    return to_whole(found, dtype="int32") if out_int32 else found


bucketize = Composite(
    "bucketize",
    _bucketize,
    "Between which boundaries elements lie; no gradient.",
    rows=(searched,),
    kinds={"out_int32": FLAG, "right": FLAG, "x": TENSOR_OR_NUMBER},
    example="(bucketize(x, [1.0, 2.0]) + 1)*x",
)
