"""The functions of `special` on NumPy arrays, all elements at once and in their own dtype."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gradcli.ops import special

STEPS = 9  # terms that zeta adds up at least


def digamma(x: Any) -> Any:
    """The logarithmic derivative of the gamma function; at 0 and the negative whole numbers as `special.digamma`."""
    below = x < 0
    turned = np.where(below, 1 - x, x)
    shift = np.zeros_like(turned)
    while (small := (turned > 0) & (turned < special.ASYMPTOTIC_FROM)).any():
        shift -= np.where(small, 1 / np.where(small, turned, 1), 0)
        turned = np.where(small, turned + 1, turned)
    out = shift + np.log(turned) - 0.5 / turned - special.asymptotic_tail(1 / (turned * turned))
    out = np.where(np.isinf(turned), turned, out)
    reflected = out - math.pi / np.tan(math.pi * np.fmod(x, 1.0))
    out = np.where(below, np.where(x == np.floor(x), math.nan, reflected), out)
    return np.where(x == 0, np.copysign(math.inf, -x), out).astype(x.dtype)


def trigamma(x: Any) -> Any:
    """The derivative of digamma, with torch's short series."""
    below = x < 0.5
    sine = np.sin(x.dtype.type(math.pi) * x)
    total = np.where(below, -(x.dtype.type(math.pi) ** 2) / (sine * sine), 0)
    a = np.where(below, 1 - x, x)
    for _ in range(special.SHIFTS):
        total = total + 1 / (a * a)
        a = a + 1
    total = total + special.trigamma_series(a)
    out = np.where(below, -total, total)
    return np.where(np.isinf(math.pi * x), np.where(x > 0, 1 / x, math.nan), out).astype(x.dtype)


def polygamma(n: int, x: Any) -> Any:
    """The n-th derivative of digamma, n at least 1."""
    if n == 1:
        return trigamma(x)
    far = x < -special.FAR
    out = np.array((1.0 if n % 2 else -1.0) * special.factorial(n) * zeta(n + 1, np.where(far, 1.0, x.astype("float64"))))
    for k in np.flatnonzero(far):  # so far out that the sum would never end
        out.reshape(-1)[k] = special.polygamma(n, float(x.ravel()[k]))
    return out.astype(x.dtype)


def zeta(s: float, q: Any) -> Any:
    """Hurwitz's zeta function of each element."""
    total = term = np.power(q, -s)
    a, open_ = q, np.ones(q.shape, dtype=bool)
    for k in range(STEPS + int(special.FAR) + 10):
        adds = open_ & ((k < STEPS) | (a <= STEPS))
        if not adds.any():
            break
        a = np.where(adds, a + 1, a)
        term = np.where(adds, np.power(a, -s), term)
        total = np.where(adds, total + term, total)
        open_ &= ~(adds & (np.abs(term) < special.PRECISION * np.abs(total)) & (total > 0))
    rest = total + special.euler_maclaurin(s, a, term)
    return np.where((q <= 0) & (q == np.floor(q)), math.inf, np.where(open_, rest, total))
