"""Functions of Python floats that `math` does not have, or not as IEEE 754 has them.

Python raises where IEEE 754 has an answer (1/0, log(-1), exp(1000)). Nothing is patched up here: the caller
(`op.Op.on_numbers`) catches ArithmeticError and ValueError and asks `arrays` instead, which answers inf or nan.
"""

from __future__ import annotations

import math
from typing import Any


def copy(x: float) -> float:
    """The same number; floats are never shared."""
    return x


def zeros_like(_: float) -> float:
    """0."""
    return 0.0


def ones_like(_: float) -> float:
    """1."""
    return 1.0


def negative(x: float) -> float:
    """-x, which keeps the sign of zero."""
    return -x


def exp2(x: float) -> float:
    """2**x."""
    return math.pow(2.0, x)


def floor(x: float) -> float:
    """The largest whole number not above x; -0.0 stays -0.0."""
    return math.copysign(float(math.floor(x)), x)


def ceil(x: float) -> float:
    """The smallest whole number not below x; -0.5 becomes -0.0."""
    return math.copysign(float(math.ceil(x)), x)


def trunc(x: float) -> float:
    """x without its fraction, with its sign."""
    return math.copysign(float(math.trunc(x)), x)


def rint(x: float) -> float:
    """To the nearest whole number, halves to even."""
    return math.copysign(float(round(x)), x)


def sign(x: float) -> float:
    """-1, 0 or 1; 0 for nan, as torch."""
    return float((x > 0) - (x < 0))


def signbit(x: float) -> bool:
    """Whether the sign is minus, also that of -0."""
    return math.copysign(1.0, x) < 0


def floor_divide(x: float, y: float) -> float:
    """Division rounded down."""
    return x // y


def trunc_divide(x: float, y: float) -> float:
    """Division rounded towards zero."""
    return trunc(x / y)


def remainder(x: float, y: float) -> float:
    """The remainder with the sign of y; a zero has the sign of x."""
    rest = math.fmod(x, y)
    return rest + y if rest and (rest < 0) != (y < 0) else rest


def maximum(x: float, y: float) -> float:
    """The larger; nan if one is nan."""
    return x if x > y or x != x else y


def minimum(x: float, y: float) -> float:
    """The smaller; nan if one is nan."""
    return x if x < y or x != x else y


def fmax(x: float, y: float) -> float:
    """The larger; nan is ignored."""
    return x if x >= y or y != y else y


def fmin(x: float, y: float) -> float:
    """The smaller; nan is ignored."""
    return x if x <= y or y != y else y


def logaddexp(x: float, y: float) -> float:
    """log(exp(x) + exp(y)) from the larger one, so that nothing overflows."""
    top = maximum(x, y)
    return top if math.isinf(top) and x == y else top + math.log1p(math.exp(-abs(x - y)))


def logical_not(x: float) -> bool:
    """Not."""
    return not x


def where(condition: Any, x: Any, y: Any) -> Any:
    """x where the condition holds, otherwise y."""
    return x if condition else y
