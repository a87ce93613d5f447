"""Elements seen or copied in another arrangement: broadcast, turned, repeated, on diagonals, in grids and windows."""

from __future__ import annotations

from typing import Any

from gradcli.ops import sizes
from gradcli.ops.arithmetic import is_number, zeros_like
from gradcli.ops.dtypes import dtype_of, refused
from gradcli.ops.joining import at_least_1d, at_least_2d, at_least_3d
from gradcli.ops.kinds import ANYTHING, INTEGER, ONE, TENSOR_OR_NUMBER, TEXT
from gradcli.ops.op import Composite, Op
from gradcli.ops.picking import diagonal, index_select_op
from gradcli.ops.scattering import masked_select
from gradcli.ops.shape import (
    contiguous,
    contiguous_copy,
    expand,
    expand_op,
    flatten,
    flip,
    integers,
    narrow,
    rank_of,
    reshape,
    shape_of,
    stack_op,
    unsqueeze,
    view,
    view_op,
)
from gradcli.ops.shape import (
    diag_embed as diag_placed,
)
from gradcli.ops.warnings import Once, warn
from gradcli.problems import LimitProblem, runtime_error

Shape = sizes.Shape
UNSAID = Once("torch.meshgrid: in an upcoming release, it will be required to pass the indexing argument.")


def _data(x: Any) -> Any:
    return getattr(x, "raw", x)


# ------------------------------------------------------------------ in the shape of others
broadcast_to = Composite(
    "broadcast_to",
    lambda x, /, size: expand(x, size=size),
    "Repeated along dimensions of size 1, without a copy.",
    rows=(expand_op,),
    gather="size",
    example="broadcast_to(x, (3,)).sum()",
)


def _broadcast_tensors(*tensors: Any) -> tuple[Any, ...]:
    common = sizes.broadcast(*[shape_of(x) for x in tensors])
    return tuple([x if shape_of(x) == common else expand_op(x, size=common) for x in tensors])


broadcast_tensors = Composite(
    "broadcast_tensors",
    _broadcast_tensors,
    "Tensors repeated to the shape that they have in common.",
    rows=(expand_op,),
    variadic=True,
    loose=(),
    example="broadcast_tensors(stack([x, x**2]), x)[1].sum()",
)
view_as = Composite(
    "view_as",
    lambda x, other, /: view(x, size=shape_of(other)),
    "The same elements seen in the shape of another tensor.",
    rows=(view_op,),
    method=True,
    example="stack([x, x**2]).view_as(stack([stack([x, x])])).sum()",
)
reshape_as = Composite(
    "reshape_as",
    lambda x, other, /: reshape(x, size=shape_of(other)),
    "The same elements in the shape of another tensor.",
    rows=(view_op,),
    method=True,
    example="stack([x, x**2]).reshape_as(stack([stack([x, x])])).sum()",
)


def _at_least(name: str, ready: Any, doc: str) -> Composite:
    def body(*tensors: Any) -> Any:
        found = tuple([ready(x) for x in tensors])
        return found[0] if len(found) == 1 else found

    return Composite(name, body, doc, rows=(view_op, unsqueeze), variadic=True, loose=(), example=f"{name}(x).sum()")


atleast_1d = _at_least("atleast_1d", at_least_1d, "Numbers as vectors of one element.")
atleast_2d = _at_least("atleast_2d", at_least_2d, "Numbers and vectors as matrices of one row.")
atleast_3d = _at_least("atleast_3d", at_least_3d, "Numbers, vectors and matrices with three dimensions.")


# ------------------------------------------------------------------ turned
def _flipped(x: Any, dim: int, least: int) -> Any:
    if rank_of(x) < least:
        raise runtime_error(f"Input must be >= {least}-d.")
    return flip(x, dims=(dim,))


fliplr = Composite(
    "fliplr",
    lambda x, /: _flipped(x, 1, 2),
    "The columns in reverse.",
    rows=(flip,),
    example="fliplr(stack([stack([x, x**2])]))[0, 0]",
)
flipud = Composite(
    "flipud", lambda x, /: _flipped(x, 0, 1), "The rows in reverse.", rows=(flip,), example="flipud(stack([x, x**2]))[0]"
)


def _turned_shape(shape: Shape, k: int, dims: Any) -> Shape:
    if len(dims) != 2:
        raise runtime_error(f"expected total rotation dims == 2, but got dims = {len(dims)}")
    if len(shape) < 2:
        raise runtime_error(f"expected total dims >= 2, but got total dims = {len(shape)}")
    first, second = (sizes.dimension(d, len(shape)) for d in dims)
    if first == second:
        raise runtime_error(f"expected rotation dims to be different, but got dim0 = {dims[0]} and dim1 = {dims[1]}")
    if k % 2 == 0:
        return shape
    out = list(shape)
    out[first], out[second] = out[second], out[first]
    return tuple(out)


def _turned(m: Any, x: Any, k: int, dims: Any) -> Any:
    first, second = (d % x.ndim for d in dims)
    turns = k % 4
    if not turns:
        return m.contiguous(x)
    if turns == 2:
        return m.laid_out(m.flip(x, axis=(first, second)), (x,))
    return m.swapaxes(m.laid_out(m.flip(x, axis=second if turns == 1 else first), (x,)), first, second)


rot90: Op = Op(
    "rot90",
    lambda m, x, /, k=1, dims=(0, 1): _turned(m, x, k, dims),
    {"x": lambda g, k, dims: rot90(g, k=-k, dims=dims)},
    "A matrix turned by right angles, from the first dimension towards the second.",
    grad_fn="Rot90Backward0",
    shape=lambda x, k=1, dims=(0, 1): _turned_shape(x, k, integers(dims)),
    elementwise=False,
    unsafe=True,
    example="rot90(stack([stack([x, x**2])]))[0, 0]",
)


# ------------------------------------------------------------------ repeated
def _every(counts: Any, output_size: int | None) -> Any:
    """The index of each element, as often as it occurs."""
    from gradcli.ops import arrays

    if counts.ndim != 1:
        raise runtime_error("repeat_interleave only accept 1D vector as repeat")
    if counts.dtype.name not in ("int32", "int64"):
        raise refused("repeat_interleave_cpu", counts.dtype.name)
    if (counts < 0).any():
        raise runtime_error("repeats can not be negative")
    if output_size is not None and output_size != int(counts.sum()):
        raise runtime_error("allocated size does not match required size")
    return arrays.repeat(arrays.arange(counts.size), counts)


repeated_indices = Op(
    "repeat_interleave",
    lambda m, places, /, output_size=None: _every(places, output_size),
    shape=lambda places, output_size=None: places,
    elementwise=False,
    internal=True,
)


def _repeat_interleave(x: Any, /, repeats: Any = None, dim: Any = None, output_size: Any = None) -> Any:
    if repeats is None:
        return repeated_indices(x, output_size=output_size)
    x = flatten(x) if dim is None else x
    if not is_number(repeats):
        sizes.along(shape_of(x), 0 if dim is None else dim)
    at = sizes.dimension(0 if dim is None else dim, rank_of(x))
    if not is_number(repeats):
        return index_select_op(x, _spread(repeats, shape_of(x)[at], at, output_size), dim=at)
    if repeats < 0:
        raise runtime_error("Repeats must be non-negative")
    shape = shape_of(x)
    wide = expand_op(unsqueeze(x, dim=at + 1), size=(*shape[: at + 1], repeats, *shape[at + 1 :]))
    return flatten(contiguous_copy(wide), start_dim=at, end_dim=at + 1)


def _spread(repeats: Any, size: int, at: int, output_size: Any) -> Any:
    """The same for a tensor of counts; one count is that of all elements."""
    from gradcli.ops import arrays

    counts = arrays.as_array(_data(repeats))
    if counts.ndim > 1:
        raise runtime_error("repeats must be 0-dim or 1-dim tensor")
    if counts.size == 1:
        counts = arrays.full((size,), counts.reshape(-1)[0])
    if counts.size != size:
        raise runtime_error(
            "repeats must have the same size as input along dim, but got "
            f"repeats.size(0) = {counts.size} and input.size({at}) = {size}"
        )
    return _every(counts, output_size)


repeat_interleave = Composite(
    "repeat_interleave",
    _repeat_interleave,
    "Each element so many times in a row, along a dimension or of all.",
    rows=(view_op, index_select_op),
    kinds={"repeats": TENSOR_OR_NUMBER, "dim": ONE, "output_size": ONE},
    example="repeat_interleave(stack([x, x**2]), 2).sum()",
)


# ------------------------------------------------------------------ windows
def _window_shape(shape: Shape, dimension: int, size: int, step: int) -> Shape:
    at = sizes.dimension(dimension, len(shape))
    most = shape[at] if shape else 1
    if size < 0:
        raise runtime_error(f"size is {size} but must be >= 0")
    if size > most:
        raise runtime_error(f"maximum size for tensor at dimension {at} is {most} but size is {size}")
    if step <= 0:
        raise runtime_error(f"step is {step} but must be > 0")
    if not shape:
        return (size,)
    return (*shape[:at], (most - size) // step + 1, *shape[at + 1 :], size)


def _window_sums(m: Any, x: Any, within: Shape, dimension: int, size: int, step: int) -> Any:
    """Zeros of a shape, with all windows added where they were."""
    out = m.zeros(within or (1,), dtype=x.dtype)
    at = dimension % max(len(within), 1)
    for k in range(size):
        part = x[..., k]
        count = part.shape[at] if within else 1
        where = (*(slice(None),) * at, slice(k, k + (count - 1) * step + 1 if count else k, step))
        out[where] = out[where] + (part if within else m.reshape(part, (1,)))
    return m.reshape(out, within)


unfold: Op = Op(
    "unfold",
    lambda m, x, /, dimension, size, step: m.sliding(x, dimension, size, step),
    {
        "x": lambda g, shape, dimension, size, step: unfold_backward(
            g, within=tuple(shape), dimension=dimension, size=size, step=step
        )
    },
    "All windows of a size along a dimension, a step apart, as a view.",
    shape=_window_shape,
    elementwise=False,
    view=True,
    method=True,
    kinds={"dimension": INTEGER, "size": INTEGER, "step": INTEGER},
    example="stack([x, x**2, 3*x]).unfold(0, 2, 1).sum()",
)
unfold_backward: Op = Op(
    "unfold_backward",
    lambda m, x, /, within, dimension, size, step: _window_sums(m, x, within, dimension, size, step),
    {"x": lambda g, dimension, size, step: unfold(g, dimension=dimension, size=size, step=step)},
    "Zeros of a shape, with all windows added where they were.",
    shape=lambda x, within, dimension, size, step: tuple(within),
    elementwise=False,
    internal=True,
)


# ------------------------------------------------------------------ on diagonals
def _embedded_shape(shape: Shape, offset: int, dim1: int, dim2: int) -> Shape:
    first, second = (sizes.dimension(d, len(shape) + 1) for d in (dim1, dim2))
    if first == second:
        raise runtime_error(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    n = shape[-1] + abs(offset)
    rest = iter(shape[:-1])
    return tuple([n if k in (first, second) else next(rest) for k in range(len(shape) + 1)])


def _embedded(m: Any, x: Any, offset: int, dim1: int, dim2: int) -> Any:
    out = m.zeros(_embedded_shape(x.shape, offset, dim1, dim2), dtype=x.dtype)
    first, second = dim1 % out.ndim, dim2 % out.ndim
    steps = m.arange(x.shape[-1])
    order = [k for k in range(out.ndim) if k not in (first, second)] + [first, second]
    moved = m.zeros(tuple([out.shape[k] for k in order]), dtype=x.dtype)
    moved[(..., steps - min(offset, 0), steps + max(offset, 0))] = x
    return m.contiguous(m.transpose(moved, tuple([order.index(k) for k in range(out.ndim)])))


diag_embed: Op = Op(
    "diag_embed",
    lambda m, x, /, offset=0, dim1=-2, dim2=-1: _embedded(m, x, offset, dim1, dim2),
    {"x": lambda g, offset, dim1, dim2: diagonal(g, offset=offset, dim1=dim1, dim2=dim2)},
    "Matrices with vectors on their diagonals.",
    shape=lambda x, offset=0, dim1=-2, dim2=-1: _embedded_shape(x, offset, dim1, dim2),
    elementwise=False,
    kinds={"dim1": INTEGER, "dim2": INTEGER},
    example="diag_embed(stack([x, x**2])).sum()",
)


def _diagflat(x: Any, /, offset: int = 0) -> Any:
    ordered = x if contiguous(_data(x)) else contiguous_copy(x)
    return diag_placed(view_op(ordered, size=(sizes.numel(shape_of(x)),)), diagonal=offset)


diagflat = Composite(
    "diagflat",
    _diagflat,
    "A matrix with all elements on its diagonal.",
    rows=(diag_placed,),
    example="diagflat(stack([stack([x, x**2])])).sum()",
)


def _block_shape(shapes: tuple[Shape, ...]) -> Shape:
    if not shapes:
        raise LimitProblem("block_diag of no tensors is not known to gradcli")
    for k, shape in enumerate(shapes):
        if len(shape) > 2:
            raise runtime_error(
                f"torch.block_diag: Input tensors must have 2 or fewer dimensions. Input {k} has {len(shape)} dimensions"
            )
    blocks = [_block(shape) for shape in shapes]
    return (sum(n for n, _ in blocks), sum(n for _, n in blocks))


def _block(shape: Shape) -> Shape:
    """A number or a vector as a matrix of one row."""
    return (1,) * (2 - len(shape)) + shape


def _blocks(m: Any, xs: Any) -> Any:
    out = m.zeros(_block_shape(tuple([x.shape for x in xs])), dtype=xs[0].dtype)
    row = column = 0
    for x in xs:
        height, width = _block(x.shape)
        out[row : row + height, column : column + width] = m.reshape(x, (height, width))
        row, column = row + height, column + width
    return out


def _one_block(g: Any, index: int, shapes: Any) -> Any:
    before = [_block(s) for s in shapes[:index]]
    height, width = _block(shapes[index])
    row, column = sum(n for n, _ in before), sum(n for _, n in before)
    rows = narrow(g, dim=0, start=row, stop=row + height, step=1)
    return reshape(narrow(rows, dim=1, start=column, stop=column + width, step=1), size=tuple(shapes[index]))


block_diag_op = Op(
    "block_diag",
    lambda m, /, *xs: _blocks(m, xs),
    {"*": lambda g, index, shapes: _one_block(g, index, shapes)},
    "Matrices along the diagonal of a larger one, zeros beside them.",
    shape=lambda *shapes: _block_shape(shapes),
    elementwise=False,
    variadic=True,
    internal=True,
)
block_diag = Composite(
    "block_diag",
    lambda *tensors: block_diag_op(*tensors),
    "Matrices along the diagonal of a larger one, zeros beside them.",
    rows=(block_diag_op,),
    variadic=True,
    loose=(),
    example="block_diag(stack([x, x**2]), x).sum()",
)


# ------------------------------------------------------------------ grids
def grids(tensors: Any, swapped: bool = False) -> list[Any]:
    """Each vector along a dimension of its own, repeated along those of the others."""
    ordered = list(tensors)
    if not ordered:
        raise runtime_error("meshgrid expects a non-empty TensorList")
    for x in ordered:
        if rank_of(x) > 1:
            raise runtime_error("torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: more dimensions")
        if dtype_of(x) != dtype_of(ordered[0]):
            raise runtime_error("meshgrid expects all tensors to have the same dtype")
    if swapped:
        ordered[:2] = ordered[1::-1]
    shape = tuple([sizes.numel(shape_of(x)) for x in ordered])
    found = []
    for k, x in enumerate(ordered):
        line = view_op(x, size=tuple([n if j == k else 1 for j, n in enumerate(shape)]))
        found.append(expand_op(line, size=shape))
    if swapped:
        found[:2] = found[1::-1]
    return found


def _meshgrid(*tensors: Any, indexing: Any = None) -> tuple[Any, ...]:
    if indexing is None:
        warn(UNSAID)
    elif indexing not in ("ij", "xy"):
        raise runtime_error(f'torch.meshgrid: indexing must be one of "xy" or "ij", but received: {indexing}')
    return tuple(grids(tensors, swapped=indexing == "xy" and len(tensors) > 1))


def _one_dimension(x: Any) -> Any:
    if rank_of(x) != 1:
        raise runtime_error(f"Expect a 1D vector, but got shape {sizes.text(shape_of(x))}")
    return x


def _cartesian_prod(*tensors: Any) -> Any:
    for x in tensors:
        _one_dimension(x)
    if len(tensors) == 1:
        return tensors[0]
    return stack_op(*[flatten(grid) for grid in grids(tensors)], dim=1)


def _combinations(x: Any, /, r: int = 2, with_replacement: bool = False) -> Any:
    _one_dimension(x)
    if r < 0:
        raise runtime_error(f"Expect a non-negative number, but got {r}")
    if not r:
        return zeros_like(narrow(x, dim=0, start=0, stop=0, step=1))
    n = shape_of(x)[0]
    sizes.checked((n,) * r, "combinations")
    chosen = _rising(n, r, with_replacement)
    return stack_op(*[masked_select(grid, chosen) for grid in grids((x,) * r)], dim=1)


def _rising(n: int, r: int, equal: bool) -> Any:
    """Where the indices of a grid rise, or do not fall."""
    from gradcli.ops import arrays

    steps = arrays.arange(n)
    mask = arrays.full((n,) * r, True)
    for k in range(r - 1):
        first, second = (arrays.reshape(steps, [-1 if j == at else 1 for j in range(r)]) for at in (k, k + 1))
        mask = mask & (first <= second if equal else first < second)
    return mask


meshgrid = Composite(
    "meshgrid",
    _meshgrid,
    "Vectors along dimensions of their own, each repeated along those of the others.",
    rows=(expand_op,),
    variadic=True,
    loose=(),
    kinds={"indexing": TEXT},
    example="meshgrid(stack([x, x**2]), stack([x, 1.0]), indexing='ij')[0].sum()",
)
cartesian_prod = Composite(
    "cartesian_prod",
    _cartesian_prod,
    "Each element of a vector with each element of the others, row by row.",
    rows=(stack_op,),
    variadic=True,
    loose=(),
    example="cartesian_prod(stack([x, x**2]), stack([x, 1.0])).sum()",
)
combinations = Composite(
    "combinations",
    _combinations,
    "All choices of r elements of a vector, row by row.",
    rows=(stack_op,),
    kinds={"r": ONE, "with_replacement": ANYTHING},
    example="combinations(stack([x, x**2, 3*x])).sum()",
)
