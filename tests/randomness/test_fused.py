"""Multiplying and adding with one rounding: the exact sum of fractions says what is right."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from gradcli.randomness.fused import fma32, fma64

EDGES = (0.0, 1.0, -1.0, 0.1, 3.0, 1e-20, -1e-20, 1e15, 2.0**-24, 1 + 2.0**-23, 1e-40, 1e-45)


def right32(x: float, factor: float, summand: float) -> np.float32:
    """The float32 that is nearest to the exact sum, of two as near the even one."""
    exact = Fraction(x) * Fraction(factor) + Fraction(summand)
    near = np.float32(float(exact))
    candidates = [np.nextafter(near, np.float32(-np.inf)), near, np.nextafter(near, np.float32(np.inf))]
    return min(candidates, key=lambda c: (abs(Fraction(float(c)) - exact), int(c.view(np.int32)) & 1))


def triples(dtype: Any, count: int) -> list[tuple[float, float, float]]:
    """Edges, and random numbers of all sizes."""
    random = np.random.default_rng(1)
    scales = 2.0 ** random.integers(-30, 30, (count, 3))
    drawn = (random.standard_normal((count, 3)) * scales).astype(dtype).tolist()
    return [(x, y, z) for x in EDGES for y in EDGES for z in EDGES] + [(x, y, z) for x, y, z in drawn]


def test_float32() -> None:
    for x, y, z in triples(np.float32, 3000):
        f = [np.float32(v) for v in (x, y, z)]
        got = fma32(np.array([f[0]]), np.float64(f[1]), np.float64(f[2]))[0]
        assert got == right32(*map(float, f)), (x, y, z)


def test_float32_halfway_between_two() -> None:
    """1 + 2**-24 lies halfway; what is far below it decides."""
    x = np.array([1 + 2.0**-12], np.float32)
    for tail in (2.0**-60, -(2.0**-60)):
        summand = np.float64(np.float32(2.0**-24 - 2.0**-11)) if tail > 0 else np.float64(np.float32(-(2.0**-11)))
        assert fma32(x, np.float64(x[0]), summand)[0] == right32(float(x[0]), float(x[0]), float(summand))
    wide = np.array([2.0**-30], np.float32)
    above = fma32(wide, np.float64(2.0**-30), np.float64(1 + 2.0**-24))[0]
    below = fma32(wide, np.float64(-(2.0**-30)), np.float64(1 + 2.0**-24))[0]
    assert (above, below) == (np.float32(1 + 2.0**-23), np.float32(1))


def test_float64() -> None:
    for x, y, z in triples(np.float64, 3000):
        exact = Fraction(x) * Fraction(y) + Fraction(z)
        assert fma64(np.array([x]), y, z)[0] == float(exact), (x, y, z)


@pytest.mark.parametrize(
    ("x", "factor", "summand", "right"),
    [
        (0.5, 1e300, 1e300, 1.5e300),
        (0.5, float("inf"), 1.0, float("inf")),
        (2.0, 1e308, 0.0, float("inf")),
        (0.0, 1e-300, -0.0, 0.0),
        (0.5, 1e-310, 1e-310, float(Fraction(0.5) * Fraction(1e-310) + Fraction(1e-310))),
    ],
)
def test_float64_where_nothing_can_be_taken_apart(x: float, factor: float, summand: float, right: float) -> None:
    assert fma64(np.array([x]), factor, summand)[0] == right
