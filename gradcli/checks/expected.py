"""What the values of an expression say about its slope: difference quotients, which never decide.

They are held against the other oracles once for each variable, and tell what to expect where nothing else can.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from gradcli.checks import differences
from gradcli.checks.lifted import Lifted, Point, is_finite, size_of
from gradcli.checks.truth import QUOTIENTS, Truth, rounded
from gradcli.duals import balls
from gradcli.duals.dual import Dual
from gradcli.duals.fields import Unsettled, Unsuited
from gradcli.problems import Problem

QUOTIENT_BITS, WIDTH = 1024, 256  # of a difference quotient in balls, and how many of them its step is narrow
NEAR = 1e-3  # how near, relative to the slope, quotients come to it


def step(field: Any, value: Any, width: int) -> Any:
    """So many bits less than what a variable is."""
    return field.ball(Fraction(size_of(value) or 1.0) / 2**width)


def expectation(lifted: Lifted, values: Point, name: str, direction: Any) -> Truth:
    """What to expect of a slope where nothing else knows it."""
    x = np.asarray(values[name], dtype=np.float64)
    why = "only difference quotients know this derivative, and they do not decide"
    if not is_finite(x):
        return Truth(math.nan, math.nan, QUOTIENTS, math.inf, open=why)
    way = np.asarray(direction)
    middle = differences.central(lambda h: lifted.total({**values, name: x + h * way}), max(1.0, size_of(x)))
    if not differences.settled(middle):
        return Truth(math.nan, math.nan, QUOTIENTS, math.inf, open="nothing knows this derivative")
    return Truth(middle.slope, middle.slope, QUOTIENTS, math.inf, abs(middle.slope), open=why)


def doubt(lifted: Lifted, values: Point, names: Sequence[str], expected: float) -> float | None:
    """What quotients say of the slope in the direction of all elements at once, where they clearly say something else."""
    if not (expected and math.isfinite(expected) and all(is_finite(values[name]) for name in names)):
        return None  # of a slope of 0 a quotient leaves what depends on its step
    try:
        said = _by_steps(lifted, values, names)
    except (Unsuited, Unsettled, Problem):
        return None
    return None if said is None or abs(said - expected) <= NEAR * abs(expected) else said


def _by_steps(lifted: Lifted, values: Point, names: Sequence[str]) -> float | None:
    """A quotient so narrow that it is the slope, in as many bits as that takes."""
    field, block = balls.fine(QUOTIENT_BITS)
    with block:
        width = min((step(field, values[name], WIDTH) for name in names), key=float)
        ends = []
        for side in (1, -1):
            moved = {name: Dual(field, field.lift(values[name]) + side * width) for name in names}
            out = lifted.forward(field, values, moved)
            ends.append(np.sum(out.value * lifted.seed(field, out.shape)))
        number, error = field.known((ends[0] - ends[1]) / (2 * width))
    return rounded(number) if error <= 1e-6 * abs(rounded(number)) else None
