"""What IEEE 754 answers where Python's functions of floats raise: an infinity at a pole and beyond all floats, otherwise nan."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

POLES: Mapping[str, float] = {"log": 0.0, "log2": 0.0, "log10": 0.0, "log1p": -1.0}  # where a function is -inf
STEPS = frozenset({"floor", "ceil", "trunc", "rint"})


def quotient(x: float, y: float) -> float:
    """x / y."""
    try:
        return x / y
    except ZeroDivisionError:
        return math.copysign(math.inf, x) * math.copysign(1.0, y) if x and x == x else math.nan


def called(name: str, function: Callable[..., float], *operands: float) -> float:
    """The value of the primitive function of that name, which raises where Python does."""
    try:
        return function(*operands)
    except OverflowError:
        return operands[0] if name in STEPS else _overflown(name, *operands)
    except ValueError:
        return _undefined(name, *operands)


def _overflown(name: str, x: float, y: float = 0.0) -> float:
    """Which infinity lies beyond all floats."""
    falls = x < 0 and (name == "sinh" or (name == "pow" and is_odd(y)))
    return -math.inf if falls else math.inf


def _undefined(name: str, x: float, y: float = 0.0) -> float:
    """An infinity at a pole, otherwise nan."""
    if name in POLES and x == POLES[name]:
        return -math.inf
    if name == "atanh" and abs(x) == 1.0:
        return math.copysign(math.inf, x)
    if name == "pow" and x == 0.0:
        return math.copysign(math.inf, x) if is_odd(y) else math.inf
    return math.nan


def is_odd(y: float) -> bool:
    """Whether a number is whole and odd."""
    return math.fmod(y, 2.0) in (1.0, -1.0)
