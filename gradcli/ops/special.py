"""Special functions that neither `math` nor NumPy has, on floats."""

from __future__ import annotations

import math

# Bernoulli numbers B2, B4, ... of the asymptotic series (Abramowitz and Stegun 6.3.18 and 6.4.11).
_BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510)
_ASYMPTOTIC_FROM = 12.0


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
    while x < _ASYMPTOTIC_FROM:
        shift -= 1 / x
        x += 1
    square = 1 / (x * x)
    tail = power = 0.0
    power = square
    for k, b in enumerate(_BERNOULLI, start=1):
        tail += b * power / (2 * k)
        power *= square
    return shift + math.log(x) - 0.5 / x - tail


def polygamma(n: int, x: float) -> float:
    """The n-th derivative of digamma, n at least 1; at the poles inf for odd n and nan for even n."""
    try:
        return _polygamma(n, x)
    except OverflowError:  # so near to a pole that no float is large enough
        return math.inf if n % 2 else math.copysign(math.inf, -x)


def _polygamma(n: int, x: float) -> float:
    if math.isnan(x):
        return x
    if x == math.inf:
        return 0.0
    if x == -math.inf:
        return math.nan
    if x <= 0 and x == math.floor(x):
        return math.inf if n % 2 else math.nan
    if x < 0:
        return _reflected(n, x)
    sign = 1.0 if n % 2 else -1.0
    total = 0.0
    while x < _ASYMPTOTIC_FROM + n:
        total += x ** -(n + 1)
        x += 1
    total *= math.factorial(n)
    total += math.factorial(n - 1) * x**-n + math.factorial(n) * x ** -(n + 1) / 2
    for k, b in enumerate(_BERNOULLI, start=1):
        total += b * math.factorial(2 * k + n - 1) / math.factorial(2 * k) * x ** -(2 * k + n)
    return sign * total


def _reflected(n: int, x: float) -> float:
    """Below zero by reflection: (-1)**n psi_n(1 - x) - psi_n(x) is the n-th derivative of pi*cot(pi*x)."""
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
