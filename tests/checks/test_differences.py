"""Difference quotients without a step to choose, and how far they can be trusted."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from gradcli.checks.differences import central, settled

SMOOTH: dict[str, tuple[Callable[[float], float], float, float]] = {
    "exp at 1": (math.exp, 1.0, math.e),
    "sin at 0": (math.sin, 0.0, 1.0),
    "sin at 100": (math.sin, 100.0, math.cos(100.0)),
    "tanh at 3": (math.tanh, 3.0, 1 - math.tanh(3.0) ** 2),
    "a parabola": (lambda x: 3 * x * x + 4 * x + 5, 2.0, 16.0),
    "a steep one": (lambda x: 1e8 * x**3, 0.5, 0.75e8),
    "a flat one": (lambda x: 1e-8 * math.cos(x), 0.7, -1e-8 * math.sin(0.7)),
    "a constant": (lambda x: 7.0, 3.0, 0.0),
}


@pytest.mark.parametrize(("f", "x", "slope"), SMOOTH.values(), ids=SMOOTH)
def test_the_error_bar_holds(f: Callable[[float], float], x: float, slope: float) -> None:
    found = central(lambda h: f(x + h), max(1.0, x))
    assert abs(found.slope - slope) <= 10 * found.error + 1e-15
    assert settled(found)
    assert abs(found.slope - slope) <= 1e-8 * abs(slope) + 1e-12


def test_outside_the_domain_nothing_settles() -> None:
    assert not settled(central(lambda h: math.sqrt(h) if h >= 0 else math.nan, 1.0))
    assert not settled(central(lambda h: math.copysign(math.sqrt(abs(h)), h), 1.0))  # a vertical tangent


def test_near_a_corner_the_steps_get_short_enough() -> None:
    found = central(lambda h: abs(h + 1e-3), 1.0)
    assert abs(found.slope - 1.0) <= 10 * found.error or not settled(found)
