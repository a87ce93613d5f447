"""A choice between two numbers that a comparison of balls leaves open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gradcli.duals.fields import Balls, Unsettled
from gradcli.ops.late import np


def either(m: Any, choose: Callable[[Any, Any], Any], x: Any, y: Any) -> Any:
    """What `choose` takes of each pair of elements. Where it cannot tell, what covers both, if they move alike.

    Whichever it is, the value and the slope are then covered; where the slopes differ, it matters which, and it stays Unsettled.
    """
    try:
        return choose(x, y)
    except Unsettled:
        if not isinstance(m.field, Balls):
            raise
    shape = np.broadcast_shapes(x.shape, y.shape)
    x, y = (z.each(lambda part: np.broadcast_to(part, shape).reshape(-1)) for z in (x, y))
    found = m.concatenate([_one(m, choose, x[k : k + 1], y[k : k + 1]) for k in range(x.size)])
    return found.each(lambda part: np.reshape(np.broadcast_to(part, found.shape), shape))


def _one(m: Any, choose: Callable[[Any, Any], Any], x: Any, y: Any) -> Any:
    try:
        return choose(x, y)
    except Unsettled:
        (s1, z1), (s2, z2) = x.moving(), y.moving()
        if not m.field.overlap(s1[0], s2[0]):
            raise
        cover = np.frompyfunc(m.field.union, 2, 1)
        still = x.slope is None and y.slope is None
        return m.made(cover(x.value, y.value), *(() if still else (cover(s1, s2), cover(z1, z2))))
