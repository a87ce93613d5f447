"""Arrays of numbers of any kind; what has no shape is a number alone, and needs no NumPy.

Each function here is one of NumPy's where an operand has a shape, otherwise what that comes to for numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from gradcli.ops.late import np
from gradcli.ops.sizes import Shape


def has_shape(*operands: Any) -> bool:
    """Whether one of them is an array, or a number of NumPy's."""
    return any(hasattr(x, "shape") for x in operands)


def bare(x: Any) -> Any:
    """An array without a shape, or a number of NumPy's, as its number alone."""
    return x.item() if hasattr(x, "shape") and x.shape == () else x


def shape_of(x: Any) -> Shape:
    """The sizes of a number, of an array or of nested lists."""
    if isinstance(x, list | tuple):
        return tuple(np.shape(x))
    return tuple(getattr(x, "shape", ()))


def places(shape: Sequence[int]) -> Sequence[tuple[int, ...]]:
    """The index of each element, in order."""
    return list(np.ndindex(*shape)) if shape else [()]


def flat(x: Any) -> Any:
    """All elements, in order."""
    return np.asarray(x).reshape(-1) if has_shape(x) else [x]


def each(function: Callable[..., Any], *operands: Any) -> Any:
    """A function of numbers on every element."""
    if has_shape(*operands):
        return np.frompyfunc(function, len(operands), 1)(*operands)
    return function(*operands)


def any_of(mask: Any) -> bool:
    """Whether a mask holds anywhere."""
    return bool(mask.any()) if has_shape(mask) else bool(mask)


def negated(mask: Any) -> Any:
    """Where a mask does not hold."""
    return ~mask if has_shape(mask) else not mask


def only(mask: Any, question: Callable[..., Any], *parts: Any) -> Any:
    """The answers where a mask holds; nobody asks elsewhere, and there the answer is no."""
    if not has_shape(mask):
        return mask and question(*parts)
    found = np.zeros(mask.shape, dtype=bool)
    found[mask] = question(*[np.broadcast_to(part, mask.shape)[mask] for part in parts])
    return found


def where(mask: Any, x: Any, y: Any) -> Any:
    """One where a mask holds, otherwise the other."""
    if has_shape(mask, x, y):
        return np.where(mask, x, y)
    return x if mask else y


def full(shape: Shape, x: Any, dtype: Any) -> Any:
    """The same number everywhere."""
    return np.full(shape, x, dtype=dtype) if shape else x


def broadcast(*shapes: Shape) -> Shape:
    """The common shape."""
    return tuple(np.broadcast_shapes(*shapes)) if any(shapes) else ()


def spread(x: Any, shape: Shape) -> Any:
    """A number or an array in a shape that may be larger."""
    return np.broadcast_to(x, shape) if shape or has_shape(x) else x


def total(x: Any, zero: Any) -> Any:
    """The sum of all elements, from a zero of their kind on."""
    return zero + np.sum(x) if has_shape(x) else zero + x
