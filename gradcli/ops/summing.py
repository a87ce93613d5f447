"""Sums of floating-point arrays in the order in which PyTorch adds, so that their last digits are the same.

PyTorch adds in a cascade: runs of numbers are added up one after the other, then the sums of runs, and so on, several
runs side by side. Which numbers stand side by side depends on where they lie in memory. Here the same order is followed
with whole arrays: what is reduced is the first axis, and everything behind it is added at once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

LEVELS = 4
RUN = 4  # a run has at least two to this power rows
SIDES = 4  # how many sums run side by side
REGISTER = 32  # bytes of the numbers that the processor adds at once
MANY = 32  # runs from which on NumPy is slower with all of them than with row after row
SMALL = 2048  # elements below which one call on everything is faster than many on parts
FEW = {n: [0, *range(SIDES, n), *range(1, SIDES)] for n in range(SIDES + 1, 2 * SIDES)}  # the order among so few


class _Way(NamedTuple):
    """How an array of one shape is added up along some of its axes.

    axes    which ones, counted from the front
    shape   of the result
    size    how many numbers are added to one, where the axes stand together; otherwise 0
    behind  they stand behind what stays
    """

    axes: tuple[int, ...]
    shape: tuple[int, ...]
    size: int
    behind: bool


class _Dim(NamedTuple):
    """A dimension as the loops of PyTorch see it."""

    size: int
    stride: int


def total(x: Any, axis: int | tuple[int, ...] | None, keepdims: bool) -> Any:
    """The sum of an array along one axis, several, or all."""
    way = _way(x.shape, axis, keepdims)
    added = _in_order(x, way.size, way.behind) if way.size and x.flags.c_contiguous else _anywhere(x, way.axes)
    return (added + 0.0).reshape(way.shape)[()]  # no sum is -0.0


@lru_cache(maxsize=1024)  # the same few shapes come again and again
def _way(shape: tuple[int, ...], axis: int | tuple[int, ...] | None, keepdims: bool) -> _Way:
    rank = len(shape)
    axes = tuple(range(rank)) if axis is None else tuple([k % rank for k in (axis if isinstance(axis, tuple) else (axis,))])
    kept = [k for k in range(rank) if k not in axes]
    left = tuple([1 if k in axes else n for k, n in enumerate(shape)] if keepdims else [shape[k] for k in kept])
    together = not axes or not kept or max(axes) < kept[0] or min(axes) > kept[-1]
    return _Way(axes, left, math.prod([shape[k] for k in axes]) if together else 0, bool(kept) and kept[0] == 0)


def _in_order(x: Any, n: int, behind: bool) -> Any:
    """The sums of an array that lies in memory in order, over its first dimensions or over its last."""
    lanes = REGISTER // x.itemsize
    if n == 1:
        return x
    if behind or n == x.size:
        rows = x.reshape(-1, n).T if behind else x.reshape(-1)
        return _by_lanes(rows, lanes) if n >= lanes else _side_by_side(rows)
    table = x.reshape(n, -1)
    return _by_columns(table, SIDES * lanes if table.shape[1] >= lanes else SIDES)


def _anywhere(x: Any, axes: Sequence[int]) -> Any:
    """The sums of an array whose elements lie anywhere in memory."""
    rows, columns = _split(x, axes)
    dims = [*rows, *columns]
    seen = np.lib.stride_tricks.as_strided(x, [d.size for d in dims], [d.stride for d in dims])
    return _added(seen, rows, columns, x.itemsize).T


def _split(x: Any, axes: Sequence[int]) -> tuple[list[_Dim], list[_Dim]]:
    """The dimensions that are reduced and those that stay, both from the innermost outwards, joined where they can be."""
    dims = [(_Dim(n, s), k in axes) for k, (n, s) in enumerate(zip(x.shape, x.strides, strict=True)) if n != 1]
    rows = [d for d, reduced in reversed(dims) if reduced]
    if all(d.stride for d in rows):  # what is repeated tells nothing about the order
        rows.sort(key=lambda d: d.stride)
    return _joined(rows), _joined([d for d, reduced in reversed(dims) if not reduced])


def _joined(dims: list[_Dim]) -> list[_Dim]:
    """Dimensions that are one run through memory as one."""
    out: list[_Dim] = []
    for d in dims:
        if out and out[-1].size * out[-1].stride == d.stride:
            out[-1] = _Dim(out[-1].size * d.size, out[-1].stride)
        else:
            out.append(d)
    return out


def _added(x: Any, rows: list[_Dim], columns: list[_Dim], itemsize: int) -> Any:
    """The sums over the first axes of x, which are `rows`."""
    if not rows:
        return x
    lanes, inner = REGISTER // itemsize, rows[0]
    if inner.stride == itemsize and inner.size >= lanes:
        out = _by_lanes(x, lanes)
    elif len(rows) > 1 or not columns:
        out = _side_by_side(x)
    elif columns[0].stride == itemsize and columns[0].size >= lanes:
        out = _by_columns(x, SIDES * lanes)
    elif inner.stride < columns[0].stride:
        out = _side_by_side(x)
    else:
        out = _by_columns(x, SIDES)
    return _row_after_row(out, len(rows) - 1)


def _row_after_row(x: Any, count: int) -> Any:
    """The sums of rows added to the result as they come: over the first dimensions, the first of them innermost."""
    if not count:
        return x
    outwards = x.transpose(*reversed(range(count)), *range(count, x.ndim))
    return one_by_one(outwards.reshape(-1, *x.shape[count:]))


def _by_columns(x: Any, width: int) -> Any:
    """Whole blocks of columns are added row by row, the columns that are left each for itself."""
    whole = x.shape[1] // width * width
    if not whole or len(x) < SIDES:
        return _side_by_side(x)
    if whole == x.shape[1]:
        return cascade(x)
    return np.concatenate([cascade(x[:, :whole]), _side_by_side(x[:, whole:])])


def _by_lanes(x: Any, lanes: int) -> Any:
    """A run through memory, several numbers at once; first what is left at its end, then lane by lane."""
    whole = len(x) // lanes * lanes
    sums = _side_by_side(x[:whole].reshape(-1, lanes, *x.shape[1:]))
    return one_by_one(sums if whole == len(x) else np.concatenate([x[whole:], sums]))


def _side_by_side(x: Any) -> Any:
    """Every fourth element in a sum of its own; what is left at the end goes into the first."""
    if len(x) < 2 * SIDES:
        return one_by_one(x[FEW[len(x)]] if len(x) > SIDES else x)
    whole = len(x) // SIDES * SIDES
    sums = cascade(x[:whole].reshape(-1, SIDES, *x.shape[1:]))
    if whole == len(x):
        return one_by_one(sums)
    return one_by_one(np.concatenate([sums[:1], x[whole:]])) + sums[1] + sums[2] + sums[3]


def cascade(x: Any, run: int = RUN) -> Any:
    """Runs of rows, runs of their sums, and so on; then what is left at each level."""
    if len(x) < 1 << run:
        return one_by_one(x)
    step = 1 << max(run, (len(x) - 1).bit_length() // LEVELS)
    left: list[Any] = []
    while len(x) >= step and len(left) < LEVELS - 1:
        whole = len(x) // step * step
        left.append(one_by_one(x[whole:]) if whole < len(x) else x.dtype.type(0))
        x = one_by_one(x[:whole].reshape(-1, step, *x.shape[1:]), 1)
    out = one_by_one(x) if len(x) > 1 else x[0]
    for part in left[1:]:
        left[0] = left[0] + part
    return left[0] + out


def one_by_one(x: Any, axis: int = 0) -> Any:
    """The sum over one of the first two axes, one row after the other."""
    if x.ndim > axis + 1 and x.shape[-1] > 1 and x.flags.c_contiguous and (axis == 0 or len(x) < MANY):
        return row_by_row(x, axis)
    rows = x.swapaxes(0, axis)
    if x.size < SMALL or len(rows) > 64:
        return np.add.accumulate(rows, axis=0)[-1]
    out = rows[0] + rows[1] if len(rows) > 1 else rows[0]
    for row in rows[2:]:
        out += row
    return out


def row_by_row(x: Any, axis: int = 0) -> Any:
    """The same where each row has several numbers, nearer to each other in memory than the rows: NumPy itself goes that way."""
    return np.add.reduce(x, axis, initial=-0.0)
