"""The multivariate chain rule as a sum over paths, read off a trace.

A path goes from the output to a leaf; its weight is the product of the local derivatives along it, and the weights of all
paths add up to the gradient. Their number can grow exponentially, so it is counted exactly and only the first are listed.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from gradcli.calculation.trace import Trace

MOST = 50


class Path(NamedTuple):
    """One path: the values it passes, the local derivatives between them, and their product (times what enters at the output)."""

    vertices: tuple[int, ...]
    locals: tuple[float, ...]
    product: float


class Paths(NamedTuple):
    """All paths to one leaf: their exact number, the first of them, and the sum of those."""

    number: int
    shown: tuple[Path, ...]
    total: float


Edge = tuple[int, float]


def paths(trace: Trace, leaf: int) -> Paths | None:
    """The paths from the output to a leaf; None if a value on the way is not one number."""
    edges = _edges(trace)
    if edges is None:
        return None
    counts = _counts(trace, edges, leaf)
    entering = _entering(trace)
    shown: list[Path] = []
    stack: list[tuple[int, tuple[int, ...], tuple[float, ...]]] = [(trace.root, (trace.root,), ())]
    while stack and len(shown) < MOST:
        at, along, weights = stack.pop()
        if at == leaf:
            shown.append(Path(along, weights, math.prod(weights, start=entering)))
            continue
        for target, local in reversed(edges.get(at, ())):
            if counts.get(target, 0):
                stack.append((target, (*along, target), (*weights, local)))
    return Paths(counts.get(trace.root, 0), tuple(shown), sum(p.product for p in shown))


def _edges(trace: Trace) -> dict[int, list[Edge]] | None:
    """value -> (input, local derivative) for each time it uses it, from the first pass."""
    found: dict[int, list[Edge]] = {}
    for move in trace.passes[0].moves if trace.passes else ():
        for p in move.products:
            if not isinstance(p.local, float):
                return None
            found.setdefault(move.vertex, []).append((p.input, p.local))
    return found


def _counts(trace: Trace, edges: dict[int, list[Edge]], leaf: int) -> dict[int, int]:
    """How many paths lead from each value to the leaf; inputs come before what uses them."""
    counts = {leaf: 1}
    for v in trace.vertices:
        if v.id in edges:
            counts[v.id] = sum(counts.get(target, 0) for target, _ in edges[v.id])
    return counts


def _entering(trace: Trace) -> float:
    moves = trace.passes[0].moves if trace.passes else ()
    first: Any = moves[0].upstream if moves else 1.0
    return float(first)
