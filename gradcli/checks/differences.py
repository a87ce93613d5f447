"""Difference quotients, extrapolated to a step of 0, with an error bar: the oracle that knows nothing but values.

C. J. F. Ridders, Accurate computation of F'(x) and F'(x)F''(x), Advances in Engineering Software 4 (1982): quotients at
shrinking steps are extrapolated as polynomials of the step (Richardson), and where neighbours in that table agree best is
where truncation and rounding are balanced. There is no step for anybody to tune.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

SHRINK = 2.0
STEPS = 22
FIRST = 0.25  # of the size of x, or of 1
EPSILON = 2.0**-52


class Quotient(NamedTuple):
    """A slope, and how far off it can be; nan and inf if the quotients do not settle."""

    slope: float
    error: float


def central(f: Callable[[float], float], scale: float) -> Quotient:
    """The slope of f at 0 from both sides; f takes how far the variable is moved, `scale` is the variable's size."""
    best = Quotient(math.nan, math.inf)
    before: list[float] = []
    height = abs(f(0.0))
    for k in range(STEPS):
        h = FIRST * scale / SHRINK**k
        row = [(f(h) - f(-h)) / (2 * h)]
        if not math.isfinite(row[0]):
            before = []
            continue
        rounding = 4 * EPSILON * max(height, abs(row[0]) * scale) / h
        for j, older in enumerate(before):
            factor = SHRINK ** (2 * (j + 1))
            row.append(row[j] + (row[j] - older) / (factor - 1))
            error = max(abs(row[-1] - row[j]), abs(row[-1] - older)) + rounding
            if error < best.error:
                best = Quotient(row[-1], error)
        before = row
    return best


def settled(quotient: Quotient) -> bool:
    """Whether the quotients came to something that can be believed."""
    return math.isfinite(quotient.slope) and quotient.error <= 1e-3 * max(1e-6, abs(quotient.slope)) + 1e-7
