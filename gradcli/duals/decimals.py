"""Functions of decimal numbers, to as many digits as the context has: what Python's `decimal` leaves out.

Each works with some digits more and is right to a few units in the last place of the context, of its own size where nothing
else is said. What is outside a domain raises decimal.InvalidOperation or DivisionByZero, as `decimal` itself does.
"""

from __future__ import annotations

import decimal
import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import cache, wraps

from gradcli.duals.fields import Unsettled
from gradcli.ops import special

GUARD = 12  # digits more than are asked for
LARGEST_ANGLE = 2000  # digits before the point of an angle
LONGEST_SERIES = 10_000
ZERO, ONE, TWO, HALF = Decimal(0), Decimal(1), Decimal(2), Decimal("0.5")


def more(digits: int) -> decimal.Context:
    """A context with so many digits more."""
    context = decimal.getcontext().copy()
    context.prec += digits
    return context


def guarded(function: Callable[..., Decimal]) -> Callable[..., Decimal]:
    """With digits to spare, rounded at the end."""

    @wraps(function)
    def run(*operands: Decimal) -> Decimal:
        with decimal.localcontext(more(GUARD)):
            found = function(*operands)
        return +found

    return run


def _digits() -> int:
    return decimal.getcontext().prec


def _summed(first: Decimal, following: Callable[[Decimal, int], Decimal]) -> Decimal:
    """The sum of a series from its first term, until terms no longer count; `following` makes the k-th from the one before."""
    total, term = first, first
    for k in range(1, LONGEST_SERIES):
        term = following(term, k)
        if not term or term.adjusted() < total.adjusted() - _digits():
            return total
        total += term
    raise Unsettled("a long series")


# ------------------------------------------------------------------ constants
@cache
def _pi(digits: int) -> Decimal:
    """By Machin's formula, with whole numbers."""
    one: int = 10 ** (digits + 10)

    def inverse_tangent(n: int) -> int:
        term = total = one // n
        for k in range(3, 3 * digits + 60, 2):
            term //= -n * n
            total += term // k
        return total

    with decimal.localcontext(decimal.Context(prec=digits + 2)):
        return Decimal(4 * (4 * inverse_tangent(5) - inverse_tangent(239))) / one


def pi() -> Decimal:
    """To all digits of the context."""
    return +_pi(_digits() + 2)


# ------------------------------------------------------------------ exponentials and logarithms
@guarded
def expm1(x: Decimal) -> Decimal:
    """exp(x) - 1."""
    return x.exp() - 1 if abs(x) > HALF else _summed(x, lambda t, k: t * x / (k + 1)) if x else x


@guarded
def log1p(x: Decimal) -> Decimal:
    """log(1 + x)."""
    if abs(x) > Decimal("0.1"):
        return (1 + x).ln()
    z = x / (2 + x)
    power = z

    def following(_: Decimal, k: int) -> Decimal:
        nonlocal power
        power *= z * z
        return power / (2 * k + 1)

    return 2 * _summed(z, following) if x else x


@guarded
def power(x: Decimal, y: Decimal) -> Decimal:
    """x**y for x not below 0."""
    if not x:
        return ZERO if y > 0 else ONE / y if not y else ONE / x
    spread = max(0, (y * x.ln()).adjusted()) if y and x != 1 else 0
    with decimal.localcontext(more(spread + 1)):
        return (y * x.ln()).exp()


@guarded
def sinh(x: Decimal) -> Decimal:
    """(exp(x) - exp(-x))/2."""
    return (x.exp() - (-x).exp()) / 2 if abs(x) > HALF else (expm1(x) - expm1(-x)) / 2


@guarded
def cosh(x: Decimal) -> Decimal:
    """(exp(x) + exp(-x))/2."""
    return (x.exp() + (-x).exp()) / 2


@guarded
def tanh(x: Decimal) -> Decimal:
    """sinh(x)/cosh(x)."""
    low = expm1(-2 * abs(x))
    return (-low / (low + 2)).copy_sign(x)


@guarded
def asinh(x: Decimal) -> Decimal:
    """The inverse of sinh."""
    size = abs(x)
    return log1p(size + size * size / (1 + (1 + size * size).sqrt())).copy_sign(x)


@guarded
def acosh(x: Decimal) -> Decimal:
    """The inverse of cosh."""
    over = _exactly(x, -ONE)
    return log1p(over + (over * (x + 1)).sqrt())


@guarded
def atanh(x: Decimal) -> Decimal:
    """The inverse of tanh."""
    return log1p(2 * x / _exactly(ONE, -x)) / 2


def _exactly(x: Decimal, y: Decimal) -> Decimal:
    """x + y where they may cancel: with all the digits that both have."""
    with decimal.localcontext(more(max(len(x.as_tuple().digits), len(y.as_tuple().digits)))):
        return x + y


# ------------------------------------------------------------------ angles
def _turned(x: Decimal) -> tuple[Decimal, int]:
    """An angle between -pi/4 and pi/4, and how many quarters of a turn are missing."""
    if x.adjusted() > LARGEST_ANGLE:
        raise Unsettled("a large angle")
    extra = max(0, x.adjusted()) + GUARD
    for _ in range(8):
        with decimal.localcontext(more(extra)):
            quarter = pi() / 2
            k = int((x / quarter).to_integral_value())
            rest = x - k * quarter
        if not k or rest.adjusted() > -extra // 2:
            return +rest, k % 4
        extra = 2 * extra - rest.adjusted()
    raise Unsettled("a multiple of pi")


def _sine(x: Decimal) -> Decimal:
    return _summed(x, lambda t, k: -t * x * x / (2 * k * (2 * k + 1))) if x else x


def _cosine(x: Decimal) -> Decimal:
    return _summed(ONE, lambda t, k: -t * x * x / (2 * k * (2 * k - 1)))


@guarded
def sin(x: Decimal) -> Decimal:
    """The sine."""
    rest, quarters = _turned(x)
    found = _cosine(rest) if quarters % 2 else _sine(rest)
    return -found if quarters > 1 else found


@guarded
def cos(x: Decimal) -> Decimal:
    """The cosine."""
    rest, quarters = _turned(x)
    found = _sine(rest) if quarters % 2 else _cosine(rest)
    return -found if quarters in (1, 2) else found


@guarded
def tan(x: Decimal) -> Decimal:
    """The tangent."""
    return sin(x) / cos(x)


@guarded
def atan(x: Decimal) -> Decimal:
    """The angle whose tangent is x: halved three times, then by its series."""
    if not x:
        return x
    if abs(x) > 1:
        return (pi() / 2).copy_sign(x) - atan(1 / x)
    for _ in range(3):
        x = x / (1 + (1 + x * x).sqrt())
    term = x

    def following(_: Decimal, k: int) -> Decimal:
        nonlocal term
        term *= -x * x
        return term / (2 * k + 1)

    return 8 * _summed(x, following)


@guarded
def asin(x: Decimal) -> Decimal:
    """The angle whose sine is x."""
    below = _exactly(ONE, -abs(x))
    return atan(x / (below * (1 + abs(x))).sqrt()) if below else (pi() / 2).copy_sign(x)


@guarded
def acos(x: Decimal) -> Decimal:
    """The angle whose cosine is x."""
    return 2 * atan((_exactly(ONE, -x) / _exactly(ONE, x)).sqrt()) if x != -1 else pi()


# ------------------------------------------------------------------ the error function
@guarded
def erf(x: Decimal) -> Decimal:
    """By a series whose terms are all of one sign; far out by what is missing to 1."""
    if x * x > Decimal("2.4") * _digits():
        return (1 - _erfc_far(abs(x))).copy_sign(x)
    return 2 * x * (-x * x).exp() / pi().sqrt() * _summed(ONE, lambda t, k: t * 2 * x * x / (2 * k + 1))


@guarded
def erfc(x: Decimal) -> Decimal:
    """1 - erf(x), of which no digit is lost."""
    if x > 0 and x * x > Decimal("2.4") * _digits():
        return _erfc_far(x)
    lost = max(0, int(x * x / 2)) + 2 if x > 0 else 0
    with decimal.localcontext(more(lost)):
        return 1 - erf(x)


def _erfc_far(x: Decimal) -> Decimal:
    """The asymptotic series, whose terms alternate: what is left out is less than the next one."""
    with decimal.localcontext(more(max(0, 2 * x.adjusted()) + 2)):
        outside = (-x * x).exp()
    return outside / (x * pi().sqrt()) * _summed(ONE, lambda t, k: -t * (2 * k - 1) / (2 * x * x))


@guarded
def erfinv(y: Decimal) -> Decimal:
    """By Newton's steps from the float."""
    x = Decimal(special.erfinv(float(y)))
    if not y or not x.is_finite():
        if abs(y) < 1 and y:
            raise Unsettled("erfinv")
        return x if not y else ONE / ZERO
    with decimal.localcontext(more(GUARD + int(x * x))):
        for _ in range(_digits()):
            step = (erf(x) - y) * pi().sqrt() / 2 * (x * x).exp()
            x -= step
            if not step or step.adjusted() < x.adjusted() - _digits() // 2:  # the next would be below all digits
                return x
    raise Unsettled("erfinv")


# ------------------------------------------------------------------ the gamma function
@cache
def _bernoulli(n: int) -> Fraction:
    """B2n, by tangent numbers."""
    return _bernoullis(1 << (n - 1).bit_length())[n - 1]


@cache
def _bernoullis(count: int) -> tuple[Fraction, ...]:
    """B2, B4, ...: Brent and Harvey, Fast computation of Bernoulli, Tangent and Secant numbers (2013)."""
    tangents = [math.factorial(k) for k in range(count)]
    for k in range(1, count):
        for j in range(k, count):
            tangents[j] = (j - k) * tangents[j - 1] + (j - k + 2) * tangents[j]
    return tuple(Fraction((-1) ** (k - 1) * 2 * k * t, 4**k * (4**k - 1)) for k, t in enumerate(tangents, start=1))


def _far(x: Decimal) -> int:
    """How many steps up it takes to be where the asymptotic series have all digits."""
    return max(0, math.ceil(_digits() - x)) if x < _digits() else 0


def _asymptotic(of_one: Callable[[int], Decimal]) -> Decimal:
    """The sum over k of B2k*of_one(k), whose remainder is below the first term left out."""
    total = ZERO
    for k in range(1, 2 * _digits()):
        b = _bernoulli(k)
        term = of_one(k) * b.numerator / b.denominator
        total += term
        if not total or term.adjusted() < total.adjusted() - _digits() - GUARD:
            return total
    raise Unsettled("an asymptotic series")


@guarded
def lgamma(x: Decimal) -> Decimal:
    """log|gamma(x)|, right to some units of the larger of itself and 1."""
    _refuse_pole(x)
    if x < HALF:
        return (pi() / abs(sin(pi() * _period(x)))).ln() - lgamma(_exactly(ONE, -x))
    steps = _far(x)
    product = math.prod((x + k for k in range(steps)), start=ONE)
    far = x + steps
    with decimal.localcontext(more(max(0, far.adjusted()) + 2)):
        main = (far - HALF) * far.ln() - far + (2 * pi()).ln() / 2
    return main + _asymptotic(lambda k: far ** (1 - 2 * k) / (2 * k * (2 * k - 1))) - product.ln()


@guarded
def digamma(x: Decimal) -> Decimal:
    """The slope of lgamma, right to some units of the larger of itself and 1."""
    _refuse_pole(x)
    if x < HALF:
        return digamma(_exactly(ONE, -x)) - pi() / tan(pi() * _period(x))
    steps = _far(x)
    before = sum((1 / (x + k) for k in range(steps)), ZERO)
    far = x + steps
    return far.ln() - 1 / (2 * far) - _asymptotic(lambda k: far ** (-2 * k) / (2 * k)) - before


@guarded
def polygamma(n: Decimal, x: Decimal) -> Decimal:
    """The n-th slope of digamma; below 0 the first alone."""
    order = int(n)
    if order == 0:
        return digamma(x)
    _refuse_pole(x)
    if x < 0 and order > 1:
        raise Unsettled("polygamma below 0")
    if x < HALF and order == 1:
        sine = sin(pi() * _period(x))
        return pi() * pi() / (sine * sine) - polygamma(n, _exactly(ONE, -x))
    steps = _far(x)
    before = math.factorial(order) * sum(((x + k) ** (-order - 1) for k in range(steps)), ZERO)
    far = x + steps
    main = math.factorial(order - 1) * far**-order + math.factorial(order) * far ** (-order - 1) / 2
    rest = _asymptotic(lambda k: math.perm(2 * k + order - 1, order - 1) * far ** (-2 * k - order))
    return (before + main + rest).copy_sign(ONE if order % 2 else -ONE)


def _refuse_pole(x: Decimal) -> None:
    if x <= 0 and x == x.to_integral_value():
        raise decimal.InvalidOperation("a pole")


def _period(x: Decimal) -> Decimal:
    """The same place of a period of 2."""
    return x % 2


# ------------------------------------------------------------------ Bessel functions
def _bessel(x: Decimal, order: int) -> Decimal:
    """The sum of (x/2)**(2k)/(k! (k + order)!), whose terms are all positive."""
    return _summed(ONE, lambda t, k: t * x * x / (4 * k * (k + order)))


@guarded
def i0(x: Decimal) -> Decimal:
    """Of order 0."""
    return _bessel(x, 0)


@guarded
def i1(x: Decimal) -> Decimal:
    """Of order 1."""
    return x / 2 * _bessel(x, 1)
