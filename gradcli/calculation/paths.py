"""The multivariate chain rule as a sum over paths, read off a trace.

A path goes from an element of the output to an element of a leaf; its weight is the product of the derivatives along it, and the
weights of all paths add up to the gradient. Their number can grow exponentially, so it is counted exactly and only the first are
listed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

from gradcli.calculation.trace import Product, Trace

MOST = 50  # paths that are listed
MOST_PAIRS = 24  # of an element of the output and one of a leaf

Element = tuple[int, int]  # a value, and which of its elements
Edges = Mapping[Element, Sequence[tuple[Element, float]]]


class Path(NamedTuple):
    """One path: the elements it passes, the derivatives between them (before them what enters at the output, unless that is 1),
    and their product."""

    elements: tuple[str, ...]
    locals: tuple[float, ...]
    product: float


class Paths(NamedTuple):
    """All paths between two elements: their names, the exact number, the first of them, and the sum of those."""

    output: str
    input: str
    number: int
    shown: tuple[Path, ...]
    total: float


def paths(trace: Trace, leaf: int) -> list[Paths] | None:
    """The paths from every element of the output to every element of a leaf; None where there are too many to write down."""
    edges = _edges(trace)
    root, target = trace.vertices[trace.root], trace.vertices[leaf]
    if edges is None or _count(root.shape) * _count(target.shape) > MOST_PAIRS:
        return None
    entering = _entering(trace)
    return [
        _between(trace, edges, (root.id, i), (leaf, j), entering[i] if i < len(entering) else 0.0)
        for i in range(_count(root.shape))
        for j in range(_count(target.shape))
    ]


def all_paths(trace: Trace) -> list[Paths]:
    """Those to every leaf that requires grad, as far as they can be written down."""
    leaves = [v.id for v in trace.vertices if v.op == "leaf" and v.requires_grad]
    return [one for leaf in leaves for one in paths(trace, leaf) or ()]


def _between(trace: Trace, edges: Edges, start: Element, end: Element, entering: float) -> Paths:
    counts = _counts(trace, edges, end)
    shown: list[Path] = []
    stack: list[tuple[Element, tuple[Element, ...], tuple[float, ...]]] = [(start, (start,), ())]
    while stack and len(shown) < MOST:
        at, along, weights = stack.pop()
        if at == end:
            names = tuple(_name(trace, element) for element in along)
            weights = weights if entering == 1 else (entering, *weights)
            shown.append(Path(names, weights, math.prod(weights)))
            continue
        for target, local in reversed(edges.get(at, ())):
            if counts.get(target, 0):
                stack.append((target, (*along, target), (*weights, local)))
    total = sum((p.product for p in shown), 0.0)
    return Paths(_name(trace, start), _name(trace, end), counts.get(start, 0), tuple(shown), total)


def _name(trace: Trace, element: Element) -> str:
    """x, x[1], W[0,2]"""
    v = trace.vertices[element[0]]
    if not v.shape:
        return v.name
    places = list(product(*map(range, v.shape)))[element[1]]
    return f"{v.name}[{','.join(map(str, places))}]"


def _count(shape: Sequence[int]) -> int:
    return math.prod(shape)


def _edges(trace: Trace) -> Edges | None:
    """element -> (element of an input, derivative) for each time it uses it, from the first pass; None where one is not known."""
    found: dict[Element, list[tuple[Element, float]]] = {}
    for move in trace.passes[0].moves if trace.passes else ():
        for p in move.products:
            if p.jacobian is None and not isinstance(p.local, float):
                return None
            for i, row in enumerate(_rows(p)):
                for j, derivative in enumerate(row):
                    if derivative != 0 or p.jacobian is None:
                        found.setdefault((move.vertex, i), []).append(((p.input, j), derivative))
    return found


def _rows(p: Product) -> Any:
    return [[p.local]] if p.jacobian is None else p.jacobian


def _counts(trace: Trace, edges: Edges, end: Element) -> dict[Element, int]:
    """How many paths lead from each element to the end; inputs come before what uses them."""
    counts = {end: 1}
    for v in trace.vertices:
        for i in range(_count(v.shape)):
            if (v.id, i) in edges:
                counts[v.id, i] = sum(counts.get(target, 0) for target, _ in edges[v.id, i])
    return counts


def _entering(trace: Trace) -> list[float]:
    """The gradient that entered at each element of the output."""
    moves = trace.passes[0].moves if trace.passes else ()
    todo: list[Any] = [moves[0].upstream if moves else 1.0]
    found: list[float] = []
    while todo:
        data = todo.pop()
        if isinstance(data, list):
            todo += reversed(data)
        else:
            found.append(float(data))
    return found
