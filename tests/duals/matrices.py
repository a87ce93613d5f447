"""Matrices of dual numbers in balls, by both kinds of balls, for tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from gradcli.duals.arb import Arbs, precision
from gradcli.duals.bounded import Bounded, precise
from gradcli.duals.dual import Dual, Primitives
from gradcli.duals.fields import Balls

FIELDS = ("arb", "decimal")
GENERATOR = np.random.default_rng(17)


@contextmanager
def balls(kind: str) -> Iterator[tuple[Balls, Primitives]]:
    """A field of 256 bits, and its primitives, inside the block."""
    field, block = (Arbs(), precision(256)) if kind == "arb" else (Bounded(), precise(77))
    with block:
        yield field, Primitives(field)


def floats(x: Any) -> Any:
    """Middles as floats."""
    return np.asarray(x, dtype=np.float64)


def narrow(field: Balls, x: Any) -> bool:
    """Whether all of an array is known to more than 50 digits."""
    return all(field.known(one)[1] < 1e-50 for one in np.ravel(x))


def slope(function: Any, x: Any, way: Any) -> Any:
    """A difference quotient of arrays."""
    h = 1e-6
    return (np.asarray(function(x + h * way)) - np.asarray(function(x - h * way))) / (2 * h)


def drawn(*shape: int) -> Any:
    """Numbers with three digits."""
    return GENERATOR.normal(size=shape).round(3)


def drawn_symmetric(n: int, positive: bool = False) -> Any:
    """A symmetric matrix; positive definite if asked for."""
    x = drawn(n, n)
    return (x @ x.T + np.eye(n) if positive else x + x.T).round(3)


def moving(field: Balls, x: Any, way: Any) -> Dual:
    """A matrix that moves."""
    return Dual(field, field.lift(x), field.lift(way))


def agrees(field: Balls, found: Dual, function: Any, x: Any, way: Any) -> None:
    """Value and slope are those of a NumPy function, and are known well."""
    assert narrow(field, found.value) and narrow(field, found.slope)
    np.testing.assert_allclose(floats(found.value), function(x), rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(floats(found.slope), slope(function, x, way), rtol=1e-6, atol=1e-6)
