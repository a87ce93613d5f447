"""Sizes of results, in plain integers, before any work is done, and PyTorch's texts where operands do not fit.

A shape is a tuple of ints; () is a 0-d tensor.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache

from gradcli import limits
from gradcli.problems import index_error, runtime_error

Shape = tuple[int, ...]


def numel(shape: Shape) -> int:
    """The number of elements."""
    return math.prod(shape)


def checked(shape: Shape, what: str) -> Shape:
    """`shape`, if a tensor of that size is allowed."""
    if len(shape) > 6:
        limits.check(limits.DIMENSIONS, len(shape), what)
    elements = math.prod(shape)
    if elements > limits.value(limits.ELEMENTS):
        limits.check(limits.ELEMENTS, elements, what)
    return shape


def text(shape: Sequence[int]) -> str:
    """As PyTorch prints sizes: `[2, 3]`."""
    return "[" + ", ".join(map(str, shape)) + "]"


def broadcast(*shapes: Shape) -> Shape:
    """The common shape, by the rules of PyTorch and NumPy."""
    out: Shape = ()
    for position, shape in enumerate(shapes):
        if shape != out:
            out = _broadcast_two(out, shape, position)
    return out


@lru_cache(maxsize=1024)  # the same few shapes meet again and again
def _broadcast_two(a: Shape, b: Shape, position: int) -> Shape:
    rank = max(len(a), len(b))
    out = []
    for k in reversed(range(rank)):
        m = a[k - rank + len(a)] if k - rank + len(a) >= 0 else 1
        n = b[k - rank + len(b)] if k - rank + len(b) >= 0 else 1
        if m != n and 1 not in (m, n):
            raise runtime_error(
                f"The size of tensor a ({m}) must match the size of tensor b ({n}) at non-singleton dimension {k}",
                operand=position,
            )
        out.append(n if m == 1 else m)
    return tuple(reversed(out))


def grows(shape: Shape, wide: Shape) -> bool:
    """Whether a shape can be expanded to another one."""
    ends = zip(reversed(shape), reversed(wide), strict=False)
    return len(shape) <= len(wide) and all(n in (1, m) for n, m in ends)


def dimension(dim: int, rank: int) -> int:
    """A dimension counted from the front; a 0-d tensor answers to 0 and -1."""
    span = max(rank, 1)
    if not -span <= dim < span:
        raise index_error(f"Dimension out of range (expected to be in range of [{-span}, {span - 1}], but got {dim})")
    return dim % span


def along(shape: Shape, dim: int) -> int:
    """The size of one dimension."""
    if not shape:
        raise index_error(f"Dimension specified as {dim} but tensor has no dimensions")
    return shape[dimension(dim, len(shape))]


def dimensions(dim: int | Iterable[int] | None, rank: int) -> tuple[int, ...]:
    """The dimensions meant, from the front, in order; None or () means all."""
    if dim is None:
        return tuple(range(rank))
    if isinstance(dim, int):
        return (dimension(dim, rank),) if rank else _no_dimension(dim)
    listed = tuple(dim)
    if not listed:
        return tuple(range(rank))
    found = different(listed, rank)
    return tuple(sorted(found)) if rank else ()


def different(dims: Iterable[int], rank: int) -> list[int]:
    """Dimensions counted from the front, each at most once."""
    found: list[int] = []
    for d in dims:
        if (front := dimension(d, rank)) in found:
            raise runtime_error(f"dim {front} appears multiple times in the list of dims")
        found.append(front)
    return found


def _no_dimension(dim: int) -> tuple[int, ...]:
    dimension(dim, 0)
    return ()


def reduced_at_once(shape: Shape, dim: int | Iterable[int] | None = None, keepdim: bool = False) -> Shape:
    """The same for sums, means, extremes and the like, of which PyTorch looks at the range of all dimensions first."""
    for d in () if dim is None else (dim,) if isinstance(dim, int) else tuple(dim):
        dimension(d, len(shape))
    return reduced(shape, dim, keepdim)


def reduced(shape: Shape, dim: int | Iterable[int] | None = None, keepdim: bool = False) -> Shape:
    """The shape left when `dim` is reduced."""
    gone = dimensions(dim, len(shape))
    if keepdim:
        return tuple(1 if k in gone else n for k, n in enumerate(shape))
    return tuple(n for k, n in enumerate(shape) if k not in gone)


def inferred(sizes: Sequence[int], elements: int) -> Shape:
    """The sizes of a view, with at most one -1 worked out."""
    unknown = [k for k, n in enumerate(sizes) if n == -1]
    if len(unknown) > 1:
        raise runtime_error("only one dimension can be inferred")
    for k, n in enumerate(sizes):
        if n < -1:
            raise runtime_error(f"invalid shape dimension {n} at index {k} of shape {text(sizes)}")
    known = math.prod(n for n in sizes if n != -1)
    if not unknown:
        if known != elements:
            raise runtime_error(f"shape '{text(sizes)}' is invalid for input of size {elements}")
        return tuple(sizes)
    if known == 0:
        if elements == 0:
            raise runtime_error(
                f"cannot reshape tensor of 0 elements into shape {text(sizes)} because the unspecified dimension size -1 can be "
                "any value and is ambiguous"
            )
        raise runtime_error(f"shape '{text(sizes)}' is invalid for input of size {elements}")
    if elements % known:
        raise runtime_error(f"shape '{text(sizes)}' is invalid for input of size {elements}")
    return tuple(elements // known if n == -1 else n for n in sizes)


def expanded(shape: Shape, sizes: Sequence[int], dtype_name: str = "torch.DoubleTensor") -> Shape:
    """The shape of `x.expand(sizes)`; -1 keeps a size."""
    if len(sizes) < len(shape):
        raise runtime_error(
            f"expand({dtype_name}{{{text(shape)}}}, size={text(sizes)}): the number of sizes provided ({len(sizes)}) must be "
            f"greater or equal to the number of dimensions in the tensor ({len(shape)})"
        )
    new = len(sizes) - len(shape)
    out = []
    for k, n in reversed(list(enumerate(sizes))):
        old = shape[k - new] if k >= new else None
        if old is None and n == -1 and shape:
            raise runtime_error(f"The expanded size of the tensor ({n}) isn't allowed in a leading, non-existing dimension {k}")
        if old is not None and n not in (-1, old) and old != 1:
            raise runtime_error(
                f"The expanded size of the tensor ({n}) must match the existing size ({old}) at non-singleton dimension {k}.  "
                f"Target sizes: {text(sizes)}.  Tensor sizes: {text(shape)}"
            )
        out.append(old if n == -1 and old is not None else n)
    if any(n < 0 for n in out):
        raise runtime_error("numel: integer multiplication overflow")
    return tuple(reversed(out))
