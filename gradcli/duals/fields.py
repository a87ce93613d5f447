"""The numbers that dual numbers are made of: fractions, balls of any precision, and IEEE floats.

A ball is a middle and a radius: the number that is meant lies inside. Whatever is computed with balls, the exact result lies
inside the ball that comes out, and a question that a ball cannot answer (is it below 0, when 0 lies inside?) raises Unsettled.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from gradcli.ops import arrays

LARGEST_FRACTION = 20_000  # bits; what grows beyond it is left to balls
LARGEST_EXPONENT = 1000  # of 2; likewise


class Unsuited(Exception):
    """An operation that these numbers cannot do: sin of a fraction, the determinant of dual numbers."""


class Unsettled(Exception):
    """A question that is open at this precision: whether a ball that holds 0 is below it."""


class Field:
    """Numbers of one kind, in NumPy arrays.

    tied  whether a comparison so far was decided by slopes: the point is at a corner or a jump
    """

    dtype: Any = object

    def __init__(self) -> None:
        self.tied = False

    def fresh(self) -> Field:
        """The same numbers, and nothing compared yet."""
        return type(self)()

    def lift(self, x: Any) -> Any:
        """A number, nested list or array as an array of this field; a float counts as the decimal number it prints as."""
        raise NotImplementedError

    def check(self, *parts: Any) -> None:
        """Raise Unsuited where the numbers have grown too long."""

    def notice(self, difference: Any) -> None:
        """Two numbers are compared that differ by so much; for those who watch."""

    def stepped(self, steps: Any) -> None:
        """Numbers are rounded to whole ones; for those who watch."""

    def quotient(self, x: Any, y: Any) -> Any:
        """x / y. Raises Unsuited where y is 0 and this field has no infinity."""
        return np.asarray(x / y, dtype=self.dtype)

    def less(self, x: Any, y: Any) -> Any:
        """Where x < y."""
        return np.asarray(x < y, dtype=bool)

    def equal(self, x: Any, y: Any) -> Any:
        """Where x == y."""
        return np.asarray(x == y, dtype=bool)

    def isnan(self, x: Any) -> Any:
        """Where there is no number."""
        return np.zeros(np.shape(x), dtype=bool)

    def isinf(self, x: Any) -> Any:
        """Where it is infinite."""
        return np.zeros(np.shape(x), dtype=bool)

    def signbit(self, x: Any) -> Any:
        """Where the sign is minus; among these numbers there is no -0."""
        return self.less(x, self.lift(0.0))

    def matmul(self, x: Any, y: Any) -> Any:
        """The matrix product."""
        return np.matmul(x, y)

    def floor(self, x: Any) -> Any:
        """The largest whole numbers not above x."""
        raise NotImplementedError

    def rint(self, x: Any) -> Any:
        """The nearest whole numbers, halves to even."""
        raise NotImplementedError

    def function(self, name: str, operands: Sequence[Any]) -> Any:  # noqa: ARG002
        """A primitive function that is not rational. Raises Unsuited."""
        raise Unsuited(name)

    def whole(self, x: Any) -> int | None:
        """A single number as a whole one; None if it is none."""
        raise NotImplementedError

    def known(self, x: Any) -> tuple[Fraction | float, Fraction | float]:
        """A single number, and how far it can be off."""
        raise NotImplementedError


# ------------------------------------------------------------------ fractions
def fraction(x: Any) -> Fraction:
    """A number as the decimal it prints as. Raises Unsuited for inf and nan."""
    if isinstance(x, Fraction):
        return x
    if isinstance(x, bool | np.bool_ | int | np.integer):
        return Fraction(int(x))
    if not math.isfinite(x):
        raise Unsuited(f"{x} is no fraction")
    return Fraction(repr(float(x)))


_fractions = np.frompyfunc(fraction, 1, 1)
_floors = np.frompyfunc(lambda x: Fraction(math.floor(x)), 1, 1)
_rounds = np.frompyfunc(lambda x: Fraction(round(x)), 1, 1)
_lengths = np.frompyfunc(lambda x: (x.numerator.bit_length(), x.denominator.bit_length()), 1, 2)


class Fractions(Field):
    """Exact rational numbers, for which nothing is ever rounded."""

    def lift(self, x: Any) -> Any:
        """As fractions."""
        return np.asarray(_fractions(x), dtype=object)

    def check(self, *parts: Any) -> None:
        """Raise Unsuited where the fractions have grown too long."""
        for part in parts:
            if part is not None and part.size:
                above, below = _lengths(part)
                if np.max(above + below) > LARGEST_FRACTION or np.max(above - below) > LARGEST_EXPONENT:
                    raise Unsuited("the fractions grow too long")

    def quotient(self, x: Any, y: Any) -> Any:
        """x / y."""
        if np.any(y == 0):
            raise Unsuited("a fraction over 0")
        return super().quotient(x, y)

    def floor(self, x: Any) -> Any:
        """The largest whole numbers not above x."""
        return np.asarray(_floors(x))

    def rint(self, x: Any) -> Any:
        """The nearest whole numbers."""
        return np.asarray(_rounds(x))

    def whole(self, x: Any) -> int | None:
        """A single number as a whole one."""
        return int(x) if x == int(x) else None

    def known(self, x: Any) -> tuple[Fraction | float, Fraction | float]:
        """The number itself."""
        return fraction(x), 0.0


# ------------------------------------------------------------------ IEEE floats
class Floats(Field):
    """float64 with its infinities and nan: what a computation answers where there is no finite number."""

    dtype = np.float64

    def lift(self, x: Any) -> Any:
        """As float64."""
        return np.asarray(x, dtype=np.float64)

    def isnan(self, x: Any) -> Any:
        """Where there is no number."""
        return np.isnan(x)

    def isinf(self, x: Any) -> Any:
        """Where it is infinite."""
        return np.isinf(x)

    def signbit(self, x: Any) -> Any:
        """Where the sign is minus."""
        return np.signbit(x)

    def floor(self, x: Any) -> Any:
        """The largest whole numbers not above x."""
        return np.asarray(np.floor(x))

    def rint(self, x: Any) -> Any:
        """The nearest whole numbers."""
        return np.asarray(np.rint(x))

    def function(self, name: str, operands: Sequence[Any]) -> Any:
        """The function of arrays."""
        return np.asarray(getattr(arrays, name)(*operands))

    def whole(self, x: Any) -> int | None:
        """A single number as a whole one."""
        return int(x) if math.isfinite(x) and x == int(x) else None

    def known(self, x: Any) -> tuple[Fraction | float, Fraction | float]:
        """The number; nobody knows how far it is off."""
        return float(x), math.inf


# ------------------------------------------------------------------ balls
class Balls(Field):
    """Numbers that are known up to a radius: objects with the operators of numbers, abs() and float().

    The methods here ask them what has to be certain.
    """

    def ball(self, x: Fraction) -> Any:
        """The ball of a fraction."""
        raise NotImplementedError

    def decimal(self, x: float) -> Any:
        """The ball of the decimal number that a finite float prints as."""
        return self.ball(fraction(x))

    def each(self, name: str) -> Callable[..., Any]:
        """A primitive function of balls. Raises Unsuited."""
        raise NotImplementedError

    def infinite(self, x: float) -> Any:
        """inf, or nan, to compare with."""
        raise NotImplementedError

    def unknown(self) -> Any:
        """A number of which nothing is known, another one each time."""
        raise NotImplementedError

    def middle(self, x: Any) -> Any:
        """The number in the middle of a ball, without its radius."""
        raise NotImplementedError

    def top(self, x: Any) -> Any:
        """A number, without a radius, that nothing in a ball exceeds in size."""
        raise NotImplementedError

    def union(self, x: Any, y: Any) -> Any:
        """A ball that covers two others, or Unsettled where these numbers are asked on which side they lie."""
        raise NotImplementedError

    def overlap(self, x: Any, y: Any) -> bool:
        """Whether two balls may have a number in common."""
        raise NotImplementedError

    def __init__(self) -> None:
        super().__init__()
        self.made: dict[Any, Any] = {}

    def lift(self, x: Any) -> Any:
        """As balls; equal numbers are one object, of which it is known that it equals itself."""
        return np.asarray(np.frompyfunc(self._lifted, 1, 1)(x), dtype=object)

    def _lifted(self, x: Any) -> Any:
        found = self.made.get(x)
        if found is None:
            found = self.made[x] = self._ball(x)
        return found

    def _ball(self, x: Any) -> Any:
        if isinstance(x, float):
            return self.decimal(x) if math.isfinite(x) else self.infinite(x)
        return self.ball(fraction(x))

    def less(self, x: Any, y: Any) -> Any:
        """Where x < y, or Unsettled."""
        return np.asarray(np.frompyfunc(self.below, 2, 1)(x, y), dtype=bool)

    def equal(self, x: Any, y: Any) -> Any:
        """Where both are the same number, which is known of exact ones alone, or Unsettled."""
        return np.asarray(np.frompyfunc(lambda a, b: not (self.below(a, b) or self.below(b, a)), 2, 1)(x, y), dtype=bool)

    def below(self, a: Any, b: Any) -> bool:
        """Whether one number is below another, or Unsettled."""
        raise NotImplementedError

    def function(self, name: str, operands: Sequence[Any]) -> Any:
        """The function of balls on every element."""
        return np.asarray(np.frompyfunc(self.each(name), len(operands), 1)(*operands), dtype=object)

    def floor(self, x: Any) -> Any:
        """The largest whole numbers not above x, or Unsettled."""
        return self._rounded(x, math.floor)

    def rint(self, x: Any) -> Any:
        """The nearest whole numbers, or Unsettled."""
        return self._rounded(x, round)

    def _rounded(self, x: Any, to_whole: Callable[[Any], int]) -> Any:
        """The whole number that all of a ball is rounded to, or Unsettled."""

        def each(one: Any) -> Fraction:
            middle, radius = self.known(one)
            if not math.isfinite(radius):
                raise Unsettled("a step")
            low, high = (to_whole(middle + Fraction(side * radius)) for side in (-1, 1))
            if low != high:
                raise Unsettled("a step")
            return Fraction(low)

        return self.lift(np.frompyfunc(each, 1, 1)(x))

    def whole(self, x: Any) -> int | None:
        """A single number as a whole one."""
        middle, radius = self.known(x)
        return int(middle) if radius == 0 and middle == int(middle) else None
