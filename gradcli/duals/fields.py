"""The numbers that dual numbers are made of: fractions, balls of any precision, and IEEE floats.

A ball is a middle and a radius: the number that is meant lies inside. Whatever is computed with balls, the exact result lies
inside the ball that comes out, and a question that a ball cannot answer (is it below 0, when 0 lies inside?) raises Unsettled.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from gradcli.duals import cells
from gradcli.ops import ieee
from gradcli.ops.late import arrays, np
from gradcli.ops.primitives import PRIMITIVES
from gradcli.ops.sizes import Shape

LARGEST_FRACTION = 20_000  # bits; what grows beyond it is left to balls
LARGEST_EXPONENT = 1000  # of 2; likewise


class Unsuited(Exception):
    """An operation that these numbers cannot do: sin of a fraction, the determinant of dual numbers."""


class Unsettled(Exception):
    """A question that is open at this precision: whether a ball that holds 0 is below it."""


class Measureless(Unsettled):
    """A number that is known, and too large or too small to be written down: more bits would not help."""


class Field:
    """Numbers of one kind, alone or in NumPy arrays.

    tied       whether a comparison so far was decided by slopes: the point is at a corner or a jump
    in_arrays  whether a kernel is at work that takes all masks for arrays
    """

    dtype: Any = object

    def __init__(self) -> None:
        self.tied = False
        self.in_arrays = False

    def fresh(self) -> Field:
        """The same numbers, and nothing compared yet."""
        return type(self)()

    def lift(self, x: Any) -> Any:
        """A number, or a nested list or an array of them, as of this field; a float counts as the decimal number it prints as."""
        return self.shaped(cells.each(self.number, np.asarray(x) if isinstance(x, list | tuple) else cells.bare(x)))

    def number(self, x: Any) -> Any:
        """A single number as one of this field."""
        raise NotImplementedError

    def shaped(self, x: Any) -> Any:
        """An array of this field; a single number alone."""
        x = cells.bare(x)
        return np.asarray(x, dtype=self.dtype) if cells.has_shape(x) else x

    def mask(self, x: Any) -> Any:
        """An array of truth values; a single one alone, but for kernels that work on arrays."""
        return np.asarray(x, dtype=bool) if self.in_arrays or cells.has_shape(x) else bool(x)

    def full(self, shape: Shape, x: float) -> Any:
        """The same number everywhere."""
        return cells.full(shape, self.number(x), self.dtype)

    def check(self, *parts: Any) -> None:
        """Raise Unsuited where the numbers have grown too long."""

    def notice(self, difference: Any) -> None:
        """Two numbers are compared that differ by so much; for those who watch."""

    def stepped(self, steps: Any) -> None:
        """Numbers are rounded to whole ones; for those who watch."""

    def quotient(self, x: Any, y: Any) -> Any:
        """x / y. Raises Unsuited where y is 0 and this field has no infinity."""
        return x / y

    def less(self, x: Any, y: Any) -> Any:
        """Where x < y."""
        return self.mask(x < y)

    def equal(self, x: Any, y: Any) -> Any:
        """Where x == y."""
        return self.mask(x == y)

    def isnan(self, x: Any) -> Any:
        """Where there is no number."""
        return self.mask(cells.full(cells.shape_of(x), False, bool))

    def isinf(self, x: Any) -> Any:
        """Where it is infinite."""
        return self.mask(cells.full(cells.shape_of(x), False, bool))

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
    x = cells.bare(x)
    if isinstance(x, int):
        return Fraction(int(x))
    if not math.isfinite(x):
        raise Unsuited(f"{x} is no fraction")
    return Fraction(repr(float(x)))


class Fractions(Field):
    """Exact rational numbers, for which nothing is ever rounded.

    longest  bits that a fraction may take
    """

    def __init__(self, longest: int = LARGEST_FRACTION) -> None:
        super().__init__()
        self.longest = longest

    def fresh(self) -> Field:
        """The same numbers, and nothing compared yet."""
        return Fractions(self.longest)

    def number(self, x: Any) -> Any:
        """As a fraction."""
        return fraction(x)

    def check(self, *parts: Any) -> None:
        """Raise Unsuited where the fractions have grown too long."""
        for part in parts:
            if part is not None and any(map(self._is_long, cells.flat(part))):
                raise Unsuited("the fractions grow too long")

    def _is_long(self, x: Fraction) -> bool:
        above, below = x.numerator.bit_length(), x.denominator.bit_length()
        return above + below > self.longest or above - below > LARGEST_EXPONENT

    def quotient(self, x: Any, y: Any) -> Any:
        """x / y."""
        if cells.any_of(y == 0):
            raise Unsuited("a fraction over 0")
        return super().quotient(x, y)

    def floor(self, x: Any) -> Any:
        """The largest whole numbers not above x."""
        return cells.each(lambda one: Fraction(math.floor(one)), x)

    def rint(self, x: Any) -> Any:
        """The nearest whole numbers."""
        return cells.each(lambda one: Fraction(round(one)), x)

    def whole(self, x: Any) -> int | None:
        """A single number as a whole one."""
        return int(x) if x == int(x) else None

    def known(self, x: Any) -> tuple[Fraction | float, Fraction | float]:
        """The number itself."""
        return fraction(x), 0.0


# ------------------------------------------------------------------ IEEE floats
FUNCTIONS = {primitive.name: primitive.each or primitive.on_float for primitive in PRIMITIVES}


class Floats(Field):
    """float64 with its infinities and nan: what a computation answers where there is no finite number."""

    dtype = "float64"

    def shaped(self, x: Any) -> Any:
        """An array of float64; a single number as a float."""
        x = super().shaped(x)
        return x if cells.has_shape(x) else float(x)

    def lift(self, x: Any) -> Any:
        """As float64."""
        return self.shaped(np.asarray(x, dtype=self.dtype)) if isinstance(x, list | tuple) or cells.has_shape(x) else float(x)

    def number(self, x: Any) -> Any:
        """As a float."""
        return float(x)

    def quotient(self, x: Any, y: Any) -> Any:
        """x / y."""
        return x / y if cells.has_shape(x, y) else ieee.quotient(x, y)

    def isnan(self, x: Any) -> Any:
        """Where there is no number."""
        return self.mask(x != x)

    def isinf(self, x: Any) -> Any:
        """Where it is infinite."""
        return self.mask(abs(x) == math.inf)

    def signbit(self, x: Any) -> Any:
        """Where the sign is minus."""
        return self.mask(self.function("signbit", [x]))

    def floor(self, x: Any) -> Any:
        """The largest whole numbers not above x."""
        return self.function("floor", [x])

    def rint(self, x: Any) -> Any:
        """The nearest whole numbers."""
        return self.function("rint", [x])

    def function(self, name: str, operands: Sequence[Any]) -> Any:
        """The function of floats, or of arrays."""
        if not cells.has_shape(*operands):
            return ieee.called(name, FUNCTIONS[name], *operands)
        return getattr(arrays, name)(*[np.asarray(x) for x in operands])

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

    def number(self, x: Any) -> Any:
        """As a ball; equal numbers are one object, of which it is known that it equals itself."""
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
        return self.mask(cells.each(self.below, x, y))

    def equal(self, x: Any, y: Any) -> Any:
        """Where both are the same number, which is known of exact ones alone, or Unsettled."""
        return self.mask(cells.each(lambda a, b: not (self.below(a, b) or self.below(b, a)), x, y))

    def below(self, a: Any, b: Any) -> bool:
        """Whether one number is below another, or Unsettled."""
        raise NotImplementedError

    def function(self, name: str, operands: Sequence[Any]) -> Any:
        """The function of balls on every element."""
        return cells.each(self.each(name), *operands)

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

        return self.lift(cells.each(each, x))

    def whole(self, x: Any) -> int | None:
        """A single number as a whole one."""
        middle, radius = self.known(x)
        return int(middle) if radius == 0 and middle == int(middle) else None
