"""Rows for the boxes of a graph and the order in each row: few crossings, operands from left to right.

The output is in the first row; a value stands below everything that uses it, and what nothing uses and that uses nothing in the
last. An arrow over several rows goes through a place of its
own in each; arrows from one value share those places until they part.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from typing import NamedTuple

SWEEPS = 12
MANY = 600  # items; more are swept less often
MOST_PASSING = 8_000  # places that long arrows may take up; beyond it the longest go straight


class Link(NamedTuple):
    """From an item down to one of the next row; `share` is where it leaves the upper one, from 0 at its left to 1."""

    upper: int
    share: float
    lower: int


class Rows(NamedTuple):
    """The order of everything.

    depth    of each box
    rows     items from left to right: boxes by number, and from the number of boxes on places where arrows pass
    passing  item -> (box from which the arrow comes, row)
    via      for each edge the first and the last place it passes, from its upper end down; empty if it passes none
    links    between each row and the next
    """

    depth: list[int]
    rows: list[list[int]]
    passing: dict[int, tuple[int, int]]
    via: list[tuple[int, ...]]
    links: list[list[Link]]


def ordered(count: int, edges: Sequence[tuple[int, int]], root: int) -> Rows:
    """The rows of `count` boxes; edges are (source, target), those of one target in the order of its operands."""
    inputs: list[list[int]] = [[] for _ in range(count)]
    for k, (_, target) in enumerate(edges):
        inputs[target].append(k)
    depth = _depths(count, edges, inputs)
    used = {source for source, _ in edges}
    tops = [root, *(n for n in range(count) if n not in used and n != root)]
    passing, via = _passing(count, edges, depth)
    links = _links(edges, inputs, depth, passing, via)
    rows = _first(edges, inputs, depth, passing, via, tops)
    return Rows(depth, _swept(rows, links), passing, via, links)


def _depths(count: int, edges: Sequence[tuple[int, int]], inputs: Sequence[Sequence[int]]) -> list[int]:
    """The longest way to each box from what nothing uses: the output, most of all."""
    waiting = [0] * count
    for source, _ in edges:
        waiting[source] += 1
    depth = [0] * count
    ready = [n for n in range(count) if not waiting[n]]
    alone = [n for n in ready if not inputs[n]]
    while ready:
        at = ready.pop()
        for k in inputs[at]:
            source = edges[k][0]
            depth[source] = max(depth[source], depth[at] + 1)
            waiting[source] -= 1
            if not waiting[source]:
                ready.append(source)
    last = max(depth)
    for n in alone:
        depth[n] = last
    return depth


def _passing(
    count: int, edges: Sequence[tuple[int, int]], depth: Sequence[int]
) -> tuple[dict[int, tuple[int, int]], list[tuple[int, ...]]]:
    """The places between the ends of long arrows, and which of them each edge takes."""
    highest: dict[int, int] = {}
    size = 0
    short = sorted(range(len(edges)), key=lambda k: depth[edges[k][0]] - depth[edges[k][1]])
    for source, target in (edges[k] for k in short):
        known, row = highest.get(source, depth[source]), depth[target] + 1
        if row < known and size + known - row <= MOST_PASSING:
            highest[source] = row
            size += known - row
    passing: dict[int, tuple[int, int]] = {}
    first: dict[int, int] = {}
    for source, high in highest.items():
        first[source] = count + len(passing) - high
        passing.update((first[source] + row, (source, row)) for row in range(high, depth[source]))
    via: list[tuple[int, ...]] = []
    for source, target in edges:
        row = depth[target] + 1
        known = highest.get(source, depth[source]) <= row < depth[source]
        via.append((first[source] + row, first[source] + depth[source] - 1) if known else ())
    return passing, via


def _links(
    edges: Sequence[tuple[int, int]],
    inputs: Sequence[Sequence[int]],
    depth: Sequence[int],
    passing: dict[int, tuple[int, int]],
    via: Sequence[tuple[int, ...]],
) -> list[list[Link]]:
    links: list[list[Link]] = [[] for _ in range(max(depth) + 1)]
    for target, used in enumerate(inputs):
        for place, k in enumerate(used):
            source = edges[k][0]
            if via[k] or depth[source] == depth[target] + 1:
                lower = via[k][0] if via[k] else source
                links[depth[target]].append(Link(target, (place + 1) / (len(used) + 1), lower))
    at = {where: item for item, where in passing.items()}
    for item, (source, row) in passing.items():
        links[row].append(Link(item, 0.5, at.get((source, row + 1), source)))
    return links


def _first(
    edges: Sequence[tuple[int, int]],
    inputs: Sequence[Sequence[int]],
    depth: Sequence[int],
    passing: dict[int, tuple[int, int]],
    via: Sequence[tuple[int, ...]],
    tops: Sequence[int],
) -> list[list[int]]:
    """Depth first from the output, operands in their order: a tree comes out without a crossing."""
    rows: list[list[int]] = [[] for _ in range(max(depth) + 1)]
    seen: set[int] = set()
    stack = list(reversed(tops))
    while stack:
        item = stack.pop()
        if item in seen:
            continue
        seen.add(item)
        if item in passing:
            source, row = passing[item]
            rows[row].append(item)
            stack.append(item + 1 if row + 1 < depth[source] else source)
            continue
        rows[depth[item]].append(item)
        stack += [via[k][0] if via[k] else edges[k][0] for k in reversed(inputs[item])]
    return rows


# ------------------------------------------------------------------ fewer crossings
def _swept(rows: list[list[int]], links: Sequence[Sequence[Link]]) -> list[list[int]]:
    """The order with the fewest crossings that sweeping up and down comes to; the first of several."""
    best, fewest = [list(row) for row in rows], crossings(rows, links)
    size = sum(map(len, rows))
    for sweep in range(SWEEPS if size <= MANY else 4 if size <= 10 * MANY else 0):
        if not fewest:
            break
        _sweep(rows, links, down=sweep % 2 == 0)
        now = crossings(rows, links)
        if now < fewest:
            best, fewest = [list(row) for row in rows], now
    return best


def _sweep(rows: list[list[int]], links: Sequence[Sequence[Link]], down: bool) -> None:
    """Each row in the order of the middles of what it is linked with in the row before."""
    for d in range(1, len(rows)) if down else range(len(rows) - 2, -1, -1):
        near: dict[int, list[float]] = {}
        other = {item: float(k) for k, item in enumerate(rows[d - 1 if down else d + 1])}
        for link in links[d - 1 if down else d]:
            if down:
                near.setdefault(link.lower, []).append(other[link.upper] + link.share)
            else:
                near.setdefault(link.upper, []).append(other[link.lower])
        wish = {item: sum(near[item]) / len(near[item]) if item in near else float(k) for k, item in enumerate(rows[d])}
        rows[d].sort(key=wish.__getitem__)


def crossings(rows: Sequence[Sequence[int]], links: Sequence[Sequence[Link]]) -> int:
    """How many pairs of links cross."""
    found = 0
    for d in range(len(rows) - 1):
        upper = {item: k for k, item in enumerate(rows[d])}
        lower = {item: k for k, item in enumerate(rows[d + 1])}
        seen: list[int] = []
        for _, end in sorted((upper[link.upper] + link.share, lower[link.lower]) for link in links[d]):
            found += len(seen) - bisect_left(seen, end + 1)
            insort(seen, end)
    return found
