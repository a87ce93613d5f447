"""A function of two variables, as far as it can be drawn: contours, and the gradient as arrows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from gradcli import limits
from gradcli.calculation.question import Question
from gradcli.ops.late import np
from gradcli.plotting.contours import Point, contour
from gradcli.plotting.creases import Crease, Creases, creases
from gradcli.plotting.line import window
from gradcli.plotting.ranges import Range
from gradcli.plotting.sampler import Sampler
from gradcli.plotting.ticks import levels

SIDE, DEAR = 101, 33  # points along each side where nobody says how many, and where each costs a pass of its own
ARROWS = (15, 11)  # along both axes
OFF = 0.5  # of how the corners of a cell differ: a point of a line whose value is so far from the level lies on a jump


class Contour(NamedTuple):
    """The lines on which the value is `level`."""

    level: float
    lines: tuple[tuple[Point, ...], ...]


class Arrow(NamedTuple):
    """The gradient at a point: uphill."""

    x: float
    y: float
    dx: float
    dy: float


class Plane(NamedTuple):
    """What is drawn.

    values, grads  a row for each of `ys`, with a number for each of `xs`; a gradient for each of the two variables
    creases        its kinks; and `dense` what has more of them than can be marked
    none           the variables whose gradient is None: there are no arrows then
    low, high      what has to be told apart of the values
    infinite       how many of the samples have no finite value
    """

    expression: str
    output: str
    ranges: tuple[Range, Range]
    fixed: tuple[tuple[str, Any], ...]
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    values: tuple[tuple[float, ...], ...]
    grads: tuple[tuple[tuple[float, ...], ...], ...]
    contours: tuple[Contour, ...]
    arrows: tuple[Arrow, ...]
    none: tuple[str, ...]
    low: float
    high: float
    infinite: int
    warnings: tuple[str, ...]
    creases: tuple[Crease, ...] = ()
    dense: tuple[str, ...] = ()


def plane(question: Question, over: Sequence[Range], points: int | None = None, kinks: bool = True) -> Plane:
    """A function and its gradient over two ranges. Raises Problem, and BackwardError where there is no gradient."""
    with np.errstate(all="ignore"):
        return _plane(question, over, points, kinks)


def _plane(question: Question, over: Sequence[Range], points: int | None, kinks: bool) -> Plane:
    across, up = over
    sampler = Sampler(question, [across.name, up.name])
    if not sampler.straight:
        limits.check(limits.PLOTTED_SINGLY, (points or DEAR) ** 2, setting="points")
    count = points or (SIDE if sampler.straight else DEAR)
    xs, ys = np.linspace(across.low, across.high, count), np.linspace(up.low, up.high, count)
    found = _grid(sampler, xs, ys)
    values = found[0]
    finite = values[np.isfinite(values)]
    low, high = window(values.reshape(-1), _unbounded(finite))
    marked = creases(sampler, across, up) if kinks else Creases((), ())
    chosen = levels(np.where((values >= low) & (values <= high), values, np.nan))
    contours = tuple(Contour(level, _true(sampler, contour(xs, ys, values, level), level, values)) for level in chosen)
    return Plane(
        question.tree.source,
        sampler.output,
        (across, up),
        sampler.fixed,
        tuple(xs.tolist()),
        tuple(ys.tolist()),
        _rows(values),
        tuple(map(_rows, found[1:])),
        tuple(one for one in contours if one.lines),
        () if sampler.none else _arrows(sampler, across, up),
        sampler.none,
        low,
        high,
        int(values.size - finite.size),
        tuple(sampler.warnings),
        *marked,
    )


def _rows(table: Any) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in table.tolist())


def _grid(sampler: Sampler, xs: Any, ys: Any) -> Any:
    """The value and the two gradients at every point of a grid."""
    across, up = np.meshgrid(xs, ys)
    found = sampler.at({sampler.names[0]: across.reshape(-1), sampler.names[1]: up.reshape(-1)})
    return np.stack([found.values, *found.grads]).reshape(3, len(ys), len(xs))


def _unbounded(finite: Any) -> bool:
    """Whether a few values are so far from all others that contours between them would tell of nothing else."""
    if finite.size < 20:
        return False
    low, middle, high = (float(x) for x in np.quantile(finite, (0.02, 0.5, 0.98)))
    span = max(high - low, 1e-300)
    return float(finite.max()) - middle > 50 * span or middle - float(finite.min()) > 50 * span


def _true(sampler: Sampler, lines: Sequence[Sequence[Point]], level: float, values: Any) -> tuple[tuple[Point, ...], ...]:
    """The lines, moved onto the level along the gradient, and broken where they are no contours but cross a jump or a pole."""
    points = [point for line in lines for point in line]
    if not points:
        return ()
    at = np.array(points)
    found = sampler.at({sampler.names[0]: at[:, 0], sampler.names[1]: at[:, 1]})
    ranges = np.array([at[:, k].max() - at[:, k].min() for k in (0, 1)])
    far = _cell(values)
    with np.errstate(all="ignore"):
        miss = found.values - level
        slope = np.stack(found.grads, axis=1)
        step = -(miss / (slope**2).sum(axis=1))[:, None] * slope
    small = np.isfinite(step).all(axis=1) & (np.abs(step) <= 0.02 * np.maximum(ranges, 1e-300)).all(axis=1)
    moved = np.where(small[:, None], at + np.where(small[:, None], step, 0.0), at)
    after = sampler.at({sampler.names[0]: moved[:, 0], sampler.names[1]: moved[:, 1]}).values
    better = np.abs(after - level) < np.abs(miss)
    placed = np.where(better[:, None], moved, at)
    good = np.isfinite(found.values) & (np.minimum(np.abs(miss), np.abs(after - level)) <= OFF * far)
    return tuple(_pieces(lines, placed, good))


def _cell(values: Any) -> float:
    """How much neighbouring samples usually differ."""
    with np.errstate(all="ignore"):
        steps = np.abs(np.concatenate([np.diff(values, axis=0).reshape(-1), np.diff(values, axis=1).reshape(-1)]))
    known = steps[np.isfinite(steps)]
    return float(np.quantile(known, 0.98)) if known.size else 0.0


def _pieces(lines: Sequence[Sequence[Point]], placed: Any, good: Any) -> list[tuple[Point, ...]]:
    found: list[tuple[Point, ...]] = []
    start = 0
    for line in lines:
        piece: list[Point] = []
        for k in range(start, start + len(line)):
            if good[k]:
                piece.append((float(placed[k, 0]), float(placed[k, 1])))
            elif piece:
                found.append(tuple(piece))
                piece = []
        if piece:
            found.append(tuple(piece))
        start += len(line)
    return [piece for piece in found if len(piece) > 1]


def _arrows(sampler: Sampler, across: Range, up: Range) -> tuple[Arrow, ...]:
    """The gradient in the middle of every part of a coarse grid, where it is not 0."""
    count = [np.arange(n) + 0.5 for n in ARROWS]
    xs, ys = (one.low + one.span * part / len(part) for one, part in zip((across, up), count, strict=True))
    grid = _grid(sampler, xs, ys)
    return tuple(
        Arrow(float(x), float(y), float(grid[1, row, column]), float(grid[2, row, column]))
        for row, y in enumerate(ys)
        for column, x in enumerate(xs)
        if np.isfinite(grid[:, row, column]).all() and grid[1:, row, column].any()
    )
