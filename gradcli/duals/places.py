"""Whole numbers found by comparing dual numbers: where elements are, and where they would stand among others."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from gradcli.duals.fields import Unsuited
from gradcli.ops.late import arrays, np


def nonzero(_: Any, x: Any) -> Any:
    """The indices of all elements that are not 0, just beside the point."""
    return arrays.nonzero(np.asarray(x != 0))


def searchsorted(m: Any, borders: Any, x: Any, side: str) -> Any:
    """Where elements would stand among borders in order."""
    line, wanted = m.constant(borders), m.constant(x)
    if (np.diff(np.asarray(line.tolist())) < 0).any():
        raise Unsuited("borders that are not in order")
    flat = wanted.each(lambda part: np.reshape(np.broadcast_to(part, wanted.shape), (-1,)))
    found = [_place(line, flat[k : k + 1], side == "right") for k in range(flat.size)]
    return np.reshape(np.asarray(found, dtype=np.int64), wanted.shape)


def _place(line: Any, x: Any, right: bool) -> int:
    low, high = 0, line.size
    while low < high:
        middle = (low + high) // 2
        border = line[middle : middle + 1]
        if np.all(border <= x if right else border < x):
            low = middle + 1
        else:
            high = middle
    return low


def nextafter(m: Any, x: Any, y: Any) -> Any:
    """x and one step of floats towards y; the step is that of the point, and does not move."""
    x, y = m.constant(x), m.constant(y)
    shape = np.broadcast_shapes(x.shape, y.shape)
    here = np.asarray(x.tolist(), dtype=np.float64)
    if not np.isfinite(here).all():
        raise Unsuited("no float")
    up, down = (arrays.nextafter(here, end) - here for end in (math.inf, -math.inf))
    steps = np.where(np.broadcast_to(x < y, shape), up, np.where(np.broadcast_to(x > y, shape), down, 0.0))
    return x + m.made(m.field.lift(steps))


PRIMITIVES: Mapping[str, Callable[..., Any]] = {"nonzero": nonzero, "searchsorted": searchsorted, "nextafter": nextafter}
