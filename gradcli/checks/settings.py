"""What can be set of a check, as it is typed or stands in a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gradcli.bindings import parse_constant
from gradcli.problems import Problem

KEYS = (
    "name expression values expect value formula rtol atol dtype wrt grad_output samples seed range nan_ok none_as_zero strict "
    "undecided allow_unused points"
).split()
SHARED = [key for key in KEYS if key not in ("name", "expression", "expect", "value", "formula", "points")]


def tolerance(name: str, value: Any) -> float | None:
    """A tolerance, which is not negative."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
        raise Problem(f"{name} is a number that is 0 or more, not {value}")
    return float(value)


def one_of(name: str, value: Any, words: Sequence[str]) -> str:
    """A word of a few."""
    if value not in words:
        raise Problem(f"{name} is {' or '.join(words)}, not {value}")
    return str(value)


def interval(name: str, low: str, high: str) -> tuple[float, float]:
    """The ends of an interval, the lower one first."""
    ends = parse_constant(f"range {name}", low), parse_constant(f"range {name}", high)
    if not all(isinstance(end, int | float) for end in ends) or not ends[0] < ends[1]:
        raise Problem(f"the range of {name} goes from a lower to a higher number", fix=f"{name}=0.1..3")
    return float(ends[0]), float(ends[1])
