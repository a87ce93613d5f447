"""Operations that move elements and compute nothing, and those that make new tensors.

The nodes are PyTorch's: a reshape is a ViewBackward0 when the elements lie in order, a ReshapeAliasBackward0 when they
can be seen in order, and otherwise a copy (CloneBackward0, then UnsafeViewBackward0).
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

from gradcli.ops import sizes
from gradcli.ops.dtypes import FLOATING, TITLES, dtype_of, not_for_bool
from gradcli.ops.kinds import INTEGER, INTEGERS
from gradcli.ops.op import Composite, Op
from gradcli.problems import index_error, runtime_error, value_error


def rank_of(x: Any) -> int:
    """The number of dimensions of a tensor, an array, a symbolic value or a number."""
    return len(getattr(x, "shape", ()))


# ------------------------------------------------------------------ what the engine itself uses
def _summed(m: Any, x: Any, size: tuple[int, ...]) -> Any:
    axes = _broadcast_axes(x.shape, tuple(size))
    out = m.sum(x, axis=axes) if axes else x
    return out if out.shape == size else m.reshape(out, size)


@lru_cache(maxsize=1024)
def _broadcast_axes(shape: tuple[int, ...], size: tuple[int, ...]) -> tuple[int, ...]:
    lead = len(shape) - len(size)
    return tuple(range(lead)) + tuple([lead + k for k, n in enumerate(size) if n == 1 and shape[lead + k] != 1])


def _sum_shape(shape: sizes.Shape, size: tuple[int, ...]) -> sizes.Shape:  # noqa: ARG001
    return tuple(size)


sum_to_size = Op(
    "sum_to_size",
    lambda m, x, /, size: _summed(m, _widened(m, x, size), size),
    {"x": lambda g, shape: expand_op(g, size=shape)},
    "The sum over the dimensions in which a tensor was broadcast.",
    shape=_sum_shape,
    elementwise=False,
    internal=True,
)


def _widened(m: Any, x: Any, size: sizes.Shape) -> Any:
    wide = sizes.broadcast(x.shape, size)
    return x if wide == x.shape else m.broadcast_to(x, wide)


to: Op = Op(
    "to",
    lambda m, x, /, dtype: m.laid_out(x.astype(dtype), (x,)) if x.ndim > 1 else x.astype(dtype),
    {"x": lambda g, dtypes: to(g, dtype=dtypes[0])},
    "The same numbers in another dtype.",
    grad_fn="ToCopyBackward0",
    elementwise=False,
    internal=True,
)


to_whole = Op(
    "to",
    to.kernel,
    doc="The numbers cut to whole ones, or to true and false; no gradient.",
    elementwise=False,
    internal=True,
)


def _caster(name: str, dtype: str) -> Composite:
    row = to if dtype in FLOATING else to_whole
    return Composite(
        name,
        lambda x, /: x if getattr(x, "dtype", dtype) == dtype else row(x, dtype=dtype),
        f"The same numbers as {dtype}.",
        rows=(row,),
        method=True,
        example=f"(x > 0).{name}()*x",
    )


double, float32 = _caster("double", "float64"), _caster("float", "float32")
long, boolean = _caster("long", "int64"), _caster("bool", "bool")


# ------------------------------------------------------------------ views
def contiguous(data: Any) -> bool:
    """Whether the elements lie in memory in order, as torch.Tensor.is_contiguous."""
    flags = getattr(data, "flags", None)
    return True if flags is None else bool(flags.c_contiguous)


def viewable(data: Any, size: sizes.Shape) -> bool:
    """Whether an array can be seen in another shape without a copy, by torch's rule (computeStride)."""
    if contiguous(data):
        return True
    if data.size == 0:
        return bool(tuple(data.shape) == size)
    old, strides = list(data.shape), [s // data.itemsize for s in data.strides]
    k = len(size) - 1
    base, seen, wanted = strides[-1] if strides else 1, 1, 1
    for d in range(len(old) - 1, -1, -1):
        seen *= old[d]
        if d == 0 or (old[d - 1] != 1 and strides[d - 1] != seen * base):
            while k >= 0 and (wanted < seen or size[k] == 1):
                wanted *= size[k]
                k -= 1
            if wanted != seen:
                return False
            if d > 0:
                base, seen, wanted = strides[d - 1], 1, 1
    return k == -1


def _view_shape(shape: sizes.Shape, size: Any) -> sizes.Shape:
    return sizes.inferred(size, sizes.numel(shape))


def _reshaper(grad_fn: str, view: bool = True) -> Op:
    return Op(
        "reshape",
        lambda m, x, /, size: m.reshape(x, size),
        {"x": lambda g, shape: reshape(g, size=shape)},
        "The same elements in another shape.",
        grad_fn=grad_fn,
        shape=_view_shape,
        elementwise=False,
        view=view,
        unsafe=not view,
        internal=True,
    )


view_op = _reshaper("ViewBackward0")
reshape_alias = _reshaper("ReshapeAliasBackward0")
unsafe_view = _reshaper("UnsafeViewBackward0", view=False)
clone = Op(
    "clone",
    lambda m, x, /: m.copy(x),
    {"x": lambda g: g},
    "A copy that keeps the graph.",
    aliases=("copy",),
    example="clone(x)*2",
)
contiguous_copy = Op("clone", lambda m, x, /: m.contiguous(x), {"x": lambda g: g}, elementwise=False, internal=True)
detach = Op(
    "detach",
    lambda m, x, /: x,
    doc="The value, cut off from the graph: a constant.",
    view=True,
    example="detach(x)*x",
)


def _data(x: Any) -> Any:
    return getattr(x, "raw", x)


def _reshape(x: Any, /, size: Any) -> Any:
    size = sizes.inferred(integers(size), sizes.numel(shape_of(x)))
    if contiguous(_data(x)):
        return view_op(x, size=size)
    if viewable(_data(x), size):
        return reshape_alias(x, size=size)
    return unsafe_view(contiguous_copy(x), size=size)


def shape_of(x: Any) -> sizes.Shape:
    """The sizes of a tensor, an array or a symbol; () for a number."""
    return tuple(getattr(x, "shape", ()))


def integers(value: Any) -> tuple[int, ...]:
    """An int or a sequence of ints as a tuple."""
    return (value,) if isinstance(value, int) else tuple(value)


def _view(x: Any, /, size: Any) -> Any:
    size = sizes.inferred(integers(size), sizes.numel(shape_of(x)))
    return view_op(as_viewable(x, size), size=size)


def as_viewable(x: Any, size: sizes.Shape) -> Any:
    """x, if it can be seen in another shape without a copy."""
    if not viewable(_data(x), size):
        raise runtime_error(
            "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous "
            "subspaces). Use .reshape(...) instead."
        )
    return x


def _flatten(x: Any, /, start_dim: int = 0, end_dim: int = -1) -> Any:
    shape = shape_of(x)
    start, end = sizes.dimension(start_dim, len(shape)), sizes.dimension(end_dim, len(shape))
    if start > end:
        raise runtime_error("flatten() has invalid args: start_dim cannot come after end_dim")
    if not shape:
        return reshape(x, size=(1,))
    if start == end:
        return x
    return reshape(x, size=(*shape[:start], math.prod(shape[start : end + 1]), *shape[end + 1 :]))


reshape = Composite(
    "reshape",
    _reshape,
    "The same elements in another shape; one size may be -1.",
    rows=(view_op, reshape_alias, unsafe_view),
    gather="size",
    example="reshape(stack([x, x**2]), (2, 1))[1, 0]",
)
view = Composite(
    "view",
    _view,
    "reshape, without ever copying.",
    rows=(view_op,),
    gather="size",
    method=True,
    example="stack([x, x**2]).view(2, 1)[1, 0]",
)
flatten = Composite(
    "flatten",
    _flatten,
    "One dimension in place of several.",
    rows=(view_op,),
    example="flatten(stack([stack([x, x**2])]))[1]",
)


def _ravel(x: Any, /) -> Any:
    return view_op(x if contiguous(_data(x)) else contiguous_copy(x), size=(sizes.numel(shape_of(x)),))


ravel = Composite(
    "ravel",
    _ravel,
    "All elements in a row.",
    rows=(view_op,),
    example="ravel(stack([stack([x, x**2])]))[1]",
)


def _unflatten(x: Any, /, dim: int, sizes_: Any) -> Any:
    shape, parts = shape_of(x), integers(sizes_)
    at = sizes.dimension(dim, len(shape))
    if not parts:
        raise runtime_error("unflatten: sizes must be non-empty")
    if not shape:
        raise runtime_error("unflatten got an unexpected error:\nDimension specified as 0 but tensor has no dimensions")
    known = -math.prod(parts) if -1 in parts else math.prod(parts)
    if (known == 0 or shape[at] % known) if -1 in parts else known != shape[at]:
        raise runtime_error(
            f"unflatten: Provided sizes {sizes.text(parts)} don't multiply up to the size of dim {at} ({shape[at]}) in the input "
            "tensor"
        )
    return view_op(x, size=(*shape[:at], *sizes.inferred(parts, shape[at]), *shape[at + 1 :]))


unflatten = Composite(
    "unflatten",
    _unflatten,
    "Several dimensions in place of one.",
    rows=(view_op,),
    kinds={"dim": INTEGER, "sizes_": INTEGERS},
    example="unflatten(stack([x, x**2]), 0, (2, 1)).sum()",
)
permute: Op = Op(
    "permute",
    lambda m, x, /, dims: m.transpose(x, integers(dims)),
    {"x": lambda g, dims: permute(g, dims=_inverse(dims))},
    "The dimensions in another order.",
    shape=lambda x, dims: _permuted(x, dims),
    elementwise=False,
    view=True,
    gather="dims",
    example="permute(stack([stack([x, x**2])]), (1, 0))[1, 0]",
)


def _inverse(dims: Any) -> tuple[int, ...]:
    named = integers(dims)
    found = [d % len(named) for d in named]
    return tuple(found.index(k) for k in range(len(found)))


def _permuted(shape: sizes.Shape, dims: Any) -> sizes.Shape:
    named = integers(dims)
    if len(named) != len(shape):
        raise runtime_error(
            "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of "
            f"dimensions i.e. input.dim() = {len(shape)} is not equal to len(dims) = {len(named)}"
        )
    found = [sizes.dimension(d, len(shape)) for d in named]
    if len(set(found)) < len(found):
        raise runtime_error("permute(): duplicate dims are not allowed.")
    return tuple(shape[d] for d in found)


def _swapped(shape: sizes.Shape, dim0: int, dim1: int) -> sizes.Shape:
    a, b = sizes.dimension(dim0, len(shape)), sizes.dimension(dim1, len(shape))
    if not shape:
        return shape
    out = list(shape)
    out[a], out[b] = out[b], out[a]
    return tuple(out)


def _swapped_back(g: Any, dim0: int, dim1: int) -> Any:
    if getattr(g, "ndim", 0) and not hasattr(g, "run_op"):  # an array, of which nothing has to be checked
        return g.swapaxes(dim0, dim1)
    return transpose(g, dim0=dim0, dim1=dim1)


def _transposer(name: str, grad_fn: str, internal: bool = False) -> Op:
    return Op(
        name,
        lambda m, x, /, dim0, dim1: m.swapaxes(x, dim0, dim1) if x.ndim else x,
        {"x": lambda g, dim0, dim1: _swapped_back(g, dim0, dim1)},
        "Two dimensions exchanged.",
        grad_fn=grad_fn,
        aliases=() if internal else ("swapaxes", "swapdims"),
        shape=_swapped,
        elementwise=False,
        view=True,
        in_place=grad_fn.replace("0", "1"),
        example="transpose(stack([stack([x, x**2])]), 0, 1)[1, 0]",
        internal=internal,
    )


transpose = _transposer("transpose", "TransposeBackward0")
t_op = _transposer("t", "TBackward0", internal=True)


def _t(x: Any, /) -> Any:
    rank = rank_of(x)
    if rank > 2:
        raise runtime_error(f"t() expects a tensor with <= 2 dimensions, but self is {rank}D")
    return t_op(x, dim0=0, dim1=max(rank - 1, 0))


t = Composite("t", _t, "The transpose of a matrix.", rows=(t_op,), in_place=True, example="t(stack([stack([x, x**2])]))[1, 0]")
T = Composite(
    "T",
    lambda x, /: permute(x, dims=tuple(range(rank_of(x) - 1, -1, -1))),
    "The dimensions reversed: the transpose of a matrix.",
    rows=(permute,),
    method=True,
    example="stack([stack([x, x**2])]).T[1, 0]",
)


def _mT(x: Any, /) -> Any:
    if rank_of(x) == 1:
        raise runtime_error("tensor.mT is only supported on matrices or batches of matrices. Got 1-D tensor.")
    return transpose(x, dim0=-2, dim1=-1) if rank_of(x) else x


mT = Composite(
    "mT",
    _mT,
    "The last two dimensions exchanged: the transposes of matrices.",
    rows=(transpose,),
    method=True,
    example="stack([stack([x, x**2])]).mT[1, 0]",
)


def _movedim(x: Any, /, source: Any, destination: Any) -> Any:
    rank = rank_of(x)
    old, new = integers(source), integers(destination)
    if len(old) != len(new):
        raise runtime_error(
            f"movedim: Invalid source or destination dims: source ({sizes.text(old)} dims) should contain the same number of "
            f"dims as destination ({sizes.text(new)} dims)"
        )
    begin, end = [sizes.dimension(d, rank) for d in old], [sizes.dimension(d, rank) for d in new]
    for name, given, found in (("source", old, begin), ("destination", new, end)):
        if len(set(found)) < len(found):
            raise runtime_error(f"movedim: repeated dim in `{name}` ({sizes.text(given)})")
    if not rank:
        return alias(x)
    order: list[int | None] = [None] * rank
    for b, e in zip(begin, end, strict=True):
        order[e] = b
    rest = iter(d for d in range(rank) if d not in begin)
    return permute(x, dims=tuple(next(rest) if d is None else d for d in order))


movedim = Composite(
    "movedim",
    _movedim,
    "Dimensions moved to other places, the others in their order.",
    rows=(permute,),
    aliases=("moveaxis",),
    kinds={"source": INTEGERS, "destination": INTEGERS},
    example="movedim(stack([stack([x, x**2])]), 0, 1)[1, 0]",
)


def _squeezer(grad_fn: str, in_place: bool | str = False) -> Op:
    return Op(
        "squeeze",
        lambda m, x, /, dim=None: m.squeeze(x, axis=_ones(x.shape, dim)),
        {"x": lambda g, shape: reshape(g, size=shape)},
        "Without the dimensions of size 1.",
        grad_fn=grad_fn,
        shape=lambda x, dim=None: tuple(n for k, n in enumerate(x) if k not in _ones(x, dim)),
        elementwise=False,
        view=True,
        in_place=in_place,
        internal=True,
    )


def _ones(shape: sizes.Shape, dim: Any) -> tuple[int, ...]:
    """The dimensions of size 1 among those named."""
    named = range(len(shape)) if dim is None else sizes.different(integers(dim), len(shape)) if dim != () else ()
    return tuple(k for k in named if k < len(shape) and shape[k] == 1)


squeeze_all, squeeze_one, squeeze_many = (_squeezer(f"SqueezeBackward{k}", f"SqueezeBackward{k + 3}") for k in range(3))
squeeze_in_place = _squeezer("SqueezeBackward4")


def _squeeze(x: Any, /, dim: Any = None) -> Any:
    if dim is None:
        return squeeze_all(x)
    return squeeze_one(x, dim=dim) if isinstance(dim, int) else squeeze_many(x, dim=tuple(dim))


squeeze = Composite(
    "squeeze",
    _squeeze,
    "Without the dimensions of size 1, or without that one.",
    rows=(squeeze_all, squeeze_one, squeeze_many),
    gather="dim",
    in_place=True,
    example="squeeze(stack([x]))",
)
unsqueeze = Op(
    "unsqueeze",
    lambda m, x, /, dim: m.expand_dims(x, dim % (x.ndim + 1)),
    {"x": lambda g, shape: reshape(g, size=shape)},
    "With a new dimension of size 1.",
    shape=lambda x, dim: _unsqueezed(x, dim),
    elementwise=False,
    view=True,
    in_place="UnsqueezeBackward1",
    aliases=("expand_dims",),
    example="unsqueeze(x, 0)",
)


def _unsqueezed(shape: sizes.Shape, dim: int) -> sizes.Shape:
    at = sizes.dimension(dim, len(shape) + 1)
    return (*shape[:at], 1, *shape[at:])


expand_op: Op = Op(
    "expand",
    lambda m, x, /, size: m.broadcast_to(x, sizes.expanded(x.shape, size)),
    {"x": lambda g: g},
    "Repeated along dimensions of size 1, without a copy.",
    shape=lambda x, size: sizes.expanded(x, size),
    elementwise=False,
    view=True,
    internal=True,
)


def _expand(x: Any, /, size: Any) -> Any:
    sizes.expanded(shape_of(x), integers(size), f"torch.{TITLES[dtype_of(x)]}Tensor")
    return expand_op(x, size=integers(size))


expand = Composite(
    "expand",
    _expand,
    "Repeated along dimensions of size 1; -1 keeps a size.",
    rows=(expand_op,),
    gather="size",
    method=True,
    example="x.expand(3).sum()",
)


def _expand_as(x: Any, other: Any, /) -> Any:
    return _expand(x, shape_of(other))


expand_as = Composite(
    "expand_as",
    _expand_as,
    "Repeated, without a copy, to the shape of another tensor.",
    rows=(expand_op,),
    method=True,
    example="x.expand_as(stack([x, 1.0])).sum()",
)
repeat = Op(
    "repeat",
    lambda m, x, /, repeats: m.tile(x, repeats),
    {"x": lambda g, shape, repeats: _unrepeated(g, shape, repeats)},
    "Copies side by side, so many along each dimension.",
    shape=lambda x, repeats: _repeated(x, repeats),
    elementwise=False,
    dense=True,
    gather="repeats",
    method=True,
    example="x.repeat(3).sum()",
)


def _tile(x: Any, /, dims: Any) -> Any:
    counts = integers(dims)
    return repeat(x, repeats=(*(1,) * (rank_of(x) - len(counts)), *counts))


tile = Composite(
    "tile",
    _tile,
    "Copies side by side, so many along each of the last dimensions.",
    rows=(repeat,),
    gather="dims",
    example="tile(x, (3,)).sum()",
)


def not_negative(shape: sizes.Shape) -> sizes.Shape:
    """The sizes, none of which may be negative."""
    for n in shape:
        if n < 0:
            raise runtime_error(f"Trying to create tensor with negative dimension {n}: {sizes.text(shape)}")
    return shape


def _repeated(shape: sizes.Shape, repeats: Any) -> sizes.Shape:
    counts = integers(repeats)
    if len(counts) < len(shape):
        raise runtime_error("Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor")
    padded = (1,) * (len(counts) - len(shape)) + shape
    return not_negative(tuple(n * c for n, c in zip(padded, counts, strict=True)))


def _unrepeated(g: Any, shape: sizes.Shape, repeats: Any) -> Any:
    """The copies' gradients added up: dimensions (copies, size) side by side, summed over the copies."""
    counts = integers(repeats)
    padded = (1,) * (len(counts) - len(shape)) + tuple(shape)
    pairs = tuple(n for c, s in zip(counts, padded, strict=True) for n in (c, s))
    kept = tuple(n for s in padded for n in (1, s))
    return reshape(sum_to_size(reshape(g, size=pairs), size=kept), size=shape)


# ------------------------------------------------------------------ joining
cat_op = Op(
    "cat",
    lambda m, /, *xs, dim=0: _concatenated(m, xs, [x for x in xs if x.shape != (0,)], dim),
    {"*": lambda g, index, shapes, dim: _part(g, index, shapes, dim)},
    "Tensors joined along a dimension.",
    shape=lambda *shapes, dim=0: _joined(shapes, dim),
    elementwise=False,
    dense=True,
    variadic=True,
    internal=True,
)
stack_op = Op(
    "stack",
    lambda m, /, *xs, dim=0: m.stack(xs, axis=dim),
    {"*": lambda g, index, shapes, dim: select(g, dim=dim % (len(shapes[0]) + 1), at=index)},
    "Tensors of one shape joined along a new dimension.",
    shape=lambda *shapes, dim=0: _stacked(shapes, dim),
    elementwise=False,
    dense=True,
    variadic=True,
    internal=True,
)


joined_steps = Op(
    "mkldnn_rnn_layer",
    stack_op.kernel,
    stack_op.rules,
    "The steps of a recurrent layer, as the layer's own operation.",
    grad_fn="MkldnnRnnLayerBackward0",
    shape=stack_op.shape,
    elementwise=False,
    dense=True,
    variadic=True,
    internal=True,
)


def _concatenated(m: Any, xs: Any, real: Any, dim: int) -> Any:
    """The tensors joined, but for empty vectors, which fit everywhere."""
    return m.concatenate(real, axis=dim) if real else m.concatenate(xs)


def _joined(shapes: tuple[sizes.Shape, ...], dim: int) -> sizes.Shape:
    if not shapes:
        raise value_error("torch.cat(): expected a non-empty list of Tensors")
    for k, shape in enumerate(shapes):
        if not shape:
            raise runtime_error(f"zero-dimensional tensor (at position {k}) cannot be concatenated", operand=k)
    real = [(k, s) for k, s in enumerate(shapes) if s != (0,)]
    if not real:  # along no dimension in particular
        return (0,)
    first = real[0][1]
    at = sizes.dimension(dim, len(first))
    total = first[at]
    for k, shape in real[1:]:
        if len(shape) != len(first):
            raise runtime_error(f"Tensors must have same number of dimensions: got {len(first)} and {len(shape)}", operand=k)
        for d, (m, n) in enumerate(zip(first, shape, strict=True)):
            if d != at and m != n:
                raise runtime_error(
                    f"Sizes of tensors must match except in dimension {at}. Expected size {m} but got size {n} for tensor number "
                    f"{k} in the list.",
                    operand=k,
                )
        total += shape[at]
    return (*first[:at], total, *first[at + 1 :])


def _stacked(shapes: tuple[sizes.Shape, ...], dim: int) -> sizes.Shape:
    if not shapes:
        raise runtime_error("stack expects a non-empty TensorList")
    first = shapes[0]
    at = sizes.dimension(dim, len(first) + 1)
    for k, shape in enumerate(shapes):
        if shape != first:
            raise runtime_error(
                f"stack expects each tensor to be equal size, but got {sizes.text(first)} at entry 0 and {sizes.text(shape)} at "
                f"entry {k}",
                operand=k,
            )
    return (*first[:at], len(shapes), *first[at:])


def _part(g: Any, index: int, shapes: Any, dim: int) -> Any:
    """The slice of g that belongs to one of the joined tensors."""
    if shapes[index] == (0,):
        return narrow(reshape(g, size=(-1,)), dim=0, start=0, stop=0, step=1)
    rank = max(len(s) for s in shapes)
    real = [s for s in shapes if s != (0,) or rank == 1]
    at = dim % len(real[0])
    before = sum(s[at] for s in shapes[:index] if s != (0,) or rank == 1)
    return narrow(g, dim=at, start=before, stop=before + shapes[index][at], step=1)


cat = Composite(
    "cat",
    lambda *tensors, dim=0: cat_op(*tensors, dim=dim),
    "Tensors joined along a dimension.",
    rows=(cat_op,),
    variadic=True,
    aliases=("concat", "concatenate"),
    example="cat([stack([x]), stack([x**2])])[1]",
)
stack = Composite(
    "stack",
    lambda *tensors, dim=0: stack_op(*tensors, dim=dim),
    "Tensors of one shape joined along a new dimension.",
    rows=(stack_op,),
    variadic=True,
    example="stack([x, x**2]).sum()",
)

# ------------------------------------------------------------------ picking, one dimension at a time (a[0], a[1:3])
select: Op = Op(
    "select",
    lambda m, x, /, dim, at: x[(*(slice(None),) * dim, at, ...)],
    {"x": lambda g, shape, dim, at: place_one(g, size=shape, dim=dim, at=at % shape[dim])},
    "One index of a dimension.",
    shape=lambda x, dim, at: _selected(x, dim, at),
    elementwise=False,
    view=True,
    internal=True,
)
narrow = Op(
    "slice",
    lambda m, x, /, dim, start, stop, step: x[(slice(None),) * dim + (slice(start, stop, step),)],
    {"x": lambda g, shape, dim, start, stop, step: place(g, size=shape, dim=dim, start=start, step=step)},
    "A range of a dimension.",
    shape=lambda x, dim, start, stop, step: (*x[:dim], len(range(x[dim])[start:stop:step]), *x[dim + 1 :]),
    elementwise=False,
    view=True,
    internal=True,
)
place: Op = Op(
    "place",
    lambda m, x, /, size, dim, start, step: _placed(m, x, size, dim, start, step),
    {"x": lambda g, shape, dim, start, step: narrow(g, dim=dim, start=start, stop=start + shape[dim] * step, step=step)},
    "Zeros, with a tensor put into a range of a dimension: the gradient of a slice.",
    grad_fn="SliceBackwardBackward0",
    shape=lambda x, size, dim, start, step: tuple(size),
    elementwise=False,
    internal=True,
    told=lambda x, shape, size, dim, start, step: (
        f"{x} back at [{':, ' * dim}{start}:{start + shape[dim] * step}{f':{step}' if step != 1 else ''}], 0 elsewhere"
    ),
)
place_one: Op = Op(
    "place",
    lambda m, x, /, size, dim, at: _placed(m, m.expand_dims(x, dim), size, dim, at, 1),
    {"x": lambda g, dim, at: select(g, dim=dim, at=at)},
    "Zeros, with a tensor put at one index of a dimension: the gradient of a select.",
    grad_fn="SelectBackwardBackward0",
    shape=lambda x, size, dim, at: tuple(size),
    elementwise=False,
    internal=True,
    told=lambda x, shape, size, dim, at: f"{x} back at [{':, ' * dim}{at}], 0 elsewhere",
)
alias = Op("alias", lambda m, x, /: x, {"x": lambda g: g}, "The tensor itself, as a[...].", view=True, internal=True)


def _selected(shape: sizes.Shape, dim: int, at: int) -> sizes.Shape:
    n = shape[dim]
    if not -n <= at < n:
        raise index_error(f"index {at} is out of bounds for dimension {dim} with size {n}")
    return (*shape[:dim], *shape[dim + 1 :])


def _placed(m: Any, x: Any, size: Any, dim: int, start: int, step: int) -> Any:
    out = m.zeros(size, dtype=x.dtype)
    out[(slice(None),) * dim + (slice(start, start + x.shape[dim] * step, step),)] = x
    return out


# ------------------------------------------------------------------ turning
flip: Op = Op(
    "flip",
    lambda m, x, /, dims: m.laid_out(m.flip(x, axis=integers(dims)), (x,)) if x.ndim else x,
    {"x": lambda g, dims: flip(g, dims=dims)},
    "Dimensions read backwards.",
    shape=lambda x, dims: _checked_dims(x, dims),
    elementwise=False,
    gather="dims",
    example="flip(stack([x, x**2]), [0])[0]",
)


def _checked_dims(shape: sizes.Shape, dims: Any) -> sizes.Shape:
    if named := integers(dims):
        sizes.dimensions(named, len(shape))
    return shape


def _along(dims: Any) -> tuple[int, ...]:
    """The dimensions that are named; none if the elements are turned as they lie."""
    return () if dims is None else integers(dims)


roll: Op = Op(
    "roll",
    lambda m, x, /, shifts, dims=None: _roll(m, x, shifts, _along(dims)),
    {
        "x": lambda g, shifts, dims: roll(
            g, shifts=tuple(-n for n in integers(shifts)) if _along(dims) else _opposite(shifts), dims=dims
        )
    },
    "Elements moved round, those that fall off coming in at the other end.",
    shape=lambda x, shifts, dims=None: _rolled(x, shifts, dims),
    elementwise=False,
    dense=True,
    example="roll(stack([x, x**2]), 1)[0]",
)


def _opposite(shifts: Any) -> int:
    return -integers(shifts)[0]


def _roll(m: Any, x: Any, shifts: Any, along: tuple[int, ...]) -> Any:
    """Of nothing, PyTorch does not look at the dimensions."""
    return m.roll(x, integers(shifts) if along else shifts, axis=along or None) if x.size else m.copy(x)


def _rolled(shape: sizes.Shape, shifts: Any, dims: Any) -> sizes.Shape:
    moves, along = integers(shifts), _along(dims)
    if not moves:
        raise runtime_error("`shifts` required")
    if len(moves) != len(along) and (along or len(moves) != 1):
        raise runtime_error(f"shifts and dimensions must align. shifts: {len(moves)}, dims:{len(along)}")
    for d in along if sizes.numel(shape) else ():
        if not shape:
            raise index_error(f"Dimension specified as {d} but tensor has no dimensions")
        sizes.dimension(d, len(shape))
    return shape


# ------------------------------------------------------------------ triangles and diagonals
def _matrix(shape: sizes.Shape, name: str) -> sizes.Shape:
    if len(shape) < 2:
        raise runtime_error(f"{name}: input tensor must have at least 2 dimensions")
    return shape


tril: Op = Op(
    "tril",
    lambda m, x, /, diagonal=0: m.tril(x, diagonal),
    {"x": lambda g, diagonal: tril(g, diagonal=diagonal)},
    "The lower triangle; zeros above the diagonal.",
    shape=lambda x, diagonal=0: _matrix(x, "tril"),
    elementwise=False,
    dense=True,
    example="tril(stack([stack([x, x]), stack([x, x])])).sum()",
    in_place=True,
)
triu: Op = Op(
    "triu",
    lambda m, x, /, diagonal=0: m.triu(x, diagonal),
    {"x": lambda g, diagonal: triu(g, diagonal=diagonal)},
    "The upper triangle; zeros below the diagonal.",
    shape=lambda x, diagonal=0: _matrix(x, "triu"),
    elementwise=False,
    dense=True,
    example="triu(stack([stack([x, x]), stack([x, x])])).sum()",
    in_place=True,
)


def _length(shape: sizes.Shape, offset: int) -> int:
    rows, columns = shape
    return max(0, min(rows + min(offset, 0), columns - max(offset, 0)))


diagonal_op = Op(
    "diag",
    lambda m, x, /, diagonal: m.copy(m.diagonal(x, diagonal)),
    {"x": lambda g, shape, diagonal: diagonal_placed(g, size=shape, diagonal=diagonal)},
    "The diagonal of a matrix.",
    grad_fn="DiagonalBackward0_copy",
    shape=lambda x, diagonal: (_length(x, diagonal),),
    elementwise=False,
    internal=True,
)
diag_embed = Op(
    "diag",
    lambda m, x, /, diagonal: _on_diagonal(m, x, (x.shape[0] + abs_int(diagonal),) * 2, diagonal),
    {"x": lambda g, diagonal: diagonal_op(g, diagonal=diagonal)},
    "A matrix with a vector on its diagonal.",
    grad_fn="DiagEmbedBackward0",
    shape=lambda x, diagonal: (x[0] + abs_int(diagonal),) * 2,
    elementwise=False,
    internal=True,
)
diagonal_placed: Op = Op(
    "diagonal_placed",
    lambda m, x, /, size, diagonal: _on_diagonal(m, x, size, diagonal),
    {"x": lambda g, diagonal: diagonal_op(g, diagonal=diagonal)},
    grad_fn="DiagonalBackwardBackward0",
    shape=lambda x, size, diagonal: tuple(size),
    elementwise=False,
    internal=True,
)


def abs_int(n: int) -> int:
    """The absolute value of a plain int; `abs` is the table's."""
    return n if n >= 0 else -n


def _on_diagonal(m: Any, x: Any, size: Any, offset: int) -> Any:
    out = m.zeros(size, dtype=x.dtype)
    steps = m.arange(x.shape[0])
    out[steps - min(offset, 0), steps + max(offset, 0)] = x
    return out


def _diag(x: Any, /, diagonal: int = 0) -> Any:
    rank = rank_of(x)
    if rank not in (1, 2):
        raise runtime_error(f"diag(): Supports 1D or 2D tensors. Got {rank}D")
    return diag_embed(x, diagonal=diagonal) if rank == 1 else diagonal_op(x, diagonal=diagonal)


diag = Composite(
    "diag",
    _diag,
    "The diagonal of a matrix, or a matrix with that diagonal.",
    rows=(diagonal_op, diag_embed),
    example="diag(stack([x, x**2])).sum()",
)
trace = Op(
    "trace",
    lambda m, x, /: m.sum(m.diagonal(x, 0)),
    {"x": lambda g, shape: diagonal_placed(expand_op(g, size=(min(shape),)), size=shape, diagonal=0)},
    "The sum of the diagonal.",
    check=not_for_bool("trace"),
    checked_first=True,
    shape=lambda x: _trace_shape(x),
    elementwise=False,
    example="trace(stack([stack([x, x]), stack([x, x])]))",
)


def _trace_shape(shape: sizes.Shape) -> sizes.Shape:
    if len(shape) != 2:
        raise runtime_error(f"trace: expected a matrix, but got tensor with dim {len(shape)}")
    return ()


# ------------------------------------------------------------------ what rules make
zeros_op = Op(
    "zeros",
    lambda m, /, size, dtype: m.zeros(size, dtype=dtype),
    doc="Zeros of a size and a dtype.",
    shape=lambda size, dtype: tuple(size),
    elementwise=False,
    internal=True,
)
