"""Subscripts: a[0], W[:, 1], a[..., None], a[[0, 2]], a[a > 0], taken apart as PyTorch takes them apart.

Items are handled from the left: an integer is a select, a range a slice (none if it is the whole dimension), None a new
dimension; index lists and masks are collected and applied together at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from gradcli.ops import sizes
from gradcli.ops.dtypes import dtype_of
from gradcli.ops.op import Op
from gradcli.ops.shape import alias, narrow, rank_of, select, unsqueeze, zeros_op
from gradcli.problems import index_error, runtime_error, type_error, value_error

index_op = Op(
    "index",
    lambda m, x, /, indices: _picked(m, x, indices),
    {"x": lambda g, indices, shape: index_put(g, size=shape, indices=indices)},
    "Elements picked by lists of indices or by masks.",
    shape=lambda x, indices: _index_shape(x, indices),
    elementwise=False,
    holds=("indices",),
    internal=True,
)
index_put: Op = Op(
    "index_put",
    lambda m, x, /, size, indices: _put(m, x, size, indices),
    {"x": lambda g, indices: index_op(g, indices=indices)},
    "Zeros, with a tensor added where the indices say: the gradient of picking.",
    grad_fn="IndexPutImplBackward0",
    shape=lambda x, size, indices: tuple(size),
    elementwise=False,
    internal=True,
    told=lambda x, size, indices: f"{x} back where it was picked, 0 elsewhere",
)


index_put_values: Op = Op(
    "index_put",
    lambda m, x, values, /, indices: _with_values(m, x, values, indices),
    {
        "x": lambda g, indices: index_put_values(g, _zero_like(g), indices=indices),
        "values": lambda g, indices: index_op(g, indices=indices),
    },
    "A tensor with others elements where the indices say.",
    shape=lambda x, values, indices: _values_shape(x, values, indices),
    elementwise=False,
    as_is=("values",),
    holds=("indices",),
    in_place=True,
    internal=True,
)


def _zero_like(g: Any) -> Any:
    return zeros_op(size=(), dtype=dtype_of(g))


def _values_shape(shape: sizes.Shape, values: sizes.Shape, indices: Sequence[Any]) -> sizes.Shape:
    """The shape of x; the values have to fit what is picked."""
    picked = _index_shape(shape, indices)
    wide = (
        values[len(values) - len(picked) :]
        if len(values) > len(picked) and set(values[: -len(picked) or None]) <= {1}
        else values
    )
    if len(wide) > len(picked) or any(n not in (1, m) for n, m in zip(reversed(wide), reversed(picked), strict=False)):
        raise runtime_error(
            f"shape mismatch: value tensor of shape {sizes.text(values)} cannot be broadcast to indexing result of shape "
            f"{sizes.text(picked)}"
        )
    return shape


def _with_values(m: Any, x: Any, values: Any, indices: Sequence[Any]) -> Any:
    out = m.copy(x)
    out[_for_numpy(indices)] = values
    return out


def _picked(m: Any, x: Any, indices: Sequence[Any]) -> Any:
    """The elements, in PyTorch's memory layout: what is not indexed keeps its order."""
    size = _index_shape(x.shape, indices)
    if not sizes.numel(size):
        return m.zeros(size, dtype=x.dtype)
    out = x[_for_numpy(indices)]
    given = [i for i in indices if i is not None]
    if len(given) == 1 and given[0].ndim == 1:
        return m.laid_out(out, (x[tuple(slice(None) if i is None else slice(0, 1) for i in indices)],))
    return m.dense(out)


def _for_numpy(indices: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(slice(None) if i is None else i for i in indices)


def _put(m: Any, x: Any, size: Any, indices: Sequence[Any]) -> Any:
    out = m.zeros(size, dtype=x.dtype)
    if x.size:
        m.add_at(out, _for_numpy(indices), x)
    return out


def _index_shape(shape: sizes.Shape, indices: Sequence[Any]) -> sizes.Shape:
    """Broadcast index arrays stand where they stood if side by side, otherwise in front."""
    places: list[int] = []
    picked: list[sizes.Shape] = []
    rest: list[int | None] = []
    at = 0
    for item in indices:
        if item is None:
            rest.append(shape[at])
            at += 1
        elif item.dtype.name == "bool":
            _check_mask(item.shape, shape, at)
            picked.append((int(item.sum()),))
            places.append(len(rest))
            rest += [None]
            at += item.ndim
        else:
            if at >= len(shape):
                raise index_error(f"too many indices for tensor of dimension {len(shape)}")
            picked.append(tuple(item.shape))
            places.append(len(rest))
            rest += [None]
            at += 1
    rest += list(shape[at:])
    try:
        block = sizes.broadcast(*picked)
    except Exception:
        listed = ", ".join(sizes.text(s) for s in picked)
        raise index_error(f"shape mismatch: indexing tensors could not be broadcast together with shapes {listed}") from None
    adjacent = all(b - a == 1 for a, b in pairwise(places))
    others = [n for n in rest if n is not None]
    before = places[0] if adjacent else 0
    found = (*others[:before], *block, *others[before:])
    if sizes.numel(block) and any(shape[k] == 0 for k, item in _dimensions(indices) if item is not None):
        raise index_error("index is out of bounds for dimension with size 0")
    if sizes.numel(found):
        _check_bounds(indices, shape, block)
    return found


def _dimensions(indices: Sequence[Any]) -> Iterator[tuple[int, Any]]:
    """The items, each with the dimensions of the tensor that it is about."""
    at = 0
    for item in indices:
        for _ in range(item.ndim if item is not None and item.dtype.name == "bool" else 1):
            yield at, item
            at += 1


def _check_mask(mask: sizes.Shape, shape: sizes.Shape, at: int) -> None:
    for k, n in enumerate(mask):
        if at + k >= len(shape):
            raise index_error(f"too many indices for tensor of dimension {len(shape)}")
        if n != shape[at + k]:
            raise index_error(
                f"The shape of the mask {sizes.text(mask)} at index {k} does not match the shape of the indexed tensor "
                f"{sizes.text(shape)} at index {at + k}"
            )


def _check_bounds(indices: Sequence[Any], shape: sizes.Shape, block: sizes.Shape) -> None:
    """PyTorch looks at the indices as it picks, element by element, and counts the dimension among those that are indexed."""
    met: list[tuple[int, int, int, int]] = []  # where a dimension meets its first bad index
    position = 0
    for at, item in _starts(indices):
        if item is not None:
            bad = _first_bad(item, shape[at], block)
            met += [] if bad is None else [(bad[0], position, bad[1], shape[at])]
            position += 1
    if met:
        _, position, index, size = min(met)
        raise index_error(f"index {index} is out of bounds for dimension {position} with size {size}")


def _starts(indices: Sequence[Any]) -> Iterator[tuple[int, Any]]:
    """The items, each with the first dimension of the tensor that it is about."""
    at = 0
    for item in indices:
        yield at, item
        at += item.ndim if item is not None and item.dtype.name == "bool" else 1


def _first_bad(item: Any, size: int, block: sizes.Shape) -> tuple[int, int] | None:
    """The first index that is out of bounds: its place among those of all dimensions, and itself."""
    if item.dtype.name == "bool" or not ((item >= size) | (item < -size)).any():
        return None
    from gradcli.ops import arrays

    wide = arrays.broadcast_to(item, block).ravel()
    at = int(((wide >= size) | (wide < -size)).argmax())
    return at, int(wide[at])


def subscript(x: Any, items: Sequence[Any]) -> Any:
    """x[items]. Items are ints, bools, slices, None, Ellipsis, integer and boolean arrays (plain data), or, for what is no
    index, the refusal: it is raised when its turn comes, after the items have been counted.

    Raises IndexError and ValueError with PyTorch's texts.
    """
    out, advanced = taken_apart(x, items)
    if advanced:  # copies, since backward needs them as they are now
        return index_op(out, indices=tuple([None if i is None else i.copy() for i in advanced]))
    return alias(out) if out is x else out


def taken_apart(x: Any, items: Sequence[Any], whole_is_kept: bool = True) -> tuple[Any, list[Any]]:
    """A view of x by the items that are no arrays, and the arrays, at the dimensions of the view that they pick from."""
    if sum(_consumes(i) for i in items) > rank_of(x):
        raise _too_many(rank_of(x), items)
    out, at = x, 0
    advanced: list[Any] = []
    for k, item in enumerate(items):
        if isinstance(item, bool) or (_is_array(item) and item.dtype.name == "bool" and not item.ndim):
            out = unsqueeze(out, dim=at)
            advanced = _with(advanced, at, _mask(bool(item)))
            at += 1
        elif isinstance(item, int):
            _check_index(item, tuple(out.shape)[at], k)
            out = select(out, dim=at, at=item)
        elif isinstance(item, slice):
            out = _slice(out, at, item, whole_is_kept=whole_is_kept and len(items) == 1)
            at += 1
        elif item is None:
            out = unsqueeze(out, dim=at)
            at += 1
        elif isinstance(item, Exception):
            raise item
        elif item is Ellipsis:
            at = rank_of(out) - sum(_consumes(i) for i in items[k + 1 :])
        elif not item.ndim and item.dtype.kind != "f":
            _check_index(int(item), tuple(out.shape)[at], k)
            out = select(out, dim=at, at=int(item))
        else:
            advanced = _with(advanced, at, item)
            at += item.ndim if item.dtype.name == "bool" else 1
    if any(item is not None and item.dtype.kind == "f" for item in advanced):  # seen when all items were taken
        raise index_error("tensors used as indices must be long, int, byte or bool tensors")
    return out, advanced


def _too_many(rank: int, items: Sequence[Any]) -> Exception:
    """The refusal of more items than there are dimensions; alone on a 0-d tensor they have texts of their own."""
    first = items[0]
    if rank or len(items) > 1 or isinstance(first, bool) or not isinstance(first, int | slice):
        return index_error(f"too many indices for tensor of dimension {rank}")
    if isinstance(first, slice):
        return index_error("slice() cannot be applied to a 0-dim tensor.")
    if first:
        return index_error(f"index {first} is out of bounds for dimension 0 with size 0")
    return index_error(
        "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim tensor "
        "to a number"
    )


def _check_index(at: int, size: int, position: int) -> None:
    """PyTorch counts the dimension by the item's position in the subscript."""
    if not -size <= at < size:
        raise index_error(f"index {at} is out of bounds for dimension {position} with size {size}")


def _consumes(item: Any) -> int:
    """How many dimensions of the tensor an item uses up."""
    if item is None or item is Ellipsis or isinstance(item, bool):
        return 0
    if _is_array(item) and item.dtype.name == "bool":
        return int(item.ndim)
    return 1


def _is_array(item: Any) -> bool:
    return hasattr(item, "dtype")


def _mask(on: bool) -> Any:
    from gradcli.ops import arrays

    return arrays.as_array([0] if on else [], "int64")


def _with(advanced: list[Any], at: int, item: Any) -> list[Any]:
    """The item put at dimension `at`; a mask of several dimensions stands for all of them."""
    used = sum(i.ndim if i is not None and i.dtype.name == "bool" else 1 for i in advanced)
    return [*advanced, *[None] * (at - used), item]


def _slice(x: Any, at: int, item: slice, whole_is_kept: bool) -> Any:
    for part in (item.start, item.stop, item.step):
        if part is not None and (isinstance(part, bool) or not isinstance(part, int)):
            raise type_error("slice indices must be integers or None or have an __index__ method")
    step = 1 if item.step is None else item.step
    if step == 0:
        raise value_error("slice step cannot be zero")
    if step < 0:
        raise value_error("step must be greater than zero")
    size = tuple(x.shape)[at]
    start, stop, _ = slice(item.start, item.stop, step).indices(size)
    stop = max(start, stop)
    if not whole_is_kept and item.start in (None, 0) and (item.stop is None or item.stop >= size) and step == 1:
        return x
    return narrow(x, dim=at, start=start, stop=stop, step=step)
