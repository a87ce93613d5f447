"""A claimed formula that holds in one part of the domain: 2*x for abs(x)*x, which is right where x > 0."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gradcli.calculation.leaves import leaf_data
from gradcli.evaluate.expression import evaluate
from gradcli.ops.late import np
from gradcli.problems import Problem
from gradcli.syntax.tree import Tree
from gradcli.tensors.tensor import Tensor

CORNERS = frozenset({"abs", "relu", "sign", "sqrt", "leaky_relu", "elu", "selu", "celu", "hardtanh", "softshrink", "hardshrink"})
EXTREMES = frozenset({"max", "min", "maximum", "minimum"})
FEWEST = 2  # points on each side
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


def where_it_holds(tree: Tree, points: Sequence[Mapping[str, Any]], holds: Sequence[bool]) -> str | None:
    """`holds where x > 0, fails where x < 0`, if some condition tells the points apart; None if none does, or all are alike.

    holds  whether the claim is right at each point
    """
    if holds.count(True) < FEWEST or holds.count(False) < FEWEST:
        return None
    for text, sides in _conditions(tree, points):
        if sides == list(holds):
            return f"holds where {text[0]}, fails where {text[1]}"
        if sides == [not side for side in holds]:
            return f"holds where {text[1]}, fails where {text[0]}"
    return None


def _conditions(tree: Tree, points: Sequence[Mapping[str, Any]]) -> Iterator[tuple[tuple[str, str], list[bool]]]:
    """Conditions in words, with their opposites, and where they are true: those of the expression before signs of variables."""
    for i, kind in enumerate(tree.kinds):
        if kind == "compare" and tree.values[i] in OPPOSITE:
            a, b = (tree.text(k) for k in tree.operands(i))
            texts = f"{a} {tree.values[i]} {b}", f"{a} {OPPOSITE[tree.values[i]]} {b}"
            yield from ((texts, sides) for sides in _sides(tree, i, points, None))
    for name in tree.names():
        if all(name in p and np.shape(p[name]) == () for p in points):
            yield (f"{name} > 0", f"{name} < 0"), [p[name] > 0 for p in points]
    for i, kind in enumerate(tree.kinds):
        if kind in ("call", "method") and tree.values[i][0] in CORNERS:
            inside = tree.operands(i)[0]
            texts = f"{tree.text(inside)} > 0", f"{tree.text(inside)} < 0"
            yield from ((texts, sides) for sides in _sides(tree, inside, points, 0.0))
        elif kind in ("call", "method") and tree.values[i][0] in EXTREMES and tree.operand_count(i) == 2:
            first, second = tree.operands(i)
            texts = f"{tree.text(first)} > {tree.text(second)}", f"{tree.text(first)} < {tree.text(second)}"
            yield from ((texts, [x > y for x, y in zip(*both, strict=True)]) for both in _both(tree, first, second, points))


def _sides(tree: Tree, i: int, points: Sequence[Mapping[str, Any]], above: float | None) -> Iterator[list[bool]]:
    """At which points a part of the expression is true, or above a number; nothing where it is no single number."""
    found = _values(tree, i, points)
    if found is not None:
        yield [bool(x) if above is None else bool(x > above) for x in found]


def _both(tree: Tree, a: int, b: int, points: Sequence[Mapping[str, Any]]) -> Iterator[tuple[list[Any], list[Any]]]:
    first, second = _values(tree, a, points), _values(tree, b, points)
    if first is not None and second is not None:
        yield first, second


def _values(tree: Tree, i: int, points: Sequence[Mapping[str, Any]]) -> list[Any] | None:
    """A part of the expression at every point; None where it is more than a number, or uses what was assigned before."""
    part = _part(tree, i)
    if set(part.names()) & set(tree.assigned()):
        return None
    try:
        found = [
            _data(evaluate(part, {n: Tensor(leaf_data(v, "float64")) for n, v in p.items() if n in part.names()}).output)
            for p in points
        ]
    except Problem:
        return None
    return None if any(np.shape(x) for x in found) else found


def _part(tree: Tree, i: int) -> Tree:
    """One node with everything below it, as a tree of its own."""
    first = tree.firsts()[i]
    kinds, values = [*tree.kinds[first : i + 1], "statement"], [*tree.values[first : i + 1], None]
    starts, ends = array("q", tree.starts[first : i + 1]), array("q", tree.ends[first : i + 1])
    starts.append(tree.starts[i])
    ends.append(tree.ends[i])
    return Tree(tree.source, kinds, values, starts, ends)


def _data(x: Any) -> Any:
    return x.raw if isinstance(x, Tensor) else x
