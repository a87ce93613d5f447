"""Special functions that neither `math` nor NumPy has, on floats."""

from __future__ import annotations

import math
from typing import Any

# Bernoulli numbers B2, B4, ... of the asymptotic series (Abramowitz and Stegun 6.3.18 and 6.4.11).
_BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510)
ASYMPTOTIC_FROM = 12.0


def lgamma(x: float) -> float:
    """The logarithm of the absolute gamma function; inf at the poles and beyond the largest float, where `math` raises."""
    try:
        return math.lgamma(x)
    except (ValueError, OverflowError):
        return math.inf


def digamma(x: float) -> float:
    """The logarithmic derivative of the gamma function.

    At the poles torch answers -inf for +0, inf for -0, and nan for the negative whole numbers.
    """
    if x == 0:
        return math.copysign(math.inf, -x)
    if x < 0:
        if x == -math.inf or x == math.floor(x):
            return math.nan
        return digamma(1 - x) - math.pi / math.tan(math.pi * math.fmod(x, 1.0))
    if math.isinf(x) or math.isnan(x):
        return x
    shift = 0.0
    while x < ASYMPTOTIC_FROM:
        shift -= 1 / x
        x += 1
    tail: float = asymptotic_tail(1 / (x * x))
    return shift + math.log(x) - 0.5 / x - tail


LARGEST_BESSEL = 714.0  # from here on the Bessel functions are larger than the largest float


def i0(x: float) -> float:
    """The modified Bessel function of order 0, by its power series, whose terms are all positive; nan at infinity, as torch."""
    return math.nan if math.isinf(x) else _bessel(x, 0)


def i1(x: float) -> float:
    """The modified Bessel function of order 1; nan at infinity, as torch."""
    return math.nan if math.isinf(x) else 0.5 * x * _bessel(x, 1)


def _bessel(x: float, order: int) -> float:
    """The sum of (x/2)**(2k)/(k! (k + order)!)."""
    if abs(x) >= LARGEST_BESSEL:
        return math.inf
    quarter, total, term, k = 0.25 * x * x, 1.0, 1.0, 0
    while term > 2.0**-60 * total:
        k += 1
        term *= quarter / (k * (k + order))
        total += term
    return total


ASYMPTOTIC_BESSEL = 30.0


def i0e(x: float) -> float:
    """exp(-|x|) times the modified Bessel function of order 0."""
    return _scaled_bessel(abs(x), 0)


def i1e(x: float) -> float:
    """exp(-|x|) times the modified Bessel function of order 1."""
    return math.copysign(_scaled_bessel(abs(x), 1), x) if x else x


def _scaled_bessel(x: float, order: int) -> float:
    """By the power series, and far out by the asymptotic one (Abramowitz and Stegun 9.7.1)."""
    if math.isnan(x):
        return x
    if x < ASYMPTOTIC_BESSEL:
        return math.exp(-x) * _bessel(x, order) * (0.5 * x if order else 1.0)
    total = term = 1.0
    for k in range(1, 30):
        term *= -(4.0 * order * order - (2 * k - 1) ** 2) / (k * 8 * x)
        total += term
        if abs(term) < PRECISION:
            break
    return total / math.sqrt(2 * math.pi * x)


def erfcx(x: float) -> float:
    """exp(x*x)*erfc(x): as it stands where nothing is lost, and far out by its asymptotic series."""
    if x > 8:
        square, total, term = 2 * x * x, 1.0, 1.0
        for k in range(1, 30):
            term *= -(2 * k - 1) / square
            total += term
            if abs(term) < PRECISION:
                break
        return total / (x * math.sqrt(math.pi))
    if x < -26.7:
        return math.inf
    high = round(x * 65536) / 65536 if math.isfinite(x) else x  # whose square is exact
    return math.exp(high * high) * math.exp((x - high) * (x + high)) * math.erfc(x)


def log_ndtr(x: float) -> float:
    """The logarithm of the distribution function of the normal distribution."""
    if x < 1:
        return math.log(erfcx(-x * math.sqrt(0.5)) / 2) - x * x / 2 if x > -math.inf else -math.inf
    return math.log1p(-math.erfc(x * math.sqrt(0.5)) / 2)


def erfinv(y: float) -> float:
    """The inverse of the error function: a first guess (Winitzki), then Halley's steps on what is left to the nearer end."""
    if not -1 < y < 1:
        return math.copysign(math.inf, y) if abs(y) == 1 else math.nan
    size = abs(y)
    if size < 1e-9:
        return y * math.sqrt(math.pi) / 2
    low = math.log1p(-size * size)
    first = 2 / (math.pi * 0.147) + low / 2
    x = math.sqrt(math.sqrt(first * first - low / 0.147) - first)
    for _ in range(3):
        error = math.erf(x) - size if size < 0.5 else (1 - size) - math.erfc(x)
        step = error / (2 / math.sqrt(math.pi) * math.exp(-x * x))
        x -= step / (1 + x * step)
    return math.copysign(x, y)


def asymptotic_tail(square: Any) -> Any:
    """The sum over k of B2k/(2k) times the k-th power of 1/x**2, for digamma far from 0."""
    tail, power = 0.0, square
    for k, b in enumerate(_BERNOULLI, start=1):
        tail = tail + b * power / (2 * k)
        power = power * square
    return tail


def polygamma(n: int, x: float) -> float:
    """The n-th derivative of digamma, n at least 1, with the numbers that torch's kernel gives: trigamma for n = 1, else zeta."""
    if n == 1:
        return trigamma(x)
    if x < -FAR:
        return _reflected(n, x)
    return (1.0 if n % 2 else -1.0) * factorial(n) * zeta(n + 1, x)


def trigamma(x: float) -> float:
    """The derivative of digamma, by reflection below a half and an asymptotic series above six.

    At the negative whole numbers sin(pi*x) is not quite zero in floats, and so the answer is large, not inf, as in torch.
    """
    if math.isinf(math.pi * x):
        return 1 / x if x > 0 else math.nan
    sign, total = 1.0, 0.0
    if x < 0.5:
        sign = -1.0
        sine = math.sin(math.pi * x)
        total -= math.pi * math.pi / (sine * sine) if sine * sine else math.inf
        x = 1 - x
    for _ in range(SHIFTS):
        total += 1 / (x * x)
        x += 1
    total += float(trigamma_series(x))
    return sign * total


SHIFTS = 6


def trigamma_series(x: Any) -> Any:
    """torch's asymptotic series of trigamma."""
    square = 1 / (x * x)
    return (1 + 1 / (2 * x) + square * (1 / 6 - square * (1 / 30 - square * (1 / 42)))) / x


# (2k)!/B2k, by which the k-th term of the Euler-Maclaurin sum is divided
_EULER_MACLAURIN = tuple(math.factorial(2 * k) / b for k, b in enumerate((*_BERNOULLI, 43867 / 798, -174611 / 330), start=1))
PRECISION = 2.0**-53
FAR = 1000.0  # torch adds up term after term from here to 9, however far that is


def zeta(s: float, q: float) -> float:
    """Hurwitz's zeta function, the sum of (q + k)**-s, by Euler and Maclaurin; inf at the poles q = 0, -1, -2, ..."""
    if q <= 0 and q == math.floor(q):
        return math.inf
    total = term = _power(q, -s)
    a, k = q, 0
    while k < 9 or a <= 9:
        k += 1
        a += 1.0
        term = _power(a, -s)
        total += term
        if -PRECISION * total < term < PRECISION * total:
            return total
    return total + float(euler_maclaurin(s, a, term))


def euler_maclaurin(s: float, a: Any, term: Any) -> Any:
    """What the sum of k**-s from a on, a included by half, is beyond its first term a**-s, which is `term`."""
    total = term * a / (s - 1) - 0.5 * term
    factor, shift = 1.0, 0.0
    for divisor in _EULER_MACLAURIN:
        factor *= s + shift
        term = term / a
        total = total + factor * term / divisor
        factor *= s + shift + 1
        term = term / a
        shift += 2
    return total


def _power(a: float, s: float) -> float:
    try:
        return math.pow(a, s)
    except (OverflowError, ValueError, ZeroDivisionError):  # so near to a pole that no float is large enough
        return -math.inf if a < 0 and s % 2 else math.inf


def factorial(n: int) -> float:
    """n! as torch takes it."""
    return math.exp(math.lgamma(n + 1.0))


def _reflected(n: int, x: float) -> float:
    """Below zero by reflection: (-1)**n psi_n(1 - x) - psi_n(x) is the n-th derivative of pi*cot(pi*x)."""
    if x == -math.inf or x == math.floor(x):
        return math.inf if n % 2 else -math.inf
    c = 1 / math.tan(math.pi * math.fmod(x, 1.0))
    slope = math.pi ** (n + 1) * _evaluated(_cotangent(n), c)
    return (-1.0) ** n * polygamma(n, 1 - x) - slope


def _cotangent(n: int) -> list[int]:
    """The n-th derivative of cot as a polynomial in cot, lowest power first: p' becomes -p'*(1 + c**2)."""
    p = [0, 1]
    for _ in range(n):
        slopes = [k * a for k, a in enumerate(p)][1:]
        p = [-(a + b) for a, b in zip([*slopes, 0, 0], [0, 0, *slopes], strict=True)]
    return p


def _evaluated(p: list[int], c: float) -> float:
    total = 0.0
    for a in reversed(p):
        total = total * c + a
    return total
