"""What is true about a derivative: a number, and how far that may be off."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import NamedTuple, TypeAlias

EXACT, BALLS, BESIDE, BOUNDED, IEEE, QUOTIENTS = (
    "exact rational arithmetic",
    "dual numbers in ball arithmetic",
    "dual numbers in ball arithmetic just beside the point",
    "dual numbers with bounded rounding",
    "dual numbers",
    "difference quotients",
)
DECIMAL_BITS = 4096  # at most, of decimal numbers with bounded rounding
HIDDEN = f"rounding to {DECIMAL_BITS} bits hides it; with the extra `exact` (pip install 'gradcli[exact]') there are more"
Number: TypeAlias = Fraction | float


class Truth(NamedTuple):
    """A number as it really is: the derivative by one element of a variable, or an element of a value.

    slope   a Fraction, or a float that is not finite; at a kink the slope on the right
    left    the slope on the left; the same as `slope` where the function is smooth
    method  which oracle said so
    error   how far both may be off; 0 where they are exact, inf where nothing is known for certain
    total   the sum of the absolute values of all that was added up
    jump    the function itself jumps here
    rough   `total` is only known to be no less
    doubt   what difference quotients say, where they clearly say something else
    open    why it is not known, where it is not
    """

    slope: Number
    left: Number
    method: str
    error: Number = 0.0
    total: Number = 0.0
    jump: bool = False
    rough: bool = False
    doubt: float | None = None
    open: str | None = None

    @property
    def kink(self) -> bool:
        """Whether there is no one slope."""
        if self.jump:
            return True
        right, left = self.slope, self.left
        if math.isinf(self.error):
            return False
        if isinstance(right, Fraction) and isinstance(left, Fraction):
            return right != left and abs(right - left) > Fraction(2 * self.error)
        return right != left and not (math.isnan(right) or math.isnan(left))

    @property
    def true(self) -> float:
        """The slope as a float."""
        return rounded(self.slope)


def rounded(x: Number) -> float:
    """The nearest float; inf where there is none so large."""
    try:
        return float(x)
    except OverflowError:
        return math.inf if x > 0 else -math.inf
