"""Where an expression takes another branch: the comparisons behind `where`, relu, abs, clamp and max, and the steps of floor.

Every comparison that an evaluation makes has a side at a point. Sides that no point so far has seen are looked for along each
variable, at all scales, and the threshold is bisected, so that a check can be made on both of its sides.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import pairwise
from typing import Any, NamedTuple

from gradcli.checks.lifted import numbers
from gradcli.checks.oracle import BITS, Oracle
from gradcli.duals import balls, cells
from gradcli.duals.fields import Floats, Unsettled, Unsuited
from gradcli.evaluate.expression import Position
from gradcli.ops.late import np
from gradcli.problems import Problem

GRID = [s * 10 ** (k / 4) for k in range(-16, 33) for s in (1, -1)] + [s * 10.0**k for k in range(9, 300, 12) for s in (1, -1)]
HALVINGS = 60
RATIO, PIECES = 1.5, 68  # how the line is cut up where a branch is shown to be shut: up to 1e12
BEYOND = (0.01, 0.3)  # how far behind a threshold, as a part of it
MOST = 8  # steps of one kind that are told apart
ROUNDS = 3  # a branch may hide behind another one
Key = tuple[int, int, int]  # whose tree, the node, and which of its comparisons
Sides = Mapping[Key, frozenset[float]]


class Watched(Floats):
    """Floats that remember on which side each comparison came out."""

    def __init__(self, tree: int, place: Position) -> None:
        super().__init__()
        self.tree = tree
        self.place = place
        self.sides: dict[Key, frozenset[float]] = {}
        self.counts: dict[int, int] = {}

    def notice(self, difference: Any) -> None:
        """A comparison was made, or a step looked up."""
        node = self.place.node
        k = self.counts[node] = self.counts.get(node, -1) + 1
        known = _finite(difference)
        self.sides[self.tree, node, k] = frozenset(math.copysign(1.0, d) for d in known if d)

    def stepped(self, steps: Any) -> None:
        """A step was looked up: each is a side of its own."""
        node = self.place.node
        k = self.counts[node] = self.counts.get(node, -1) + 1
        self.sides[self.tree, node, k] = frozenset(sorted(set(_finite(steps)))[:MOST])


def _finite(numbers: Any) -> list[float]:
    """Those of some floats that are finite."""
    return [x for x in map(float, cells.flat(numbers)) if math.isfinite(x)]


class Search(NamedTuple):
    """What was found: points on sides that none of the given ones had seen, and the branches that were never entered."""

    points: tuple[dict[str, Any], ...]
    missed: tuple[str, ...]


def sides_of(oracles: Sequence[Oracle], point: Mapping[str, Any]) -> Sides:
    """On which side each comparison of some expressions comes out; none where they cannot be evaluated."""
    found: dict[Key, frozenset[float]] = {}
    for k, oracle in enumerate(oracles):
        place = Position()
        field = Watched(k, place)
        try:
            oracle.lifted.run(field, {n: v for n, v in point.items() if n in oracle.tree.names()}, place)
        except (Problem, Unsettled, Unsuited, ArithmeticError, ValueError):
            continue
        found.update(field.sides)
    return found


def search(oracles: Sequence[Oracle], points: Sequence[Mapping[str, Any]], names: Sequence[str], ranges: Any) -> Search:
    """Points on both sides of every threshold that can be found along one of the variables."""
    seen: dict[Key, set[float]] = {}
    for point in points:
        _add(seen, sides_of(oracles, point))
    found: list[dict[str, Any]] = []
    for _ in range(ROUNDS):
        before = len(found)
        for start in [*points[:2], *found[-2:]]:
            for name in names:
                for point in _along(oracles, start, name, ranges.get(name), seen):
                    _add(seen, sides_of(oracles, point))
                    found.append(point)
        if len(found) == before:
            break
    alone = {key: sides for key, sides in seen.items() if len(sides) == 1}
    shut = _shut(oracles, points[0], names, alone, ranges) if alone and len(names) == 1 and balls.has_balls() else set()
    missed = {_text(oracles, key): None for key in alone if key not in shut}
    return Search(tuple(found), tuple(missed))


def _shut(
    oracles: Sequence[Oracle], point: Mapping[str, Any], names: Sequence[str], alone: Mapping[Key, set[float]], ranges: Any
) -> set[Key]:
    """The branches that nothing can enter: x**2 + 1 is nowhere below 0. Shown by balls that cover the line, piece by piece.

    Where an interval was given for the variable, nothing beyond it counts.
    """
    left = set(alone)
    edges = [RATIO**k for k in range(-PIECES, PIECES)]
    pieces = [(-edges[0], edges[0]), *pairwise(edges), *[(-b, -a) for a, b in pairwise(edges)]]
    low, high = ranges.get(names[0], (-math.inf, math.inf))
    for between in [(max(a, low), min(b, high)) for a, b in pieces if a <= high and b >= low]:
        for k, oracle in enumerate(oracles):
            if any(tree == k for tree, _, _ in left):
                sides = _everywhere(oracle, k, point, names[0], between)
                left = {key for key in left if key[0] != k or sides.get(key) == next(iter(alone[key]))}
        if not left:
            break
    return left


def _everywhere(
    oracle: Oracle, tree: int, point: Mapping[str, Any], name: str, between: tuple[float, float]
) -> Mapping[Key, float]:
    """The side on which comparisons come out wherever a variable lies between two numbers."""
    from gradcli.duals.arb import Covering, precision  # late: it is an extra

    place = Position()
    sides: dict[Key, float] = {}
    counts: dict[int, int] = {}

    def told(sign: float) -> None:
        node = place.node
        k = counts[node] = counts.get(node, -1) + 1
        if sign:
            sides[tree, node, k] = sign

    used = {n: v for n, v in point.items() if n in oracle.tree.names()}
    with precision(BITS[0]), suppress(Problem, Unsettled, Unsuited, ArithmeticError, ValueError):  # what comes before is known
        field = Covering(told)
        oracle.lifted.run(field, used, place, {name: field.piece(*between)})
    return sides


def _add(seen: dict[Key, set[float]], sides: Sides) -> None:
    for key, side in sides.items():
        seen.setdefault(key, set()).update(side)


def _along(
    oracles: Sequence[Oracle], start: Mapping[str, Any], name: str, between: Any, seen: Mapping[Key, set[float]]
) -> Iterator[dict[str, Any]]:
    """Points just behind thresholds, and just before them, when one variable moves."""
    open_keys = [key for key, sides in seen.items() if len(sides) <= 1]
    if not open_keys:
        return
    middle = _middle(start[name])
    for value in GRID:
        if between is not None and not between[0] <= value <= between[1]:
            continue
        there = _moved(start, name, value)
        sides = sides_of(oracles, there)
        new = [key for key in open_keys if sides.get(key, frozenset()) - seen[key]]
        for key in new[:1]:
            threshold = _bisected(oracles, start, name, middle, value, key, seen[key])
            sign = 1.0 if value > middle else -1.0
            for part in BEYOND:
                step = part * max(abs(threshold), 1e-3) * sign
                yield _moved(start, name, _short(threshold + step))
            yield _moved(start, name, _short(threshold - BEYOND[0] * max(abs(threshold), 1e-3) * sign))
        open_keys = [key for key in open_keys if key not in new]
        if not open_keys:
            return


def _bisected(
    oracles: Sequence[Oracle], start: Mapping[str, Any], name: str, low: float, high: float, key: Key, known: set[float]
) -> float:
    """Where the side changes between two values of a variable."""
    for _ in range(HALVINGS):
        middle = low + (high - low) / 2
        side = sides_of(oracles, _moved(start, name, middle)).get(key, frozenset())
        if side - known:
            high = middle
        else:
            low = middle
    return high


def _moved(point: Mapping[str, Any], name: str, value: float) -> dict[str, Any]:
    """A point with one variable elsewhere; of a tensor all elements, as far apart as before."""
    before = numbers(point[name])
    there: Any = (before - before.mean() + value).tolist() if cells.has_shape(before) else value
    return {**point, name: there}


def _middle(value: Any) -> float:
    """The mean of all elements; 0 of none."""
    found = cells.flat(numbers(value))
    return float(np.mean(found)) if len(found) > 1 else float(sum(found))


def _short(x: float) -> float:
    """A number that is easy to read and to type."""
    if not math.isfinite(x) or x == 0:
        return x
    return float(f"{x:.4g}")


def _text(oracles: Sequence[Oracle], key: Key) -> str:
    tree, node, _ = key
    return oracles[tree].tree.text(node)
