"""Where parameters and values of distributions have to lie."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Constraint:
    """A region: how it is printed, and whether the elements of a tensor lie in it."""

    def __init__(self, text: str, inside: Callable[[Any], Any]) -> None:
        self._text = text
        self._inside = inside

    def check(self, value: Any) -> Any:
        """A tensor of truth values."""
        return self._inside(value)

    def __repr__(self) -> str:
        return self._text


Constraint.__module__ = "torch.distributions.constraints"


def greater_than(lower_bound: Any) -> Constraint:
    """Above a bound."""
    return Constraint(f"GreaterThan(lower_bound={lower_bound})", lambda v: lower_bound < v)


def greater_than_eq(lower_bound: Any) -> Constraint:
    """Not below a bound."""
    return Constraint(f"GreaterThanEq(lower_bound={lower_bound})", lambda v: lower_bound <= v)


def less_than(upper_bound: Any) -> Constraint:
    """Below a bound."""
    return Constraint(f"LessThan(upper_bound={upper_bound})", lambda v: v < upper_bound)


def interval(lower_bound: Any, upper_bound: Any) -> Constraint:
    """Between two bounds."""
    text = f"Interval(lower_bound={lower_bound}, upper_bound={upper_bound})"
    return Constraint(text, lambda v: (lower_bound <= v) & (v <= upper_bound))


def integer_interval(lower_bound: int, upper_bound: int) -> Constraint:
    """Whole numbers between two bounds."""
    text = f"IntegerInterval(lower_bound={lower_bound}, upper_bound={upper_bound})"
    return Constraint(text, lambda v: (v % 1 == 0) & (lower_bound <= v) & (v <= upper_bound))


def independent(base: Constraint, dims: int) -> Constraint:
    """A region of vectors, all of whose elements lie in another one."""

    def inside(value: Any) -> Any:
        result = base.check(value)
        if result.dim() < dims:
            expected = len(result.shape) - dims
            raise ValueError(f"Expected value.dim() >= {dims} but got {dims + expected}")
        return result.reshape((*result.shape[: result.dim() - dims], -1)).all(-1)

    return Constraint(f"IndependentConstraint({base!r}, {dims})", inside)


real = Constraint("Real()", lambda v: v == v)  # nan is no number
real_vector = independent(real, 1)
positive = greater_than(0.0)
nonnegative = greater_than_eq(0.0)
unit_interval = interval(0.0, 1.0)
boolean = Constraint("Boolean()", lambda v: (v == 0) | (v == 1))
simplex = Constraint("Simplex()", lambda v: (v >= 0).all(-1) & ((v.sum(-1) - 1).abs() < 1e-6))
