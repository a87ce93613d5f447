"""Where a formula has no slope at the point itself, as sin(x)/x at 0: the slopes just beside it, if they settle."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from gradcli.checks.expected import WIDTH, step
from gradcli.checks.lifted import Lifted, Point, is_finite
from gradcli.checks.truth import BESIDE, Number, Truth
from gradcli.duals import balls, cells
from gradcli.duals.dual import Dual
from gradcli.duals.fields import Unsettled, Unsuited
from gradcli.problems import Problem

SETTLED = Fraction(2) ** -60  # how near, relative to it, two slopes at different distances have to be


def beside(lifted: Lifted, values: Point, name: str, direction: Any) -> Truth | None:
    """The slope when a variable moves in a direction, as it is on both sides of the point; None where it does not settle."""
    if not is_finite(values[name]):
        return None
    found = []
    for width in (WIDTH, 2 * WIDTH):
        try:
            found.append([_near(lifted, values, name, direction, width, side) for side in (1, -1)])
        except (Unsuited, Unsettled, Problem):
            return None
    (_, _), (right, left) = found
    error: Number = 0.0
    for (slope, off, added), (before, _, _) in zip(found[1], found[0], strict=True):
        if not (isinstance(slope, Fraction) and isinstance(before, Fraction) and isinstance(added, Fraction)):
            return None
        apart = abs(slope - before)
        if apart > SETTLED * max(abs(slope), added):
            return None
        error = max(error, 4 * apart + Fraction(off))
    return Truth(right[0], -left[0], BESIDE, error, right[2])


def _near(lifted: Lifted, values: Point, name: str, direction: Any, width: int, side: int) -> tuple[Number, Number, Number]:
    """The slope at a point that is moved in a direction by a part of what the variable is."""
    field, block = balls.fine(8 * width)
    with block:
        here = lifted.forward(field, values).value
        if cells.any_of(field.isnan(here)) or cells.any_of(field.isinf(here)):
            raise Unsuited("the value is not finite")
        way = field.lift(side * direction)
        moved = field.lift(values[name]) + way * step(field, values[name], width)
        return lifted.weighted(lifted.forward(field, values, {name: Dual(field, moved, way)}))
