"""A function of one variable and its gradient, as far as they can be drawn: plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from gradcli import limits
from gradcli.calculation.question import Question
from gradcli.ops.late import np
from gradcli.plotting import gaps
from gradcli.plotting.gaps import Gap, Pole
from gradcli.plotting.kinks import BESIDE, Kink, kinks
from gradcli.plotting.ranges import Range
from gradcli.plotting.sampler import Sampled, Sampler

SAME = 1e-6  # of how much a curve spans: what does not count as a jump
POINTS, DEAR = 401, 201  # that are asked for where nobody says how many: at first, and where each costs a pass of its own
WATCHED = 801  # at most so many are looked at for kinks where they cannot be looked at together
TRIMMED = 0.04  # of the samples at each end of the order, where a curve grows beyond all bounds

Point = tuple[float, float]


class Curve(NamedTuple):
    """One of the two curves.

    name  what it is of
    runs  its pieces, each of points that belong together
    low, high  what has to be seen of it; more where it grows beyond all bounds
    whole whether that is all of it
    """

    name: str
    runs: tuple[tuple[Point, ...], ...]
    low: float
    high: float
    whole: bool


class Mark(NamedTuple):
    """A kink with what is there: the value, the gradient that torch takes, and the gradients on its two sides; nan for none."""

    kink: Kink
    value: float
    grad: float
    left: float
    right: float


class Line(NamedTuple):
    """What is drawn.

    expression  as it was typed
    output      the name of the result
    fixed       the values of the other variables
    formula     the closed form of the gradient, where there is one
    xs, values, grads  all points that were asked for, in order
    dense       what has more kinks than can be marked
    astray      why the value is often not where the gradient leads: coarse, apart, or nothing (gaps.py)
    warnings    what PyTorch warns about
    """

    expression: str
    output: str
    range: Range
    fixed: tuple[tuple[str, Any], ...]
    formula: str | None
    xs: tuple[float, ...]
    values: tuple[float, ...]
    grads: tuple[float, ...]
    curves: tuple[Curve, Curve]
    marks: tuple[Mark, ...]
    poles: tuple[Pole, ...]
    gaps: tuple[Gap, ...]
    dense: tuple[str, ...]
    astray: str
    warnings: tuple[str, ...]


def line(question: Question, along: Range, points: int | None = None) -> Line:
    """A function and its gradient along a range. Raises Problem, and BackwardError where there is no gradient."""
    with np.errstate(all="ignore"):
        return _line(question, along, points)


def _line(question: Question, along: Range, points: int | None) -> Line:
    sampler = Sampler(question, [along.name])
    if not sampler.straight:
        limits.check(limits.PLOTTED_SINGLY, points or DEAR, setting="points")
    base = np.linspace(along.low, along.high, points or (POINTS if sampler.straight else DEAR))
    first = sampler.along(base)
    fine = sampler.elementwise or len(base) <= WATCHED
    found = kinks(sampler, base if fine else np.linspace(along.low, along.high, WATCHED))
    sides = [x for kink in found.kinks for x in (kink.x - BESIDE * along.span, kink.x, kink.x + BESIDE * along.span)]
    inner, stretches = gaps.edges(sampler, base, first.values)
    more = np.array([*inner, *(x for x in sides if along.low <= x <= along.high)], dtype=np.float64)
    xs, all_ = _joined(sampler, base, first, np.setdiff1d(more, base))
    values, grads = all_.values, all_.grads[0]
    known = [kink.x for kink in found.kinks]
    poles = gaps.poles(sampler, base, first.values, first.grads[0], known)
    marks, jumps = _marks(sampler, found.kinks, along, values)
    cut = [*(pole.x for pole in poles), *(x for gap in stretches for x in (gap.low, gap.high))]
    unbounded = any(not pole.jump for pole in poles) or _grows(stretches, values)
    name = sampler.output
    shown = [np.where(np.isfinite(one.values), one.grads[0], np.nan) for one in (all_, first)]  # of no number no slope is drawn
    curves = (
        _curve(name, xs, values, [*cut, *jumps], first.values, unbounded),
        _curve(f"{along.name}.grad", xs, shown[0], [*cut, *known], shown[1], unbounded or bool(known)),
    )
    return Line(
        question.tree.source,
        name,
        along,
        sampler.fixed,
        sampler.formula(along.low, along.high),
        tuple(xs.tolist()),
        tuple(values.tolist()),
        tuple(grads.tolist()),
        curves,
        marks,
        poles,
        stretches,
        found.dense,
        gaps.astray(sampler, base, first.values, first.grads[0], [*known, *(pole.x for pole in poles)]),
        tuple(sampler.warnings),
    )


def _joined(sampler: Sampler, base: Any, first: Sampled, more: Any) -> tuple[Any, Sampled]:
    """Samples that are known and some more, from left to right."""
    if not more.size:
        return base, first
    xs = np.concatenate([base, more])
    order = np.argsort(xs)
    added = sampler.along(more)
    values = np.concatenate([first.values, added.values])[order]
    return xs[order], Sampled(values, (np.concatenate([first.grads[0], added.grads[0]])[order],))


# ------------------------------------------------------------------ kinks
def _marks(sampler: Sampler, found: Sequence[Kink], along: Range, values: Any) -> tuple[tuple[Mark, ...], tuple[float, ...]]:
    """The kinks with what is there, without comparisons that change nothing; and those of them at which the value jumps."""
    if not found:
        return (), ()
    step, spread = BESIDE * along.span, _span(values)
    at = np.array([kink.x for kink in found])
    left, here, right = (sampler.along(at + k * step) for k in (-1, 0, 1))
    slopes = [one.grads[0] for one in (left, right)]
    beyond = [(at + k * step < along.low) | (at + k * step > along.high) for k in (-1, 1)]
    shown = [np.where(out, np.nan, slope) for out, slope in zip(beyond, slopes, strict=True)]
    apart = np.abs(right.values - left.values)
    steady = apart <= SAME * spread
    alike = np.abs(slopes[1] - slopes[0]) <= 1e-5 * np.maximum(1.0, np.maximum(np.abs(slopes[0]), np.abs(slopes[1])))
    jumps = ~(apart <= SAME * spread + 4 * step * np.fmax(np.fmax(np.abs(shown[0]), np.abs(shown[1])), 0.0))
    kept = [k for k, kink in enumerate(found) if kink.torch or not (steady[k] and alike[k])]
    marks = (Mark(found[k], float(here.values[k]), float(here.grads[0][k]), float(shown[0][k]), float(shown[1][k])) for k in kept)
    return tuple(marks), tuple(found[k].x for k in kept if jumps[k])


def _span(values: Any) -> float:
    known = values[np.isfinite(values)]
    return float(known.max()) - float(known.min()) if known.size else 0.0


def _grows(stretches: Sequence[Gap], values: Any) -> bool:
    """Whether the value grows beyond all bounds beside a stretch without numbers."""
    known = np.sort(np.abs(values[np.isfinite(values)]))
    if not stretches or not known.size:
        return False
    usual = float(known[int(0.9 * (known.size - 1))])
    return any(gap.what != "nan" for gap in stretches) or float(known[-1]) > 50 * max(usual, 1e-300)


# ------------------------------------------------------------------ the curves
def _curve(name: str, xs: Any, numbers: Any, cuts: Sequence[float], sampled: Any, unbounded: bool) -> Curve:
    low, high = window(sampled, unbounded)
    known = numbers[np.isfinite(numbers)]
    whole = not known.size or bool((known >= low).all() and (known <= high).all())
    return Curve(name, tuple(_runs(xs, numbers, np.sort(np.asarray(cuts, dtype=np.float64)))), low, high, whole)


def window(sampled: Any, unbounded: bool) -> tuple[float, float]:
    """What has to be seen of some numbers: all, but of a curve that grows beyond all bounds most."""
    known = np.sort(sampled[np.isfinite(sampled)])
    if not known.size:
        return -1.0, 1.0
    low, high = float(known[0]), float(known[-1])
    if unbounded and known.size > 20:
        cut = int(TRIMMED * known.size)
        near, far = float(known[cut]), float(known[-1 - cut])
        room = 0.35 * (far - near)
        if high - low > 3 * (far - near):
            low, high = max(low, near - room), min(high, far + room)
    return low, high


def _runs(xs: Any, numbers: Any, cuts: Any) -> Iterator[tuple[Point, ...]]:
    """The pieces: broken where a number is not finite, and at each cut, at which a point may stand alone."""
    points: list[Point] = []
    behind = np.searchsorted(cuts, xs, "left")  # cuts before a point
    at = np.isin(xs, cuts)
    for k, (x, y) in enumerate(zip(xs.tolist(), numbers.tolist(), strict=True)):
        cut = k and (behind[k] != behind[k - 1] or at[k])
        if points and (cut or not np.isfinite(y)):
            yield tuple(points)
            points = []
        if np.isfinite(y):
            points.append((x, y))
    if points:
        yield tuple(points)
