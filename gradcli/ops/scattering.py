"""Elements picked and written by masks and by lists of indices, where picking.py does not: take, index_add, scatter_reduce.

What is written: a copy of the tensor with others elements in it; in place it is the tensor itself. Texts of refusals are those of
the spellings in place, as in PyTorch.
"""

from __future__ import annotations

from typing import Any

from gradcli.ops import sizes
from gradcli.ops.arithmetic import eq, is_number, logical_and, where, zeros_like
from gradcli.ops.dtypes import TITLES, dtype_of, fitted
from gradcli.ops.kinds import FLAG, NUMBER, TENSOR, TENSOR_OR_NUMBER, TEXT
from gradcli.ops.linear_algebra import _any
from gradcli.ops.op import Composite, Op
from gradcli.ops.picking import (
    _data,
    _line,
    _places,
    _scatter_checks,
    _whole_source,
    beyond,
    gather_op,
    index_select_op,
    masked_fill_number,
    scatter_add_op,
    scatter_number,
)
from gradcli.ops.reduction import sum_all
from gradcli.ops.shape import cat_op, rank_of, reshape, shape_of, to, zeros_op
from gradcli.ops.slopes import is_recorded
from gradcli.problems import BackwardError, index_error, runtime_error

Shape = sizes.Shape
WHOLE_INDICES = ("int32", "int64", "int")


# ------------------------------------------------------------------ of all elements
def _taken(m: Any, x: Any, places: Any) -> Any:
    if not places.size:
        return m.zeros(places.shape, dtype=x.dtype)
    return m.reshape(m.take(m.reshape(x, (-1,)), m.reshape(places, (-1,))), places.shape)


def _put(m: Any, x: Any, places: Any, size: Shape) -> Any:
    out = m.zeros((sizes.numel(size),), dtype=x.dtype)
    if places.size:
        m.add_at(out, m.reshape(places, (-1,)), m.reshape(x, (-1,)))
    return m.reshape(out, size)


take_op: Op = Op(
    "take",
    lambda m, x, places, /: _taken(m, x, places),
    {"x": lambda g, x, places: put(g, places, size=shape_of(x))},
    "The elements whose indices among all of them are given.",
    shape=lambda x, places: places,
    elementwise=False,
    as_is=("places",),
    internal=True,
)
put: Op = Op(
    "put",
    lambda m, x, places, /, size: _put(m, x, places, size),
    {"x": lambda g, places: take_op(g, places)},
    "Zeros of a size, with elements added where their indices say.",
    shape=lambda x, places, size: tuple(size),
    elementwise=False,
    as_is=("places",),
    internal=True,
)


def _take(x: Any, /, index: Any) -> Any:
    if dtype_of(index) not in ("int64", "int"):
        raise runtime_error(f"take(): Expected a long tensor for index, but got {TITLES[dtype_of(index)]}")
    count, places = sizes.numel(shape_of(x)), _data(index)
    if places.size and not count:
        raise index_error("take(): tried to take from an empty tensor")
    bad = places[(places < -count) | (places >= count)]
    if bad.size:
        raise index_error(f"out of range: tried to access index {int(bad.ravel()[0])} on a tensor of {count} elements.")
    return take_op(x, index)


take = Composite(
    "take",
    _take,
    "The elements whose indices among all of them are given.",
    rows=(take_op,),
    kinds={"index": TENSOR},
    example="take(stack([x, x**2]), [1, 1]).sum()",
)


# ------------------------------------------------------------------ where a mask says
def _selected(m: Any, x: Any, places: Any) -> Any:
    shape = sizes.broadcast(x.shape, places.shape)
    return m.broadcast_to(x, shape)[m.broadcast_to(places, shape)]


def _unselected(m: Any, x: Any, places: Any, size: Shape) -> Any:
    out = m.zeros(size, dtype=x.dtype)
    out[m.broadcast_to(places, size)] = x
    return out


masked_select_op: Op = Op(
    "masked_select",
    lambda m, x, places, /: _selected(m, x, places),
    {"x": lambda g, x, places: unselected(g, places, size=sizes.broadcast(shape_of(x), shape_of(places)))},
    "The elements where a mask says, in a row.",
    shape=lambda x, places: sizes.broadcast(x, places),
    elementwise=False,
    as_is=("places",),
    internal=True,
)
unselected: Op = Op(
    "masked_scatter",
    lambda m, x, places, /, size: _unselected(m, x, places, size),
    {"x": lambda g, places: masked_select_op(g, places)},
    "Zeros of a size, with elements put where a mask says.",
    shape=lambda x, places, size: tuple(size),
    elementwise=False,
    as_is=("places",),
    internal=True,
)


def masked_select(x: Any, mask: Any) -> Any:
    """The elements where a mask says, in a row. Raises as PyTorch if it is none."""
    if dtype_of(mask) != "bool":
        raise runtime_error("masked_select: expected BoolTensor for mask")
    sizes.broadcast(shape_of(mask), shape_of(x))
    return masked_select_op(x, mask)


masked_select_function = Composite(
    "masked_select",
    lambda x, mask, /: masked_select(x, mask),
    "The elements where a mask says, in a row.",
    rows=(masked_select_op,),
    example="masked_select(stack([x, x**2]), [True, False]).sum()",
)


def _from_source(m: Any, x: Any, places: Any, source: Any) -> Any:
    shape = sizes.broadcast(x.shape, places.shape)
    out = m.contiguous(m.broadcast_to(x, shape))
    chosen = m.broadcast_to(places, shape)
    count = int(_plain_sum(chosen))
    if count > source.size:
        raise runtime_error("Number of elements of source < number of ones in mask")
    if count:
        out[chosen] = m.reshape(source, (-1,))[:count]
    return out


def _plain_sum(mask: Any) -> int:
    return int(mask.sum())


def _rest_of_source(g: Any, places: Any, shapes: Any, dtypes: Any) -> Any:
    """The gradient of what was used of a source, zeros behind it."""
    used = masked_select_op(g, places)
    size, count = tuple(shapes[2]), shape_of(used)[0]
    missing = sizes.numel(size) - count
    if missing:
        used = cat_op(used, zeros_op(size=(missing,), dtype=dtypes[2]), dim=0)
    return reshape(used, size=size)


masked_scatter_op: Op = Op(
    "masked_scatter",
    lambda m, x, places, source, /: _from_source(m, x, places, source),
    {
        "x": lambda g, places: masked_fill_number(g, places, value=0),
        "source": lambda g, places, shapes, dtypes: _rest_of_source(g, places, shapes, dtypes),
    },
    "The elements of another tensor, one after the other, where a mask says.",
    shape=lambda x, places, source: sizes.broadcast(places, x),
    elementwise=False,
    as_is=("places",),
    internal=True,
)


def _masked_scatter(x: Any, mask: Any, source: Any, /) -> Any:
    if dtype_of(x) != dtype_of(source):
        names = (TITLES[dtype_of(x)], TITLES[dtype_of(source)])
        raise runtime_error("masked_scatter: expected self and source to have same dtypes but got{} and {}".format(*names))
    if dtype_of(mask) != "bool":
        raise runtime_error(f"masked_scatter_ only supports boolean masks, but got mask with dtype {TITLES[dtype_of(mask)]}")
    return masked_scatter_op(x, mask, source)


masked_scatter = Composite(
    "masked_scatter",
    _masked_scatter,
    "The elements of another tensor, one after the other, where a mask says.",
    rows=(masked_scatter_op,),
    in_place=True,
    example="masked_scatter(stack([x, x**2]), [True, False], stack([3*x])).sum()",
)


# ------------------------------------------------------------------ parts of a dimension
def _here(dim: int, places: Any) -> tuple[Any, ...]:
    """The parts of a dimension that are named."""
    return (*(slice(None),) * dim, places.reshape(-1))


def _spread(m: Any, x: Any, source: Any) -> tuple[Any, Any]:
    """A copy of x in which one may write, with one dimension at least, and the source likewise."""
    out = m.contiguous(x)
    return _line(m, out), source if source.ndim or not x.ndim else m.reshape(source, (1,) * x.ndim)


def _parts_added(m: Any, x: Any, places: Any, source: Any, dim: int, alpha: Any) -> Any:
    out, parts = _spread(m, x, source)
    if places.size and x.size:
        m.add_at(out, _here(dim, places), parts if alpha == 1 else parts * alpha)
    return m.reshape(out, x.shape)


def _parts_copied(m: Any, x: Any, places: Any, source: Any, dim: int) -> Any:
    out, parts = _spread(m, x, source)
    if places.size:
        out[_here(dim, places)] = parts
    return m.reshape(out, x.shape)


def _parts_filled(m: Any, x: Any, places: Any, value: Any, dim: int) -> Any:
    out = _line(m, m.contiguous(x))
    if places.size:
        out[_here(dim, places)] = value
    return m.reshape(out, x.shape)


def _own_part(g: Any, places: Any, shape: Shape, dim: int, alpha: Any = 1) -> Any:
    """What reaches a source: the parts of the gradient at its indices."""
    if not sizes.numel(shape_of(g)) and sizes.numel(shape):  # a part of nothing
        raise BackwardError("RuntimeError", "index_select(): self indexing axis dim should be positive")
    part = index_select_op(g, places, dim=dim)
    part = part if shape_of(part) == shape else reshape(part, size=shape)
    return part if alpha == 1 else part * alpha


index_add_op: Op = Op(
    "index_add",
    lambda m, x, places, source, /, dim, alpha: _parts_added(m, x, places, source, dim, alpha),
    {
        "x": lambda g: g,
        "source": lambda g, places, source, dim, alpha: _own_part(g, places, shape_of(source), dim, alpha),
    },
    "A tensor with parts of another added to those that are named.",
    shape=lambda x, places, source, dim, alpha: x,
    elementwise=False,
    as_is=("places",),
    internal=True,
)
index_copy_op: Op = Op(
    "index_copy",
    lambda m, x, places, source, /, dim: _parts_copied(m, x, places, source, dim),
    {
        "x": lambda g, places, dim: index_fill_number(g, places, dim=dim, value=0),
        "source": lambda g, places, source, dim: _own_part(g, places, shape_of(source), dim),
    },
    "A tensor with parts of another in place of those that are named.",
    shape=lambda x, places, source, dim: x,
    elementwise=False,
    as_is=("places",),
    internal=True,
)
index_fill_number: Op = Op(
    "index_fill",
    lambda m, x, places, /, dim, value: _parts_filled(m, x, places, fitted(m, value, x.dtype) if value else value, dim),
    {"x": lambda g, places, dim: index_fill_number(g, places, dim=dim, value=0)},
    "A tensor with a number in the parts that are named.",
    shape=lambda x, places, dim, value: x,
    elementwise=False,
    as_is=("places",),
    internal=True,
)
index_fill_tensor: Op = Op(
    "index_fill",
    lambda m, x, places, value, /, dim: _parts_filled(m, x, places, value, dim),
    {
        "x": lambda g, places, dim: index_fill_number(g, places, dim=dim, value=0),
        "value": lambda g, places, dim: sum_all(index_select_op(g, _each_once(g, places, dim), dim=dim)),
    },
    "A tensor with the number of a 0-d tensor in the parts that are named.",
    grad_fn="IndexFillBackward1",
    shape=lambda x, places, value, dim: x,
    elementwise=False,
    as_is=("places", "value"),
    internal=True,
)


def _each_once(x: Any, places: Any, dim: int) -> Any:
    """Indices without those that occur again. Raises as PyTorch's own backward does for those below 0."""
    from gradcli.ops import arrays

    found = arrays.unique(arrays.as_array(_data(places)), None)[0]
    if (found < 0).any():
        raise BackwardError(*beyond(x, dim, int(found[0])))
    return found


def _counted(shape: Shape, at: int) -> int:
    return shape[at] if shape else 1


def _in_reach(index: Any, size: int, at: int, prefix: str = "", negative: bool = False, error: Any = index_error) -> None:
    places = _data(index)
    bad = places[(places < (-size if negative else 0)) | (places >= size)]
    if bad.size:
        raise error(f"{prefix}index {int(bad.ravel()[0])} is out of bounds for dimension {at} with size {size}")


def _index_add(x: Any, /, dim: int, index: Any, source: Any, *, alpha: Any = 1) -> Any:
    at = sizes.dimension(dim, rank_of(x))
    title = TITLES[dtype_of(index)]
    if rank_of(index) > 1:
        found = f"got dim: {rank_of(index)} with type: {title} and size: {sizes.text(shape_of(index))}"
        raise index_error(f"index_add_(): Index is supposed to be a vector, but {found}")
    if dtype_of(index) not in WHOLE_INDICES:
        raise runtime_error(f"index_add_(): Expected dtype int32/int64 for index but got: {title}")
    if dtype_of(x) != dtype_of(source):
        pair = f"self ({TITLES[dtype_of(x)]}) and source ({TITLES[dtype_of(source)]})"
        raise runtime_error(f"index_add_(): {pair} must have the same scalar type")
    shape, parts, count = shape_of(x), shape_of(source), sizes.numel(shape_of(index))
    if (parts[at] if at < len(parts) else 1) != count:
        raise runtime_error(
            f"index_add_(): Number of indices ({count}) should be equal to source.size(dim): "
            f"({parts[at] if parts else 1}), for dim: {at}"
        )
    _same_others(shape, parts, at, count)
    if len(shape) < 2:
        _each_within(index, _counted(shape, at))
    elif sizes.numel(shape):  # PyTorch writes nothing into nothing, wherever that is
        _in_reach(index, _counted(shape, at), at, error=runtime_error)
    return index_add_op(x, index, source, dim=at, alpha=alpha)


def _each_within(index: Any, size: int) -> None:
    """Raise PyTorch's IndexError for an index beyond a vector."""
    places = _data(index)
    if ((places < 0) | (places >= size)).any():
        raise index_error("index out of range in self")


def _same_others(shape: Shape, parts: Shape, at: int, count: int) -> None:
    """The other dimensions of the source are those of the tensor."""
    if not shape or (not parts and not shape):
        return
    wanted = (*shape[:at], count, *shape[at + 1 :])
    if parts != wanted:
        raise runtime_error(
            f"source tensor shape must match self tensor shape, excluding the specified dimension. Got self.shape = "
            f"{sizes.text(shape)} source.shape = {sizes.text(parts)}"
        )


def _index_copy(x: Any, /, dim: int, index: Any, source: Any) -> Any:
    at = sizes.dimension(dim, rank_of(x))
    if rank_of(index) >= 2:
        raise index_error(f"index_copy_(): Index should have dimension 1 or 0 (got {rank_of(index)})")
    shape, parts, count = shape_of(x), shape_of(source), sizes.numel(shape_of(index))
    if not parts and count != 1:
        raise index_error(f"index_copy_(): When source is scalar, index should have one element (got {count})")
    if len(parts) != len(shape) and parts and shape:
        raise index_error(
            "index_copy_(): When source and destination are not scalars, their dimensionality must match. Source dimensionality "
            f"({len(parts)}), destination dimensionality ({len(shape)})"
        )
    if dtype_of(index) not in ("int64", "int"):
        raise runtime_error(f"index_copy_(): Expected a long tensor for index, but got {TITLES[dtype_of(index)]}")
    if dtype_of(x) != dtype_of(source):
        pair = f"(self) {TITLES[dtype_of(x)]} and (source) {TITLES[dtype_of(source)]}"
        raise runtime_error(f"index_copy_(): self and source expected to have the same dtype, but got {pair}")
    own, other = ((*s[:at], *s[at + 1 :]) for s in (shape, parts))
    if parts and own != other:
        raise runtime_error(
            "index_copy_(): Source/destination tensor must have same slice shapes. Destination slice shape: "
            f"{' '.join(map(str, own))} at dimension {at} and source slice shape: {' '.join(map(str, other))} at dimension 0."
        )
    if parts and count != parts[at]:
        raise index_error(f"index_copy_(): Number of indices ({count}) should be equal to source.size(dim) ({parts[at]})")
    _in_reach(index, _counted(shape, at), at, "index_copy_(): ")
    return index_copy_op(x, index, source, dim=at)


def _index_fill(x: Any, /, dim: int, index: Any, value: Any) -> Any:
    if not is_number(value) and rank_of(value):
        raise runtime_error(
            f"index_fill_ only supports a 0-dimensional value tensor, but got tensor with {rank_of(value)} dimension(s)."
        )
    if dtype_of(index) not in ("int64", "int"):
        raise index_error("index_fill_(): Expected dtype int64 for index.")
    at = sizes.dimension(dim, rank_of(x))
    if rank_of(index) > 1:
        raise runtime_error("Index has to be a vector/scalar")
    size = _counted(shape_of(x), at)
    _in_reach(index, size, at, negative=True)
    if is_number(value):
        return index_fill_number(x, index, dim=at, value=value)
    return index_fill_tensor(x, index, value, dim=at)


SOURCED = {"index": TENSOR, "source": TENSOR, "alpha": NUMBER, "value": TENSOR_OR_NUMBER}
index_add = Composite(
    "index_add",
    _index_add,
    "Parts of a tensor added to the parts of a dimension whose indices are given.",
    rows=(index_add_op,),
    in_place=True,
    kinds=SOURCED,
    example="index_add(stack([x, x**2]), 0, [1, 1], stack([x, 3*x])).sum()",
)
index_copy = Composite(
    "index_copy",
    _index_copy,
    "Parts of a tensor in place of the parts of a dimension whose indices are given.",
    rows=(index_copy_op,),
    in_place=True,
    kinds=SOURCED,
    example="index_copy(stack([x, x**2]), 0, [1], stack([3*x])).sum()",
)
index_fill = Composite(
    "index_fill",
    _index_fill,
    "One number in the parts of a dimension whose indices are given.",
    rows=(index_fill_number, index_fill_tensor),
    in_place=True,
    kinds=SOURCED,
    example="index_fill(stack([x, x**2]), 0, [1], 3.0).sum()",
)


# ------------------------------------------------------------------ gathered into one number
def _reduced(m: Any, x: Any, places: Any, src: Any, dim: int, reduce: str, include_self: bool) -> Any:
    out = _line(m, m.contiguous(x))
    if not places.size:
        return m.reshape(out, x.shape)
    index, part = _line(m, places), _line(m, src)
    part = part[tuple([slice(n) for n in index.shape])]
    where_ = _places(m, index, dim)
    if not include_self:
        out[where_] = {"sum": 0, "mean": 0, "prod": 1}.get(reduce) if reduce in ("sum", "mean", "prod") else part
    if reduce in ("sum", "mean"):
        m.add_at(out, where_, part)
    else:
        {"prod": m.multiply_at, "amax": m.maximum_at, "amin": m.minimum_at}[reduce](out, where_, part)
    if reduce == "mean":
        counts = m.full(out.shape, 1 if include_self else 0, dtype=x.dtype)
        m.add_at(counts, where_, m.ones(index.shape, dtype=x.dtype))
        counts = m.where(counts == 0, 1, counts)
        out = out / counts if x.dtype.kind == "f" else m.floor_divide(out, counts)
    return m.reshape(out, x.shape)


def _share(g: Any, x: Any, places: Any, src: Any, out: Any, dim: int) -> tuple[Any, Any]:
    """The gradient of an extreme in equal parts to those that are as large: what remains for x, and for the source."""
    own = to(eq(x, out), dtype=dtype_of(g))
    theirs = to(eq(src, gather_op(out, places, dim=dim)), dtype=dtype_of(g))
    each = g / scatter_add_op(own, places, theirs, dim=dim)
    return own * each, theirs * gather_op(each, places, dim=dim)


def _mean_of(g: Any, places: Any, src: Any, dim: int, include_self: bool) -> Any:
    ones = zeros_like(g) + 1 if include_self else zeros_like(g)
    count = scatter_add_op(ones, places, zeros_like(src) + 1, dim=dim)
    return g / where(eq(count, 0), 1, count)


def _product_of_source(g: Any, x: Any, places: Any, src: Any, out: Any, dim: int, include_self: bool) -> Any:
    """The other factors: by division where there is no zero, and by leaving the only zero out."""
    zero = eq(src, 0)
    zeros = gather_op(scatter_add_op(zeros_like(out), places, to(zero, dtype=dtype_of(g)), dim=dim), places, dim=dim)
    if is_recorded(g) and _any(zeros > 1):
        raise BackwardError(
            "RuntimeError",
            "scatter_reduce(): Double backward is unsupported for src when >1 zeros in src are scattered to the same position in "
            "self",
        )
    single = logical_and(zero, eq(zeros, 1))
    without = scatter_reduce_op(x, places, where(single, 1, src), dim=dim, reduce="prod", include_self=include_self)
    divided = gather_op(g * out, places, dim=dim) / where(zero, 1, src)
    return where(single, gather_op(g * without, places, dim=dim), divided)


def _reduced_self(g: Any, x: Any, places: Any, src: Any, out: Any, dim: int, reduce: str, include_self: bool) -> Any:
    if reduce == "sum":
        found = g
    elif reduce == "mean":
        found = _mean_of(g, places, src, dim, include_self)
    elif reduce == "prod":
        masked = where(eq(x, 0), 1, x)
        product = scatter_reduce_op(masked, places, src, dim=dim, reduce="prod", include_self=include_self)
        found = g * product / masked
    else:
        found = _share(g, x, places, src, out, dim)[0]
    return found if include_self else scatter_number(found, places, dim=dim, value=0)


def _reduced_source(g: Any, x: Any, places: Any, src: Any, out: Any, dim: int, reduce: str, include_self: bool) -> Any:
    if reduce == "sum":
        return gather_op(g, places, dim=dim)
    if reduce == "mean":
        return gather_op(_mean_of(g, places, src, dim, include_self), places, dim=dim)
    if reduce == "prod":
        return _product_of_source(g, x, places, src, out, dim, include_self)
    return _share(g, x, places, src, out, dim)[1]


scatter_reduce_op: Op = Op(
    "scatter_reduce",
    lambda m, x, places, src, /, dim, reduce, include_self: _reduced(m, x, places, src, dim, reduce, include_self),
    {
        "x": lambda g, x, places, src, out, dim, reduce, include_self: _reduced_self(
            g, x, places, src, out, dim, reduce, include_self
        ),
        "src": lambda g, x, places, src, out, shapes, dim, reduce, include_self: _whole_source(
            _reduced_source(g, x, places, src, out, dim, reduce, include_self), shapes, "ScatterReduce"
        ),
    },
    "The elements of a tensor brought together where indices along a dimension say.",
    shape=lambda x, places, src, dim, reduce, include_self: x,
    elementwise=False,
    as_is=("places",),
    internal=True,
)


def _scatter_reduce(x: Any, /, dim: int, index: Any, src: Any, reduce: str, *, include_self: bool = True) -> Any:
    if reduce not in ("sum", "prod", "mean", "amax", "amin"):
        raise runtime_error(f"reduce argument must be either sum, prod, mean, amax or amin, got {reduce}")
    at = _scatter_checks(x, dim, index, src)
    return scatter_reduce_op(x, index, src, dim=at, reduce=reduce, include_self=bool(include_self))


scatter_reduce = Composite(
    "scatter_reduce",
    _scatter_reduce,
    "Elements brought together where indices say: reduce 'sum', 'prod', 'mean', 'amax' or 'amin'.",
    rows=(scatter_reduce_op,),
    in_place=True,
    kinds={"index": TENSOR, "src": TENSOR, "reduce": TEXT, "include_self": FLAG},
    example="scatter_reduce(stack([x, x**2]), 0, [1, 1], stack([x, 3*x]), 'sum').sum()",
)
