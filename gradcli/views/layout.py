"""Places for the boxes of a graph, row by row: the output above, everything below what uses it.

The usual layered drawing, in its simplest form: rows by the longest way from the output, an arrow over several rows bends
at a point in each, and a few sweeps put everything near what it is connected with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from gradcli.calculation.trace import Trace
from gradcli.views.boxes import arrows, boxes

SWEEPS = 6
MOST = 2000  # points; beyond that nobody looks at the drawing, and it is laid out without bends and sweeps

Point = tuple[float, float]
Spot = tuple[int, int]  # a box: (id, -1); a bend: (number of the arrow, row)


class Layout(NamedTuple):
    """Where things are: boxes by id, and for each arrow the points at which it bends, from its source on.

    x counts places from left to right, y rows from below.
    """

    places: Mapping[int, Point]
    bends: Sequence[Sequence[Point]]


def layout(trace: Trace) -> Layout:
    """A layout of the graph."""
    lines = arrows(trace)
    depth = _depths(trace, lines)
    bent = sum(depth[a] - depth[b] for a, b in lines) <= MOST
    chains = [_chain(k, a, b, depth) if bent else [(a, -1), (b, -1)] for k, (a, b) in enumerate(lines)]
    rows: list[list[Spot]] = [[] for _ in range(max(depth.values()) + 1)]
    for box in boxes(trace):
        rows[depth[box.id]].append((box.id, -1))
    for chain in chains:
        for spot in chain[1:-1]:
            rows[spot[1]].append(spot)
    near = _neighbours(chains)
    x = {spot: float(k) for row in rows for k, spot in enumerate(row)}
    for sweep in range(SWEEPS if len(x) <= MOST else 0):
        for row in rows if sweep % 2 == 0 else rows[::-1]:
            _settle(row, x, near)
    height = len(rows) - 1
    y = {spot: float(height - k) for k, row in enumerate(rows) for spot in row}
    left = min(x.values())
    points = {spot: (x[spot] - left, y[spot]) for spot in x}
    return Layout(
        {spot[0]: point for spot, point in points.items() if spot[1] < 0},
        [[points[spot] for spot in chain[1:-1]] for chain in chains],
    )


def _depths(trace: Trace, lines: Sequence[tuple[int, int]]) -> dict[int, int]:
    """The longest way from the output to each value."""
    waiting: dict[int, int] = {}
    for source, _ in lines:
        waiting[source] = waiting.get(source, 0) + 1
    depth = {trace.root: 0}
    ready = [trace.root]
    while ready:
        at = ready.pop()
        for source in trace.vertices[at].inputs:
            depth[source] = max(depth.get(source, 0), depth[at] + 1)
            waiting[source] -= 1
            if not waiting[source]:
                ready.append(source)
    return depth


def _chain(k: int, source: int, target: int, depth: Mapping[int, int]) -> list[Spot]:
    """The spots that an arrow touches, from its source up."""
    between = range(depth[source] - 1, depth[target], -1)
    return [(source, -1), *((k, row) for row in between), (target, -1)]


def _neighbours(chains: Sequence[Sequence[Spot]]) -> dict[Spot, list[Spot]]:
    near: dict[Spot, list[Spot]] = {}
    for chain in chains:
        for lower, upper in pairwise(chain):
            near.setdefault(lower, []).append(upper)
            near.setdefault(upper, []).append(lower)
    return near


def _settle(row: list[Spot], x: dict[Spot, float], near: Mapping[Spot, list[Spot]]) -> None:
    """Put a row in the order of the middles of what its spots are connected with, at least one place apart."""
    wish = {spot: _middle(spot, x, near) for spot in row}
    row.sort(key=lambda spot: wish[spot])
    right = None
    for spot in row:
        x[spot] = wish[spot] if right is None else max(wish[spot], right + 1)
        right = x[spot]
    shift = sum(wish[spot] - x[spot] for spot in row) / len(row)
    for spot in row:
        x[spot] += shift


def _middle(spot: Spot, x: Mapping[Spot, float], near: Mapping[Spot, list[Spot]]) -> float:
    others = near.get(spot)
    return sum(x[o] for o in others) / len(others) if others else x[spot]
