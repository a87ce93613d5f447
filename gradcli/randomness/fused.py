"""Multiplying and adding with one rounding, as PyTorch's compiled code does it, on arrays of float32 and float64.

A product of two float32 is exact in float64, so its sum there is rounded twice only where it lies on the border between two
float32; what is exact is known there, too. For float64 product and sum are taken apart into what is rounded and what is lost
(T. J. Dekker, 1971; D. E. Knuth), and put together again by rounding to odd (S. Boldo and G. Melquiond, 2008).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

BORDER = np.int64(1 << 28)  # the bits of a float64 that float32 does not have, halfway between two of those
BELOW = np.int64((1 << 29) - 1)
LEAST32 = 2.0**-125  # below about this a float32 has fewer bits
SPLIT = 134217729.0  # 2**27 + 1
SAFE = (1e-250, 1e250)  # where nothing that is taken apart overflows or vanishes


def fma32(x: Any, factor: Any, summand: Any) -> Any:
    """x*factor + summand, rounded once to float32; all may be float64 arrays or numbers that hold float32."""
    product = np.multiply(x, factor, dtype=np.float64)
    shape, product = product.shape, np.atleast_1d(product)  # NumPy's arithmetic makes numbers of arrays without dimensions
    total = product + summand
    out = total.astype(np.float32)
    doubtful = ((total.view(np.int64) & BELOW) == BORDER) | ((np.abs(total) < LEAST32) & (total != 0))
    if doubtful.any():
        summands = np.broadcast_to(np.asarray(summand, np.float64), product.shape)
        out[doubtful] = odd(product[doubtful], summands[doubtful]).astype(np.float32)
    return out if shape else out.reshape(shape)


def odd(x: Any, y: Any) -> Any:
    """x + y in float64, rounded to odd: the last bit says that something was lost."""
    total, lost = two_sum(x, y)
    even = (total.view(np.int64) & 1) == 0
    return np.where(even & (lost != 0), np.nextafter(total, np.where(lost > 0, np.inf, -np.inf)), total)


def two_sum(x: Any, y: Any) -> tuple[Any, Any]:
    """x + y as it is rounded, and what is lost."""
    total = x + y
    other = total - x
    return total, (x - (total - other)) + (y - other)


def two_product(x: Any, y: Any) -> tuple[Any, Any]:
    """x*y as it is rounded, and what is lost."""
    product = x * y
    x_high = SPLIT * x - (SPLIT * x - x)
    y_high = SPLIT * y - (SPLIT * y - y)
    x_low, y_low = x - x_high, y - y_high
    return product, ((x_high * y_high - product) + x_high * y_low + x_low * y_high) + x_low * y_low


def fma64(x: Any, factor: float, summand: float) -> Any:
    """x*factor + summand, rounded once to float64, for an array x."""
    if not all(v == 0 or SAFE[0] < abs(v) < SAFE[1] for v in (factor, summand)):
        return np.array([_exactly(v, factor, summand) for v in x.ravel().tolist()], np.float64).reshape(x.shape)
    product, lost = two_product(x, np.float64(factor))
    high, low = two_sum(np.float64(summand), lost)
    total, rest = two_sum(product, high)
    return total + odd(low, rest)


def fma64_each(x: Any, factor: Any, summand: Any) -> Any:
    """The same where the summand is an array too, and no number is near the ends of the range."""
    plain = x * factor + summand
    with np.errstate(all="ignore"):
        product, lost = two_product(x, factor)
        high, low = two_sum(summand, lost)
        total, rest = two_sum(product, high)
        found = total + odd(low, rest)
    return np.where(np.isfinite(found), found, plain)


def _exactly(x: float, factor: float, summand: float) -> float:
    plain = x * factor + summand
    if plain - plain != 0 or plain == 0:  # no finite number, or a zero whose sign is that of the plain sum
        return plain
    return float(Fraction(x) * Fraction(factor) + Fraction(summand))
