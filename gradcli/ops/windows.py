"""Windows: what convolution, pooling, unfold and fold have in common, over the last dimensions of a tensor.

`out` is the number of places that a kernel has along each dimension, `padding` how much is added before and behind.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

from gradcli.ops import memory, sizes

Sizes = tuple[int, ...]
BLOCK = 2**20  # elements of copied windows at once, which a core's cache nearly holds


def several(value: Any, n: int) -> Sizes:
    """One number for each of n dimensions; one, also in a list, stands for all."""
    listed = (value,) if isinstance(value, int) else tuple(value)
    return listed * n if len(listed) == 1 else listed


def fits(shape: Sizes, what: str) -> None:
    """Raise LimitProblem where what is made on the way would be too large."""
    memory.check(sizes.checked(shape, what), what)


def data_of(x: Any) -> Any:
    """The numbers of a tensor as an array. What stands for numbers that are not there raises what it raises."""
    from gradcli.ops import arrays

    data = getattr(x, "raw", x)
    return data if isinstance(data, arrays.Array) else arrays.as_array(data.tolist() if hasattr(data, "tolist") else data)


def padded(m: Any, x: Any, padding: Sequence[int], value: float = 0.0) -> Any:
    """x with as much added before and behind each of its last dimensions, in memory of its own where there is any."""
    if not any(padding):
        return x
    n = len(padding)
    wide = (*x.shape[: x.ndim - n], *[s + 2 * p for s, p in zip(x.shape[x.ndim - n :], padding, strict=True)])
    fits(wide, "padding")
    out = m.full(wide, value, dtype=x.dtype) if value else m.zeros(wide, dtype=x.dtype)
    out[(..., *[slice(p, p + s) for s, p in zip(x.shape[x.ndim - n :], padding, strict=True)])] = x
    return out


def offsets(kernel: Sequence[int], backwards: bool = False) -> Iterator[Sizes]:
    """The places inside a kernel, in memory order or against it."""
    if backwards:
        return product(*[range(k - 1, -1, -1) for k in kernel])
    return product(*map(range, kernel))


def seen_at(place: Sizes, out: Sequence[int], stride: Sequence[int], dilation: Sequence[int]) -> tuple[Any, ...]:
    """The elements that lie at one place of the kernel, in all windows: a subscript."""
    return (..., *[slice(k * d, k * d + s * (n - 1) + 1, s) for k, n, s, d in zip(place, out, stride, dilation, strict=True)])


def blocks(count: int, each: int) -> Iterator[slice]:
    """The items of a batch in parts whose windows are not too many, of `each` elements for one item."""
    fits((each,), "the windows of a kernel")
    step = max(1, BLOCK // max(each, 1))
    return (slice(k, min(k + step, count)) for k in range(0, count, step))


def added_up(m: Any, parts: Any, size: Sizes, padding: Sizes, kernel: Sizes, stride: Sizes, dilation: Sizes) -> Any:
    """Windows put back where they were seen, `size` being the sizes without padding; overlapping ones add up.

    parts  (*lead, *kernel, *out)
    """
    n = len(kernel)
    lead, out = parts.shape[: parts.ndim - 2 * n], parts.shape[parts.ndim - n :]
    fits((*lead, *[s + 2 * p for s, p in zip(size, padding, strict=True)]), "padding")
    wide = m.zeros((*lead, *[s + 2 * p for s, p in zip(size, padding, strict=True)]), dtype=parts.dtype)
    if math.prod(out):
        for place in offsets(kernel):
            wide[seen_at(place, out, stride, dilation)] += parts[(..., *place, *[slice(None)] * n)]
    return wide[(..., *[slice(p, p + s) for s, p in zip(size, padding, strict=True)])]
