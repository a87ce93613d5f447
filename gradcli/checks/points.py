"""Random points inside the domain of an expression; the same ones for the same seed."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from gradcli import limits
from gradcli.checks.oracle import Oracle
from gradcli.checks.truth import Truth
from gradcli.ops.late import np
from gradcli.problems import Problem

NEAR = ((-3.0, 3.0), (0.1, 3.0), (-1.0, 1.0), (0.05, 0.95))  # where variables are looked for, in turn
FAR = ((-30.0, 30.0), (1.0, 30.0), (100.0, 1000.0), (-1000.0, 1000.0), (0.0, 0.01))  # and at other scales, for some of them
NEARBY = 0.7  # of the points
PATIENCE = 40  # draws for each point that is wanted
NOTHING: Mapping[str, Any] = {}
USUAL, FEWEST, NUMBERS = 20, 3, 2000  # points where nobody says how many: so many, or so many numbers in all
DIGITS = 3  # a counter-example should be easy to read and to type


def count(wanted: int | None, shapes: Iterable[Sequence[int]]) -> int:
    """How many points there are to be: as many as are wanted, or enough for so many numbers. Raises LimitProblem."""
    if wanted is None:
        numbers = sum(math.prod(shape) for shape in shapes)
        return max(FEWEST if numbers <= NUMBERS else 1, min(USUAL, NUMBERS // max(numbers, 1)))
    limits.check(limits.SAMPLES, wanted, "checking formulas")
    return wanted


def inside(
    oracle: Oracle,
    shapes: Mapping[str, Sequence[int]],
    ranges: Mapping[str, tuple[float, float]],
    count: int,
    seed: int,
    masks: Mapping[str, Any] = NOTHING,
) -> Iterator[dict[str, Any]]:
    """Up to `count` points at which the expression has a finite value and finite slopes, and no kink.

    shapes  the variables to draw, with their sizes
    ranges  the intervals of those that have one
    masks   the variables that stay what they are
    """
    generator = random.Random(seed)
    found = 0
    for places, wanted in ((NEAR, math.ceil(NEARBY * count)), (FAR, count), (NEAR + FAR, count)):
        for draw in range(count * PATIENCE // 3):
            if found >= wanted:
                break
            point = _point(generator, shapes, ranges, places[draw % len(places)])
            whole = {**masks, **point}
            if is_inside(oracle, whole, point):
                found += 1
                yield whole


def anywhere(
    shapes: Mapping[str, Sequence[int]], ranges: Mapping[str, tuple[float, float]], seed: int, masks: Mapping[str, Any] = NOTHING
) -> Iterator[dict[str, Any]]:
    """A few points of the same kind, whatever the expression is there."""
    generator = random.Random(seed)
    for low_high in NEAR + FAR:
        yield {**masks, **_point(generator, shapes, ranges, low_high)}


def _point(
    generator: random.Random,
    shapes: Mapping[str, Sequence[int]],
    ranges: Mapping[str, tuple[float, float]],
    between: tuple[float, float],
) -> dict[str, Any]:
    return {name: _drawn(generator, shape, ranges.get(name, between)) for name, shape in shapes.items()}


def _drawn(generator: random.Random, shape: Sequence[int], between: tuple[float, float]) -> Any:
    low, high = between
    numbers = [_rounded(generator.uniform(low, high), low, high) for _ in range(math.prod(shape))]
    return np.asarray(numbers).reshape(tuple(shape)).tolist() if shape else numbers[0]


def _rounded(x: float, low: float, high: float) -> float:
    short = round(x, DIGITS)
    return short if low <= short <= high else x


def is_inside(oracle: Oracle, point: Mapping[str, Any], drawn: Iterable[str]) -> bool:
    """Whether value and slopes are known and finite at a point, and it is no kink."""
    try:
        if not oracle.is_plain(point):
            return False
        slopes = [t for name in drawn for t in oracle.gradient(point, name)]
    except (Problem, ArithmeticError):
        return False
    return all(_is_known(t) and not t.kink for t in slopes)


def _is_known(truth: Truth) -> bool:
    return math.isfinite(truth.slope) and math.isfinite(truth.error)
