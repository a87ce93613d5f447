"""What the values of an expression say about its slope: difference quotients, which never decide.

They are held against the other oracles once for each variable, and tell what to expect where nothing else can.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from fractions import Fraction
from typing import Any

from gradcli.checks.lifted import Lifted, Point, is_finite, numbers, size_of
from gradcli.checks.truth import QUOTIENTS, Truth, rounded
from gradcli.duals import balls, cells
from gradcli.duals.dual import Dual
from gradcli.duals.fields import Field, Fractions, Unsettled, Unsuited
from gradcli.problems import Problem

QUOTIENT_BITS, WIDTH = 1024, 256  # of a difference quotient in balls, and how many of them its step is narrow
LONGEST = 6000  # bits of a fraction; what takes more is quicker in balls
NEAR = 1e-3  # how near, relative to the slope, quotients come to it


def step(field: Field, value: Any, width: int) -> Any:
    """So many bits less than what a variable is."""
    return field.number(Fraction(size_of(value) or 1.0) / 2**width)


def expectation(lifted: Lifted, values: Point, name: str, direction: Any) -> Truth:
    """What to expect of a slope where nothing else knows it."""
    x = numbers(values[name])
    why = "only difference quotients know this derivative, and they do not decide"
    if not is_finite(x):
        return Truth(math.nan, math.nan, QUOTIENTS, math.inf, open=why)
    from gradcli.checks import differences  # late: most slopes are known

    middle = differences.central(lambda h: lifted.total({**values, name: x + h * direction}), max(1.0, size_of(x)))
    if not differences.settled(middle):
        return Truth(math.nan, math.nan, QUOTIENTS, math.inf, open="nothing knows this derivative")
    return Truth(middle.slope, middle.slope, QUOTIENTS, math.inf, abs(middle.slope), open=why)


def doubt(
    lifted: Lifted, values: Point, names: Sequence[str], expected: float, exact: bool = False, light: bool = False
) -> float | None:
    """What quotients say of the slope in the direction of all elements at once, where they clearly say something else.

    exact, light  fractions may do, or decimal numbers, which are there at once
    """
    if not (expected and math.isfinite(expected) and all(is_finite(values[name]) for name in names)):
        return None  # of a slope of 0 a quotient leaves what depends on its step
    said = None
    for field, block in _numbers(exact, light):
        with suppress(Unsuited, Unsettled, Problem), block:
            said = _by_steps(field, lifted, values, names)
        if said is not None:
            break
    return None if said is None or abs(said - expected) <= NEAR * abs(expected) else said


def _numbers(exact: bool, light: bool) -> Iterator[tuple[Field, AbstractContextManager[None]]]:
    """The numbers to try, one after the other."""
    if exact:
        yield Fractions(LONGEST), nullcontext()
    if light:
        yield balls.fine(QUOTIENT_BITS, light)
    yield balls.fine(QUOTIENT_BITS)


def _by_steps(field: Field, lifted: Lifted, values: Point, names: Sequence[str]) -> float | None:
    """A quotient so narrow that it is the slope, in as many bits as that takes."""
    width = min((step(field, values[name], WIDTH) for name in names), key=float)
    ends = []
    for side in (1, -1):
        moved = {name: Dual(field, field.lift(values[name]) + side * width) for name in names}
        out = lifted.forward(field, values, moved)
        ends.append(cells.total(out.value * lifted.seed(field, out.shape), field.number(0.0)))
    number, error = field.known((ends[0] - ends[1]) / (2 * width))
    return rounded(number) if error <= 1e-6 * abs(rounded(number)) else None
