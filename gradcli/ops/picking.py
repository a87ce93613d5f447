"""Elements picked by their places: views of a part, and copies by masks and tensors of indices."""

from __future__ import annotations

from typing import Any

from gradcli.ops import sizes
from gradcli.ops.arithmetic import is_number, remainder_scalar, where
from gradcli.ops.dtypes import SPELLINGS, dtype_of, fitted
from gradcli.ops.kinds import ANYTHING, INTEGER, TENSOR, TENSOR_OR_NUMBER
from gradcli.ops.op import Composite, Op
from gradcli.ops.shape import expand_op, flatten, rank_of, select, shape_of
from gradcli.ops.shape import narrow as slice_op
from gradcli.problems import BackwardError, TorchError, index_error, runtime_error

Shape = sizes.Shape
INDEXED = {"index": TENSOR, "src": TENSOR_OR_NUMBER, "value": TENSOR_OR_NUMBER}
NO_DIMENSIONS = "Dimension specified as {} but tensor has no dimensions"
WHOLE_NUMBERS = ("int32", "int64", "int")


# ------------------------------------------------------------------ views
def _select(x: Any, /, dim: int, index: int) -> Any:
    shape = shape_of(x)
    if not shape:
        raise index_error("select() cannot be applied to a 0-dim tensor.")
    at = sizes.dimension(dim, len(shape))
    if not -shape[at] <= index < shape[at]:
        raise index_error(f"select(): index {index} out of range for tensor of size {sizes.text(shape)} at dimension {at}")
    return select(x, dim=at, at=index)


def _narrow(x: Any, /, dim: int, start: int, length: int) -> Any:
    shape = shape_of(x)
    if not shape:
        raise runtime_error("narrow() cannot be applied to a 0-dim tensor.")
    if length < 0:
        raise runtime_error("narrow(): length must be non-negative.")
    at = sizes.dimension(dim, len(shape))
    size = shape[at]
    if not -size <= start <= size:
        raise index_error(f"start out of range (expected to be in range of [{-size}, {size}], but got {start})")
    first = start + size if start < 0 else start
    if first + length > size:
        raise runtime_error(f"start ({first}) + length ({length}) exceeds dimension size ({size}).")
    return slice_op(x, dim=at, start=first, stop=first + length, step=1)


def _diagonal_shape(shape: Shape, offset: int, dim1: int, dim2: int) -> Shape:
    """The other dimensions, and the diagonal's length behind them."""
    first, second = sizes.dimension(dim1, len(shape)), sizes.dimension(dim2, len(shape))
    if first == second:
        raise runtime_error(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    rows, columns = shape[first] + min(offset, 0), shape[second] - max(offset, 0)
    return (*(n for k, n in enumerate(shape) if k not in (first, second)), max(0, min(rows, columns)))


def _on_diagonal(m: Any, x: Any, size: Shape, offset: int, dim1: int, dim2: int) -> Any:
    out = m.zeros(size, dtype=x.dtype)
    m.writable(m.diagonal(out, offset, dim1, dim2))[...] = x
    return out


diagonal: Op = Op(
    "diagonal",
    lambda m, x, /, offset=0, dim1=0, dim2=1: m.diagonal(x, offset, dim1, dim2),
    {"x": lambda g, shape, offset, dim1, dim2: diagonal_backward(g, size=shape, offset=offset, dim1=dim1, dim2=dim2)},
    "The diagonal of two dimensions, as a view.",
    shape=lambda x, offset=0, dim1=0, dim2=1: _diagonal_shape(x, offset, dim1, dim2),
    elementwise=False,
    view=True,
    kinds={"dim1": INTEGER, "dim2": INTEGER},
    example="diagonal(stack([stack([x, x]), stack([x, x**2])])).sum()",
)
diagonal_backward: Op = Op(
    "diagonal_backward",
    lambda m, x, /, size, offset, dim1, dim2: _on_diagonal(m, x, size, offset, dim1, dim2),
    {"x": lambda g, offset, dim1, dim2: diagonal(g, offset=offset, dim1=dim1, dim2=dim2)},
    "Zeros, with a tensor on a diagonal.",
    shape=lambda x, size, offset, dim1, dim2: tuple(size),
    elementwise=False,
    internal=True,
)
select_function = Composite(
    "select",
    _select,
    "One index of a dimension, as a view.",
    rows=(select,),
    example="select(stack([x, x**2]), 0, 1)",
)
narrow_function = Composite(
    "narrow",
    _narrow,
    "A range of a dimension from a start, as a view.",
    rows=(slice_op,),
    example="narrow(stack([x, x**2, 3*x]), 0, 1, 2).sum()",
)


# ------------------------------------------------------------------ masks
def _mask_check(mask: str) -> None:
    if mask != "bool":
        names = {"float64": "double", "float32": "float", "int": "long int", "int64": "long int"}
        found = names.get(mask, SPELLINGS.get(mask, mask))
        raise runtime_error(f"masked_fill_ only supports boolean masks, but got mask with dtype {found}")


def _filled(m: Any, x: Any, mask: Any, value: Any) -> Any:
    return m.laid_out(m.where(mask, value, x), (x, mask))


masked_fill_number = Op(
    "masked_fill",
    lambda m, x, mask, /, value: _filled(m, x, mask, fitted(m, value, x.dtype)),
    {"x": lambda g, mask: where(mask, 0, g)},
    "A number where a mask says.",
    check=lambda x, mask: _mask_check(mask),
    shape=lambda x, mask, value: sizes.broadcast(mask, x),
    elementwise=False,
    as_is=("mask",),
    internal=True,
)
masked_fill_tensor = Op(
    "masked_fill",
    lambda m, x, mask, value, /: _filled(m, x, mask, m.as_array(value).astype(x.dtype)),
    {"x": lambda g, mask: where(mask, 0, g), "value": lambda g, mask: where(mask, g, 0)},
    "The number of a 0-d tensor where a mask says.",
    grad_fn="MaskedFillBackward1",
    check=lambda x, mask, value: _mask_check(mask),
    shape=lambda x, mask, value: _masked_fill_shape(x, mask, value),
    elementwise=False,
    as_is=("mask", "value"),
    internal=True,
)


def _masked_fill_shape(x: Shape, mask: Shape, value: Shape) -> Shape:
    if value:
        raise runtime_error(
            f"masked_fill_ only supports a 0-dimensional value tensor, but got tensor with {len(value)} dimension(s)."
        )
    return sizes.broadcast(mask, x)


def _masked_fill(x: Any, mask: Any, value: Any, /) -> Any:
    return masked_fill_number(x, mask, value=value) if is_number(value) else masked_fill_tensor(x, mask, value)


masked_fill = Composite(
    "masked_fill",
    _masked_fill,
    "One number where a mask says, and elsewhere what was there.",
    rows=(masked_fill_number, masked_fill_tensor),
    in_place=True,
    kinds={"value": TENSOR_OR_NUMBER},
    example="masked_fill(stack([x, 2*x]), [True, False], 3.0).sum()",
)


# ------------------------------------------------------------------ indices along a dimension
def _index_check(name: str, index: Any, dtypes: str) -> None:
    if dtype_of(index) not in WHOLE_NUMBERS:
        raise runtime_error(f"{name}(): Expected dtype {dtypes} for index")


def _data(index: Any) -> Any:
    """The whole numbers of a tensor of indices."""
    from gradcli.ops import arrays

    return arrays.as_array(getattr(index, "raw", index))


def _within(index: Any, dim: int, size: int) -> None:
    bad = index[(index < 0) | (index >= size)]
    if bad.size:
        raise runtime_error(f"index {int(bad.ravel()[0])} is out of bounds for dimension {dim} with size {size}")


def _places(m: Any, index: Any, dim: int) -> tuple[Any, ...]:
    """The index of every element in all dimensions."""
    shape = index.shape
    return tuple(
        index if k == dim else m.reshape(m.arange(n), (*(1,) * k, n, *(1,) * (len(shape) - k - 1))) for k, n in enumerate(shape)
    )


def _gathered(m: Any, x: Any, index: Any, dim: int) -> Any:
    if not index.size:  # whose dimensions PyTorch does not even count
        return m.zeros(index.shape, dtype=x.dtype)
    return m.reshape(_line(m, x)[_places(m, _line(m, index), dim)], index.shape)


def _line(m: Any, x: Any) -> Any:
    """A 0-d array as the vector of one element that PyTorch takes it for here."""
    return x if x.ndim else m.reshape(x, (1,))


def _added(m: Any, x: Any, index: Any, size: Shape, dim: int) -> Any:
    """Zeros, with every element of x added where its index says."""
    out = m.zeros(size or (1,), dtype=x.dtype)
    if index.size:
        m.add_at(out, _places(m, _line(m, index), dim), _line(m, x))
    return m.reshape(out, size)


gather_op: Op = Op(
    "gather",
    lambda m, x, places, /, dim: _gathered(m, x, places, dim),
    {"x": lambda g, places, shape, dim: gather_backward(g, places, size=tuple(shape), dim=dim)},
    "The elements whose indices along a dimension are given.",
    shape=lambda x, places, dim: places,
    elementwise=False,
    as_is=("places",),
    internal=True,
)
gather_backward: Op = Op(
    "gather_backward",
    lambda m, x, places, /, size, dim: _added(m, x, places, size, dim),
    {"x": lambda g, places, dim: gather_op(g, places, dim=dim)},
    "Zeros of a size, with the elements added where their indices say.",
    grad_fn="ScatterAddBackward0",
    shape=lambda x, places, size, dim: tuple(size),
    elementwise=False,
    as_is=("places",),
    internal=True,
)


def _gather(x: Any, /, dim: int, index: Any) -> Any:
    shape, places = shape_of(x), shape_of(index)
    at = sizes.dimension(dim, len(shape))
    if sizes.numel(places) == 0:  # PyTorch looks at nothing else then
        return gather_op(x, index, dim=at)
    _index_check("gather", index, "int32/int64")
    if max(len(shape), 1) != max(len(places), 1):
        raise runtime_error("Index tensor must have the same number of dimensions as input tensor")
    for k, n in enumerate(places):
        if k != at and n > shape[k]:
            raise runtime_error(
                f"Size does not match at dimension {k} expected index {sizes.text(places)} to be no larger than self "
                f"{sizes.text(shape)} apart from dimension {at}"
            )
    _within(_data(index), at, shape[at] if shape else 1)
    return gather_op(x, index, dim=at)


index_select_op: Op = Op(
    "index_select",
    lambda m, x, places, /, dim: m.take(x, m.reshape(places, (-1,)), axis=dim) if x.ndim else m.copy(x),
    {"x": lambda g, places, shape, dim: index_add(g, places, size=tuple(shape), dim=dim)},
    "The parts of a dimension whose indices are given.",
    shape=lambda x, places, dim: (*x[:dim], sizes.numel(places), *x[dim + 1 :]) if x else (),
    elementwise=False,
    as_is=("places",),
    internal=True,
)
index_add: Op = Op(
    "index_add",
    lambda m, x, places, /, size, dim: _parts_added(m, x, places, size, dim),
    {"x": lambda g, places, dim: index_select_op(g, places, dim=dim)},
    "Zeros of a size, with the parts added where their indices say.",
    shape=lambda x, places, size, dim: tuple(size),
    elementwise=False,
    as_is=("places",),
    internal=True,
)


def _parts_added(m: Any, x: Any, index: Any, size: Shape, dim: int) -> Any:
    if not size:
        return m.copy(x)
    out = m.zeros(size, dtype=x.dtype)
    m.add_at(out, (*(slice(None),) * dim, m.reshape(index, (-1,))), x)
    return out


def _index_select(x: Any, /, dim: int, index: Any) -> Any:
    shape = shape_of(x)
    at = sizes.dimension(dim, len(shape))
    if rank_of(index) > 1:
        raise index_error("index_select(): Index is supposed to be a vector")
    _index_check("index_select", index, "int32 or int64")
    places = _data(index)
    if not shape and places.size != 1:
        raise runtime_error(f"index_select(): Index to scalar can have only 1 value, got {places.size} value(s)")
    bad = places[(places < 0) | (places >= (shape[at] if shape else 1))]
    if bad.size:
        raise TorchError(*beyond(x, at, int(bad.reshape(-1)[0])))
    return index_select_op(x, index, dim=at)


def beyond(x: Any, at: int, index: int) -> tuple[str, str]:
    """PyTorch's refusal of an index, its kind and its text: a kernel of its own selects columns."""
    if at == 1:
        return "RuntimeError", f"INDICES element is out of DATA bounds, id={index} axis_dim={shape_of(x)[1]}"
    return "IndexError", "index out of range in self"


def _take_along_dim(x: Any, /, indices: Any, dim: Any = None) -> Any:
    if dtype_of(indices) not in ("int64", "int"):
        raise runtime_error("torch.take_along_dim(): dtype of indices should be Long but got " + str(dtype_of(indices)))
    if dim is None:
        return _gather(flatten(x), 0, flatten(indices))
    if rank_of(x) != rank_of(indices):
        raise runtime_error(
            "torch.take_along_dim(): input and indices should have the same number of dimensions, but got "
            f"{rank_of(x)} dimensions for input, and {rank_of(indices)} dimensions for indices"
        )
    at = sizes.dimension(dim, rank_of(x))
    if not rank_of(x):
        raise index_error(NO_DIMENSIONS.format(at))
    common = sizes.broadcast(*[(*shape_of(z)[:at], 1, *shape_of(z)[at + 1 :]) for z in (x, indices)])
    wide, places = (expand_op(z, size=(*common[:at], shape_of(z)[at], *common[at + 1 :])) for z in (x, indices))
    return gather_op(wide, _wrapped(places, shape_of(x)[at]), dim=at)


def _wrapped(places: Any, size: int) -> Any:
    """Indices modulo the size of their dimension: that is how PyTorch takes any of them."""
    return remainder_scalar(places, size) if sizes.numel(shape_of(places)) else places


gather = Composite(
    "gather",
    _gather,
    "The elements whose indices along a dimension are given.",
    rows=(gather_op,),
    kinds=INDEXED,
    example="gather(stack([x, x**2]), 0, [1, 1]).sum()",
)
index_select = Composite(
    "index_select",
    _index_select,
    "The parts of a dimension whose indices are given.",
    rows=(index_select_op,),
    kinds=INDEXED,
    example="index_select(stack([x, x**2]), 0, [1, 1]).sum()",
)
take_along_dim = Composite(
    "take_along_dim",
    _take_along_dim,
    "The elements whose indices along a dimension are given, broadcast; without a dimension, of all.",
    rows=(gather_op,),
    kinds={"indices": TENSOR, "dim": ANYTHING},
    example="take_along_dim(stack([x, x**2]), [1, 1]).sum()",
)


# ------------------------------------------------------------------ written where indices say
def _written(m: Any, x: Any, index: Any, src: Any, dim: int) -> Any:
    out = m.contiguous(x)
    flat, places = _line(m, out), _line(m, index)
    if places.size:
        flat[_places(m, places, dim)] = _first(src, places.shape) if getattr(src, "ndim", 0) else src
    return m.reshape(flat, x.shape)


scatter_tensor = Op(
    "scatter",
    lambda m, x, places, src, /, dim: _written(m, x, places, src, dim),
    {
        "x": lambda g, places, dim: scatter_number(g, places, dim=dim, value=0),
        "src": lambda g, places, shapes, dim: _whole_source(gather_op(g, places, dim=dim), shapes, "Scatter"),
    },
    "A tensor with others elements where indices say.",
    grad_fn="ScatterBackward0",
    shape=lambda x, places, src, dim: x,
    elementwise=False,
    as_is=("places",),
    internal=True,
)
scatter_number: Op = Op(
    "scatter",
    lambda m, x, places, /, dim, value: _written(m, x, places, fitted(m, value, x.dtype) if places.size else value, dim),
    {"x": lambda g, places, dim: scatter_number(g, places, dim=dim, value=0)},
    "A tensor with one number where indices say.",
    grad_fn="ScatterBackward1",
    shape=lambda x, places, dim, value: x,
    elementwise=False,
    as_is=("places",),
    internal=True,
)
scatter_add_op = Op(
    "scatter_add",
    lambda m, x, places, src, /, dim: _more(m, x, places, src, dim),
    {"x": lambda g: g, "src": lambda g, places, shapes, dim: _whole_source(gather_op(g, places, dim=dim), shapes, "ScatterAdd")},
    "A tensor with others elements added where indices say.",
    shape=lambda x, places, src, dim: x,
    elementwise=False,
    as_is=("places",),
    internal=True,
)


def _more(m: Any, x: Any, places: Any, src: Any, dim: int) -> Any:
    """x with as much of src as there are indices added."""
    part = _first(_line(m, src), _line(m, places).shape) if places.size else src
    return x + _added(m, part, places, x.shape, dim)


def _first(src: Any, shape: Shape) -> Any:
    return src[tuple(slice(n) for n in shape)]


def _whole_source(g: Any, shapes: Any, name: str) -> Any:
    """The gradient of a source, of which only as much is used as there are indices."""
    found, wanted = tuple(shapes[1]), tuple(shapes[2])
    if found != wanted and not sizes.grows(wanted, found):
        raise BackwardError(
            "RuntimeError",
            f"Function {name}Backward0 returned an invalid gradient at index 1 - got {sizes.text(found)} but expected shape "
            f"compatible with {sizes.text(wanted)}",
        )
    return g


def _scatter_checks(x: Any, dim: int, index: Any, source: Any = None) -> int:
    """What PyTorch asks of a tensor that is written where indices say, in its order; the dimension from the front."""
    shape, places = shape_of(x), shape_of(index)
    at = sizes.dimension(dim, len(shape))
    if sizes.numel(places):
        _index_check("scatter", index, "int32/int64")
    src = None if source is None else shape_of(source)
    if source is not None and dtype_of(source) != dtype_of(x):
        raise runtime_error("scatter(): Expected self.dtype to be equal to src.dtype")
    if sizes.numel(places) == 0:
        return at
    if max(len(shape), 1) != max(len(places), 1):
        raise runtime_error("Index tensor must have the same number of dimensions as self tensor")
    larger = any(k != at and n > shape[k] for k, n in enumerate(places))
    if src is not None:
        if not larger and max(len(src), 1) != max(len(places), 1):
            raise runtime_error("Index tensor must have the same number of dimensions as src tensor")
        if larger or any(n > m for n, m in zip(places or (1,), src or (1,), strict=False)):
            raise runtime_error(
                f"Expected index {sizes.text(places)} to be no larger than self {sizes.text(shape)} apart from dimension {at} "
                f"and to be no larger size than src {sizes.text(src)}"
            )
    elif larger:
        raise runtime_error(
            f"Expected index {sizes.text(places)} to be no larger than self {sizes.text(shape)} apart from dimension {at}"
        )
    _within(_data(index), at, shape[at] if shape else 1)
    return at


def _scatter(x: Any, /, dim: int, index: Any, src: Any = None, value: Any = None) -> Any:
    source = value if src is None else src
    if is_number(source):
        return scatter_number(x, index, dim=_scatter_checks(x, dim, index), value=source)
    return scatter_tensor(x, index, source, dim=_scatter_checks(x, dim, index, source))


def _scatter_add(x: Any, /, dim: int, index: Any, src: Any) -> Any:
    return scatter_add_op(x, index, src, dim=_scatter_checks(x, dim, index, src))


scatter = Composite(
    "scatter",
    _scatter,
    "The elements of another tensor, or one number, where indices along a dimension say.",
    rows=(scatter_tensor, scatter_number),
    in_place=True,
    kinds=INDEXED,
    example="scatter(stack([x, x**2]), 0, [1], stack([3*x])).sum()",
)
scatter_add = Composite(
    "scatter_add",
    _scatter_add,
    "The elements of another tensor added where indices along a dimension say.",
    rows=(scatter_add_op,),
    in_place=True,
    kinds=INDEXED,
    example="scatter_add(stack([x, x**2]), 0, [1, 1], stack([3*x, x])).sum()",
)
