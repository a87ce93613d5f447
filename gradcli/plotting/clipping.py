"""The parts of a line that are to be seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

Point = tuple[float, float]


def share(x: float, low: float, high: float) -> float:
    """How far between two numbers another one is; by halves, of which no difference overflows."""
    return (x / 2 - low / 2) / (high / 2 - low / 2)


def clipped(points: Sequence[Point], low: Point, high: Point) -> Iterator[tuple[Point, ...]]:
    """The parts of a line that lie between two corners."""
    part: list[Point] = []
    for a, b in pairwise(points):
        inside = _cut(a, b, low, high)
        if inside is None:
            continue
        start, end = inside
        if part and part[-1] == start:
            part.append(end)
        else:
            if part:
                yield tuple(part)
            part = [start, end]
        if end != b:
            yield tuple(part)
            part = []
    if part:
        yield tuple(part)


def _cut(a: Point, b: Point, low: Point, high: Point) -> tuple[Point, Point] | None:
    """The part of a piece of a line that lies between two corners (Liang and Barsky)."""
    first, last = 0.0, 1.0
    for k in (0, 1):
        way = b[k] / 2 - a[k] / 2
        if way == 0:
            if not low[k] <= a[k] <= high[k]:
                return None
            continue
        near, far = sorted(((low[k] / 2 - a[k] / 2) / way, (high[k] / 2 - a[k] / 2) / way))
        first, last = max(first, near), min(last, far)
    if not first <= last:
        return None

    def between(part: float, whole: Point) -> Point:
        if part in (0.0, 1.0) and all(low[k] <= whole[k] <= high[k] for k in (0, 1)):
            return whole
        return tuple(min(max(a[k] + 2 * part * (b[k] / 2 - a[k] / 2), low[k]), high[k]) for k in (0, 1))  # type: ignore[return-value]

    return between(first, a if first == 0.0 else b), between(last, b if last == 1.0 else a)
