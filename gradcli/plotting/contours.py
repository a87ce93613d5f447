"""Lines of one value on a surface, by marching squares: between four neighbouring samples a line enters and leaves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gradcli.ops.late import np

Point = tuple[float, float]
Edge = tuple[int, int, int]  # the sample at its beginning, row and column, and whether it leads along the row (0) or down (1)
# for each case (which of the corners, counted round from the first, lie above): which sides the lines join
SIDES: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((3, 0),),
    2: ((0, 1),),
    3: ((3, 1),),
    4: ((1, 2),),
    6: ((0, 2),),
    7: ((3, 2),),
    8: ((2, 3),),
    9: ((2, 0),),
    11: ((2, 1),),
    12: ((1, 3),),
    13: ((1, 0),),
    14: ((0, 3),),
}
SADDLES = {(5, True): ((3, 2), (1, 0)), (5, False): ((3, 0), (1, 2)), (10, True): ((0, 3), (2, 1)), (10, False): ((0, 1), (2, 3))}


def contour(xs: Any, ys: Any, values: Any, level: float) -> tuple[tuple[Point, ...], ...]:
    """The lines on which a surface has one value; closed ones end where they begin.

    values  a row for each of `ys`, with a number for each of `xs`; where one of four corners is not finite, no line runs
    """
    joined = _joined(_segments(values, level))
    return tuple(tuple(_placed(edge, xs, ys, values, level) for edge in way) for way in joined)


def between(values: Any, level: float) -> list[list[Edge]]:
    """The edges between neighbouring samples over which lines run that may cross each other, as those of a product's zeros do."""
    return _joined(_segments(values, level, crossing=True))


def _segments(values: Any, level: float, crossing: bool = False) -> Iterator[tuple[Edge, Edge]]:
    """The pieces of lines in all cells."""
    corners = (values[:-1, :-1], values[:-1, 1:], values[1:, 1:], values[1:, :-1])
    case = sum((corner > level).astype(np.int64) << k for k, corner in enumerate(corners))
    finite = np.logical_and.reduce([np.isfinite(corner) for corner in corners])
    for row, column in np.argwhere(finite & (case > 0) & (case < 15)).tolist():
        kind = int(case[row, column])
        sides = SIDES.get(kind)
        if sides is None and crossing:
            sides = ((0, 2), (1, 3))
        elif sides is None:
            middle = float(values[row : row + 2, column : column + 2].mean())
            sides = SADDLES[kind, middle > level]
        edges = ((row, column, 0), (row, column + 1, 1), (row + 1, column, 0), (row, column, 1))
        yield from ((edges[a], edges[b]) for a, b in sides)


def _joined(segments: Iterator[tuple[Edge, Edge]]) -> list[list[Edge]]:
    """Pieces put together as far as they go."""
    near: dict[Edge, list[Edge]] = {}
    for a, b in segments:
        near.setdefault(a, []).append(b)
        near.setdefault(b, []).append(a)
    found = [_followed(near, edge) for edge in [e for e, others in near.items() if len(others) == 1] if near[edge]]
    found += [_followed(near, edge) for edge in list(near) if near[edge]]
    return [way for way in found if len(way) > 1]


def _followed(near: dict[Edge, list[Edge]], start: Edge) -> list[Edge]:
    way = [start]
    while near[way[-1]]:
        here = way[-1]
        following = near[here].pop()
        near[following].remove(here)
        way.append(following)
    return way


def _placed(edge: Edge, xs: Sequence[float], ys: Sequence[float], values: Any, level: float) -> Point:
    """Where on an edge the level is, as if the value ran straight."""
    row, column, down = edge
    first = float(values[row, column])
    second = float(values[row + 1, column] if down else values[row, column + 1])
    whole = second / 2 - first / 2  # halves, of which no difference overflows
    share = min(max((level / 2 - first / 2) / whole, 0.0), 1.0) if whole else 0.5
    x, y = float(xs[column]), float(ys[row])
    return (x, y + share * (float(ys[row + 1]) - y)) if down else (x + share * (float(xs[column + 1]) - x), y)
