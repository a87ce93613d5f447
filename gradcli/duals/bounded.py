"""Balls of decimal numbers: a number of so many digits and a bound of how far rounding may have put it off.

They need nothing but Python. Every operation adds what its own result may have been rounded by; where a function rises or falls
with its argument over the whole ball, its values at both ends bound it.
"""

from __future__ import annotations

import decimal
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from fractions import Fraction
from typing import Any

from gradcli.duals import cells, decimals
from gradcli.duals.fields import Balls, Field, Unsettled, Unsuited

LONGEST = 60_000  # digits of a number before or after the point
RADIUS_DIGITS = 9
NOTHING_KNOWN = Decimal("Infinity")
ZERO = Decimal(0)
_WIDE: dict[str, Any] = {"Emax": decimal.MAX_EMAX, "Emin": decimal.MIN_EMIN, "clamp": 0}
_UP = decimal.Context(prec=RADIUS_DIGITS, rounding=decimal.ROUND_CEILING, traps=[], **_WIDE)
_DOWN = decimal.Context(prec=RADIUS_DIGITS, rounding=decimal.ROUND_FLOOR, traps=[], **_WIDE)
_TRAPS = [decimal.Overflow, decimal.Underflow, decimal.InvalidOperation, decimal.DivisionByZero]


@contextmanager
def precise(digits: int) -> Iterator[None]:
    """Compute with so many digits inside the block."""
    with decimal.localcontext(decimal.Context(prec=digits, rounding=decimal.ROUND_HALF_EVEN, traps=_TRAPS, **_WIDE)):
        try:
            yield
        except (decimal.Overflow, decimal.Underflow):
            raise Unsettled("beyond all measure") from None


class Ball:
    """A number and how far the one that is meant may be from it.

    mid     the number
    radius  not negative; infinite where nothing is known, as after a division by 0
    """

    __slots__ = ("mid", "radius")

    def __init__(self, mid: Decimal, radius: Decimal = ZERO) -> None:
        self.mid = mid
        self.radius = radius

    def __neg__(self) -> Ball:
        return Ball(self.mid.copy_negate(), self.radius)

    def __abs__(self) -> Ball:
        return Ball(self.mid.copy_abs(), self.radius)

    def __add__(self, other: Any) -> Ball:
        if hasattr(other, "shape"):
            return NotImplemented  # an array asks for each of its elements
        other = _ball(other)
        flags = _cleared()
        mid = self.mid + other.mid
        return _rounded(mid, _UP.add(self.radius, other.radius), flags)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Ball:
        return NotImplemented if hasattr(other, "shape") else self.__add__(-_ball(other))

    def __rsub__(self, other: Any) -> Ball:
        return (-self).__add__(other)

    def __mul__(self, other: Any) -> Ball:
        if hasattr(other, "shape"):
            return NotImplemented  # an array asks for each of its elements
        other = _ball(other)
        if _is_zero(self) or _is_zero(other):
            return Ball(ZERO)
        flags = _cleared()
        mid = self.mid * other.mid
        ra, rb = self.radius, other.radius
        if not (ra or rb):
            return _rounded(mid, ZERO, flags)
        if NOTHING_KNOWN in (ra, rb):
            return Ball(ZERO, NOTHING_KNOWN)
        off = _UP.add(_UP.multiply(self.mid.copy_abs(), rb), _UP.multiply(_UP.add(other.mid.copy_abs(), rb), ra))
        return _rounded(mid, off, flags)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Ball:
        if hasattr(other, "shape"):
            return NotImplemented  # an array asks for each of its elements
        other = _ball(other)
        least = _DOWN.subtract(other.mid.copy_abs(), other.radius)
        if least <= 0 or not least.is_finite():
            return Ball(ZERO, NOTHING_KNOWN)  # by what may be 0: nothing is known
        if _is_zero(self):
            return Ball(ZERO)
        flags = _cleared()
        mid = self.mid / other.mid
        if not (self.radius or other.radius):
            return _rounded(mid, ZERO, flags)
        off = _UP.add(self.radius, _UP.multiply(_UP.add(mid.copy_abs(), _unit(mid)), other.radius))
        return _rounded(mid, _UP.divide(off, least), flags)

    def __rtruediv__(self, other: Any) -> Ball:
        return _ball(other) / self

    def __float__(self) -> float:
        return float(self.mid)

    @property
    def ends(self) -> tuple[Decimal, Decimal]:
        """The least and the greatest number that may be meant."""
        if not self.radius:
            return self.mid, self.mid
        if self.radius == NOTHING_KNOWN:
            raise Unsettled("nothing is known")
        off = _UP.add(self.radius, _unit(self.mid))
        return self.mid - off, self.mid + off


def _ball(x: Any) -> Ball:
    return x if type(x) is Ball else Ball(Decimal(float(x)))


def _is_zero(x: Ball) -> bool:
    return not x.mid and not x.radius


def _cleared() -> Any:
    """The flags of the context, on which it is seen whether the next operation rounds."""
    flags = decimal.getcontext().flags
    flags[decimal.Inexact] = False
    return flags


def _rounded(mid: Decimal, radius: Decimal, flags: Any) -> Ball:
    if flags[decimal.Inexact]:
        radius = _UP.add(radius, _unit(mid))
    return Ball(mid, radius)


def _unit(mid: Decimal) -> Decimal:
    """A unit in the last place, more than rounding may make."""
    return Decimal((0, (1,), mid.adjusted() + 1 - decimal.getcontext().prec))


class Bounded(Balls):
    """Balls with so many digits as `precise` says."""

    def fresh(self) -> Field:
        """The same numbers, and nothing compared yet."""
        return Bounded()

    def ball(self, x: Fraction) -> Any:
        """The ball of a fraction."""
        flags = _cleared()
        mid = Decimal(x.numerator) / x.denominator
        return _rounded(mid, ZERO, flags)

    def infinite(self, x: float) -> Any:
        """inf, or nan, which nothing can be computed with."""
        return Ball(ZERO, NOTHING_KNOWN) if math.isnan(x) else Ball(Decimal(x))

    def isinf(self, x: Any) -> Any:
        """Where it is infinite."""
        return self.mask(cells.each(lambda a: a.mid.is_infinite(), x))

    def isnan(self, x: Any) -> Any:
        """Where nothing is known."""
        return self.mask(cells.each(lambda a: a.radius == NOTHING_KNOWN, x))

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
        """The number, and the bound."""
        return _exactly(x.mid), _exactly(x.radius)


def _exactly(x: Decimal) -> Fraction | float:
    """A decimal number as a fraction. Raises Unsettled where it would be too long to be written down."""
    if not x.is_finite():
        return float(x)
    if x and abs(x.adjusted()) > LONGEST:
        raise Unsettled("beyond all measure")
    return Fraction(x)


# ------------------------------------------------------------------ functions
Function = Callable[..., Decimal]


def _corners(function: Function, least: Decimal = ZERO) -> Callable[[Ball], Ball]:
    """A function that rises or falls; right to some units of itself, or of `least`, if that is more."""

    def run(x: Ball) -> Ball:
        if not x.radius:
            exact = _at(function, x.mid)
            return Ball(exact, _off(exact, least))
        low, high = sorted(_at(function, end) for end in x.ends)
        mid = (low + high) / 2
        around = _UP.add(_UP.subtract(high, mid), _UP.subtract(mid, low))
        return Ball(mid, _UP.add(around, max(_off(low, least), _off(high, least))))

    return run


def _off(found: Decimal, least: Decimal) -> Decimal:
    """How far a function may be off that was computed."""
    size = max(found.copy_abs(), least)
    return _UP.multiply(_unit(size), Decimal(8)) if size else ZERO


def _at(function: Function, *operands: Decimal) -> Decimal:
    try:
        found = function(*operands)
    except (decimal.Overflow, decimal.Underflow):
        raise Unsettled("beyond all measure") from None
    except (decimal.InvalidOperation, decimal.DivisionByZero):
        raise Unsuited("outside the domain") from None
    return found


def _steep(function: Function, slope: Callable[[Ball], Decimal], least: Decimal = ZERO) -> Callable[[Ball], Ball]:
    """A function that is nowhere in the ball steeper than `slope` of the ball."""

    def run(x: Ball) -> Ball:
        mid = _at(function, x.mid)
        off = _off(mid, least)
        if not x.radius:
            return Ball(mid, off)
        if x.radius == NOTHING_KNOWN:
            raise Unsettled("nothing is known")
        return Ball(mid, _UP.add(off, _UP.multiply(slope(x), x.radius)))

    return run


def _largest(function: Function) -> Callable[[Ball], Decimal]:
    """The largest size of a function at the ends, a little more."""

    def run(x: Ball) -> Decimal:
        return _UP.multiply(max(abs(_at(function, end)) for end in x.ends), Decimal("1.000001"))

    return run


def _tan(x: Ball) -> Ball:
    """Where the cosine keeps its sign, the tangent rises."""
    low, high = x.ends
    if high - low > 1 or _at(decimals.cos, low) * _at(decimals.cos, high) <= 0:
        raise Unsettled("tan")
    return _corners(decimals.tan)(x)


def _pow(x: Ball, y: Ball) -> Ball:
    """Where x is above 0 the exponential of a product; otherwise whole exponents alone."""
    if x.ends[0] > 0:
        return _corners(Decimal.exp)(y * _corners(Decimal.ln)(x)) if x.radius or y.radius else _power(x, y)
    if _is_zero(x) and y.ends[0] > 0:
        return Ball(ZERO)
    if not y.radius and y.mid == y.mid.to_integral_value():
        return _whole_power(x, int(y.mid))
    raise Unsuited("a power of a number below 0")


def _power(x: Ball, y: Ball) -> Ball:
    found = _at(decimals.power, x.mid, y.mid)
    return Ball(found, _off(found, ZERO))


def _whole_power(x: Ball, n: int) -> Ball:
    if abs(n) > decimals.LONGEST_SERIES:
        raise Unsettled("a long product")
    out = Ball(Decimal(1))
    for _ in range(abs(n)):
        out = out * x
    return out if n >= 0 else Ball(Decimal(1)) / out


def _apart_from_poles(function: Callable[[Ball], Ball]) -> Callable[[Ball], Ball]:
    """A function of the gamma family, where no pole lies in the ball."""

    def run(x: Ball) -> Ball:
        low, high = x.ends
        if low <= 0 and x.radius and math.floor(low) != math.floor(high):
            raise Unsettled("near poles")
        return function(x)

    return run


def _polygamma(n: Ball, x: Ball) -> Ball:
    """Falling in size above 0."""
    if x.radius and x.ends[0] <= 0:
        raise Unsettled("polygamma below 0")
    return _apart_from_poles(_corners(lambda at: decimals.polygamma(n.mid, at)))(x)


def _logaddexp(x: Ball, y: Ball) -> Ball:
    high, low = (x, y) if x.mid >= y.mid else (y, x)
    return high + _corners(decimals.log1p)(_corners(Decimal.exp)(low - high))


def _atan2(y: Ball, x: Ball) -> Ball:
    """By the angle whose tangent is the quotient, on the side on which the point lies."""
    angle = _corners(decimals.atan)
    if x.ends[0] > 0:
        return angle(y / x)
    quarter = decimals.pi() / 2
    right_angle = Ball(quarter, _off(quarter, ZERO))
    if y.ends[0] > 0:
        return right_angle - angle(x / y)
    if y.ends[1] < 0:
        return -right_angle - angle(x / y)
    if _is_zero(y) and x.ends[1] < 0:
        return right_angle + right_angle
    raise Unsettled("atan2")


def _over_log(base: int) -> Callable[[Ball], Ball]:
    return lambda x: _corners(Decimal.ln)(x) / _corners(Decimal.ln)(Ball(Decimal(base)))


ONE = Decimal(1)
RISING = "expm1 log1p sinh tanh asinh acosh atanh atan asin acos erf erfc erfinv i1".split()
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    **{name: _corners(getattr(decimals, name)) for name in RISING},
    "sqrt": _corners(Decimal.sqrt),
    "exp": _corners(Decimal.exp),
    "log": _corners(Decimal.ln),
    "exp2": lambda x: _pow(Ball(Decimal(2)), x),
    "log2": _over_log(2),
    "log10": _over_log(10),
    "sin": _steep(decimals.sin, lambda _: ONE),
    "cos": _steep(decimals.cos, lambda _: ONE),
    "cosh": _steep(decimals.cosh, _largest(decimals.cosh)),
    "tan": _tan,
    "pow": _pow,
    "logaddexp": _logaddexp,
    "hypot": lambda x, y: _corners(Decimal.sqrt)(x * x + y * y),
    "atan2": _atan2,
    "lgamma": _apart_from_poles(_steep(decimals.lgamma, _largest(decimals.digamma), ONE)),
    "digamma": _apart_from_poles(_corners(decimals.digamma, ONE)),
    "polygamma": _polygamma,
    "i0": _steep(decimals.i0, _largest(decimals.i1)),
}
