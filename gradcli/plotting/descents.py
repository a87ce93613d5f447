"""Walks down a gradient as something to draw: over a curve, over contours, or as losses over steps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from gradcli.calculation.question import Question
from gradcli.descent.walk import Step, Walk
from gradcli.plotting.line import Line, line
from gradcli.plotting.plane import Plane, plane
from gradcli.plotting.ranges import Range, settled

AROUND = 0.15  # of what a walk covers: what is to be seen on each side
AWAY = 1e3  # so many times what the first step covers, and the walk has left the drawing


class Trail(NamedTuple):
    """A walk as far as it can be drawn.

    name    what it is called where there are two
    steps   the numbers of its points
    points  where the variables are: one number or two
    losses, slopes  at each point; a slope for each variable
    left    how many steps lie beyond the drawing
    """

    name: str
    steps: tuple[int, ...]
    points: tuple[tuple[float, ...], ...]
    losses: tuple[float, ...]
    slopes: tuple[tuple[float, ...], ...]
    left: int


class Descent(NamedTuple):
    """What is drawn: the ground that was walked over, if it has one variable or two, and the walks."""

    expression: str
    output: str
    ground: Line | Plane | None
    trails: tuple[Trail, ...]


def descent(question: Question, walks: Sequence[Walk], titles: Sequence[str]) -> Descent:
    """Walks and what they went over. Raises Problem where there is nothing to draw."""
    names = _flat(walks[0])
    kept = [_kept(gone, names) for gone in walks]
    trails = tuple(_trail(gone, steps, names, title) for gone, steps, title in zip(walks, kept, titles, strict=True))
    ground = _ground(question, trails, names) if 1 <= len(names) <= 2 else None
    return Descent(question.tree.source, walks[0].name, ground, trails)


def _flat(gone: Walk) -> tuple[str, ...]:
    """The variables, where each is a number; none otherwise."""
    values = gone.steps[0].values
    return tuple(values) if all(getattr(v, "ndim", 0) == 0 for v in values.values()) else ()


def _point(step: Step, names: Sequence[str]) -> tuple[float, ...]:
    return tuple(float(step.values[name]) for name in names)


def _kept(gone: Walk, names: Sequence[str]) -> list[Step]:
    """The steps until it has left everything behind."""
    first = _point(gone.steps[0], names)
    near = max((_far(_point(step, names), first) for step in gone.steps[:2]), default=0.0) or 1.0
    found: list[Step] = []
    for step in gone.steps:
        known = [step.loss, *_point(step, names)]
        away = bool(names) and _far(_point(step, names), first) > AWAY * near
        if not all(map(math.isfinite, known)) or away or (found and abs(step.loss) > 1e12 * (1 + abs(found[0].loss))):
            break
        found.append(step)
    return found


def _far(a: Sequence[float], b: Sequence[float]) -> float:
    return max((abs(x - y) for x, y in zip(a, b, strict=True)), default=0.0)


def _trail(gone: Walk, kept: Sequence[Step], names: Sequence[str], title: str) -> Trail:
    return Trail(
        title,
        tuple(step.number for step in kept),
        tuple(_point(step, names) for step in kept),
        tuple(step.loss for step in kept),
        tuple(tuple(_slope(step.grads[name]) for name in names) for step in kept),
        len(gone.steps) - len(kept),
    )


def _slope(gradient: Any) -> float:
    return math.nan if gradient is None else float(gradient)


def _ground(question: Question, trails: Sequence[Trail], names: Sequence[str]) -> Line | Plane | None:
    places = [point for trail in trails for point in trail.points]
    if not places:
        return None
    ranges = [_range(name, [point[k] for point in places]) for k, name in enumerate(names)]
    asked = question._replace(
        values=settled(ranges, question.values),
        settings=question.settings._replace(dtype="float64"),
    )
    return line(asked, ranges[0]) if len(ranges) == 1 else plane(asked, ranges, kinks=False)


def _range(name: str, numbers: Sequence[float]) -> Range:
    """What has to be seen of a variable."""
    low, high = min(numbers), max(numbers)
    least = 1e-3 * max(abs(low), abs(high), 1e-3)
    room = AROUND * (high - low) if high - low > least else 1.0
    step = 10.0 ** (math.floor(math.log10(high - low + 2 * room)) - 1)
    ends = math.floor((low - room) / step) * step, math.ceil((high + room) / step) * step
    return Range(name, *(float(f"{end:.12g}") for end in ends))
