"""Balls of float64: a float and a bound of how far rounding may have put it off. They need nothing but Python.

Every operation adds the rounding of its own result, at most half a unit in the last place, for which a whole unit is
counted, and what underflow may lose. Functions of the C library are taken to be right to a few units; where a function rises
or falls with each of its arguments over the whole ball, its values at the corners bound it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np

from gradcli.duals.fields import Balls, Field, Unsettled, Unsuited
from gradcli.ops import floats, special

UNIT = 2.0**-52
TINY = 2.0**-1074
MORE = 1 + 2.0**-48  # for the rounding of the radius itself
LIBRARY = 4 * UNIT  # what a function of the C library may be off
OWN = 256 * UNIT  # what one of ours may
LEAST = 1e-290  # below it digits are lost
LARGE = 1e300  # beyond it float64 is about to overflow


class Ball:
    """A float and how far the number that is meant may be from it.

    mid     the float
    radius  not negative; inf where nothing is known, as after a division by 0
    """

    __slots__ = ("mid", "radius")

    def __init__(self, mid: float, radius: float = 0.0) -> None:
        if not abs(mid) < LARGE:
            raise Unsettled("beyond float64")
        self.mid = mid
        self.radius = radius if radius < math.inf else math.inf  # nan is no radius

    def __neg__(self) -> Ball:
        return Ball(-self.mid, self.radius)

    def __abs__(self) -> Ball:
        return Ball(abs(self.mid), self.radius)

    def __add__(self, other: Any) -> Ball:
        if type(other) is not Ball:
            other = Ball(float(other))
        mid = self.mid + other.mid
        if mid - self.mid == other.mid and mid - other.mid == self.mid and not (self.radius or other.radius):
            return Ball(mid)  # nothing was rounded
        return Ball(mid, (self.radius + other.radius + abs(mid) * UNIT) * MORE)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Ball:
        return self.__add__(-other)

    def __rsub__(self, other: Any) -> Ball:
        return (-self).__add__(other)

    def __mul__(self, other: Any) -> Ball:
        if type(other) is not Ball:
            other = Ball(float(other))
        a, b, ra, rb = abs(self.mid), abs(other.mid), self.radius, other.radius
        if (a == 0 and ra == 0) or (b == 0 and rb == 0):
            return Ball(0.0)
        mid = self.mid * other.mid
        if abs(mid) > LEAST and ((not ra and math.frexp(a)[0] == 0.5) or (not rb and math.frexp(b)[0] == 0.5)):
            return Ball(mid, (ra * b + rb * a) * MORE)  # by a power of two: nothing is rounded
        return Ball(mid, (a * rb + b * ra + ra * rb + abs(mid) * UNIT + TINY) * MORE)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Ball:
        if type(other) is not Ball:
            other = Ball(float(other))
        b = abs(other.mid)
        if b <= other.radius:
            return Ball(0.0, math.inf)  # by what may be 0: nothing is known
        if self.mid == 0 and self.radius == 0:
            return Ball(0.0)
        mid = self.mid / other.mid
        return Ball(mid, ((self.radius + abs(mid) * other.radius) / (b - other.radius) + abs(mid) * UNIT + TINY) * MORE)

    def __rtruediv__(self, other: Any) -> Ball:
        return Ball(float(other)) / self

    def __float__(self) -> float:
        return self.mid

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the greatest number that may be meant."""
        if not self.radius:
            return self.mid, self.mid
        if self.radius == math.inf:
            raise Unsettled("nothing is known")
        low, high = self.mid - self.radius, self.mid + self.radius
        return math.nextafter(low, -math.inf), math.nextafter(high, math.inf)


class Bounded(Balls):
    """Balls of float64."""

    def fresh(self) -> Field:
        """The same numbers, and nothing compared yet."""
        return Bounded()

    def ball(self, x: Fraction) -> Any:
        """The ball of a fraction."""
        try:
            mid = float(x)
        except OverflowError:
            raise Unsettled("beyond float64") from None
        return Ball(mid, 0.0 if Fraction(mid) == x else abs(mid) * UNIT + TINY)

    def infinite(self, x: float) -> Any:
        """inf, or nan, which nothing can be computed with."""
        found = Ball(0.0, math.inf)
        if not math.isnan(x):
            found.mid, found.radius = x, 0.0
        return found

    def isinf(self, x: Any) -> Any:
        """Where it is infinite."""
        return np.asarray(np.frompyfunc(lambda a: math.isinf(a.mid), 1, 1)(x), dtype=bool)

    def isnan(self, x: Any) -> Any:
        """Where nothing is known."""
        return np.asarray(np.frompyfunc(lambda a: a.radius == math.inf, 1, 1)(x), dtype=bool)

    def below(self, a: Any, b: Any) -> bool:
        """Whether one number is below another, or Unsettled."""
        if a is b:
            return False
        (a_low, a_high), (b_low, b_high) = a.ends, b.ends
        if a_high < b_low:
            return True
        if a_low >= b_high:
            return False
        raise Unsettled("<")

    def each(self, name: str) -> Callable[..., Any]:
        """The function of that name."""
        found = FUNCTIONS.get(name)
        if found is None:
            raise Unsuited(name)
        return found

    def known(self, x: Any) -> tuple[Fraction | float, Fraction | float]:
        """The float, and the bound."""
        return (x.mid if math.isinf(x.mid) else Fraction(x.mid)), x.radius


# ------------------------------------------------------------------ functions
def _corners(function: Callable[..., float], off: float = LIBRARY) -> Callable[..., Ball]:
    """A function that rises or falls with each of its arguments."""

    def run(*operands: Ball) -> Ball:
        mid = _at(function, *[x.mid for x in operands])
        if not any(x.radius for x in operands):
            return Ball(mid, (off * abs(mid) + TINY) if mid else 0.0)
        around = [_at(function, *corner) for corner in product(*[x.ends for x in operands])]
        rounding = off * max(abs(mid), *map(abs, around)) + TINY
        return Ball(mid, (max(abs(v - mid) for v in around) + 2 * rounding) * MORE)

    return run


def _at(function: Callable[..., float], *operands: float) -> float:
    try:
        found = function(*operands)
    except OverflowError:
        raise Unsettled("beyond float64") from None
    except (ValueError, ZeroDivisionError):
        raise Unsuited("outside the domain") from None
    if found != found:
        raise Unsuited("outside the domain")
    return found


def _steep(function: Callable[[float], float], slope: Callable[[Ball], float]) -> Callable[[Ball], Ball]:
    """A function that is nowhere in the ball steeper than `slope` of the ball."""

    def run(x: Ball) -> Ball:
        mid = _at(function, x.mid)
        return Ball(mid, (slope(x) * x.radius + LIBRARY * abs(mid) + TINY) * MORE if mid or x.radius else 0.0)

    return run


def _tan(x: Ball) -> Ball:
    """Where the cosine keeps its sign, the tangent rises."""
    low, high = x.ends
    if high - low > 1 or math.cos(low) * math.cos(high) <= 0:
        raise Unsettled("tan")
    return _corners(math.tan)(x)


def _pow(x: Ball, y: Ball) -> Ball:
    """Where x is above 0 the power rises or falls with both."""
    if x.ends[0] > 0 or (x.mid == 0 and not x.radius and y.ends[0] > 0):
        return _corners(math.pow)(x, y)
    if not y.radius and y.mid == int(y.mid) and (x.ends[1] < 0 or y.mid > 0):
        low, high = x.ends
        if low <= 0 <= high:
            raise Unsettled("a power of what may be 0")
        return _corners(math.pow)(x, y)
    raise Unsuited("a power of a number below 0")


def _positive(function: Callable[..., float], off: float) -> Callable[..., Ball]:
    """A function that rises or falls above 0, where it is used; elsewhere it has poles."""

    def run(*operands: Ball) -> Ball:
        if operands[-1].ends[0] <= 0 and operands[-1].radius:
            raise Unsettled("near poles")
        return _corners(function, off)(*operands)

    return run


def _lgamma(x: Ball) -> Ball:
    """Falling up to 1.46, rising from there."""
    low, high = x.ends
    if low <= 0 or low < 1.4616321449683623 < high:
        raise Unsettled("lgamma")
    return _corners(special.lgamma, OWN)(x)


RISING = "sqrt exp exp2 expm1 log log2 log10 log1p sinh tanh asin acos atan asinh acosh atanh erf erfc logaddexp".split()
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    **{name: _corners(getattr(floats, name)) for name in RISING},
    "sin": _steep(math.sin, lambda _: 1.0),
    "cos": _steep(math.cos, lambda _: 1.0),
    "cosh": _steep(math.cosh, lambda x: math.cosh(max(map(abs, x.ends)))),
    "tan": _tan,
    "pow": _pow,
    "hypot": lambda x, y: _corners(math.sqrt)(x * x + y * y),
    "erfinv": _corners(special.erfinv, OWN),
    "digamma": _positive(special.digamma, OWN),
    "polygamma": _positive(special.polygamma, OWN),
    "lgamma": _lgamma,
    "i1": _corners(special.i1, OWN),
    "i0": _positive(special.i0, OWN),
}
