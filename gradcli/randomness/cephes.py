"""The logarithm, sine and cosine of float32 as PyTorch's vector kernel for normal numbers has them: Cephes' polynomials.

Stephen L. Moshier's Cephes library (logf, sinf, cosf), evaluated with fused multiply-adds wherever a compiler contracts a
product and a sum: a product goes into the sum that is its only use.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.randomness.fused import fma32

f32 = np.float32
LOG = (
    7.0376836292e-2,
    -1.1514610310e-1,
    1.1676998740e-1,
    -1.2420140846e-1,
    1.4249322787e-1,
    -1.6668057665e-1,
    2.0000714765e-1,
    -2.4999993993e-1,
    3.3333331174e-1,
)
LOG2 = (f32(0.693359375), f32(-2.12194440e-4))  # of 2, in two parts
SINE = (-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1)
COSINE = (2.443315711809948e-005, -1.388731625493765e-003, 4.166664568298827e-002)
QUARTERS = (-0.78515625, -2.4187564849853515625e-4, -3.77489497744594108e-8)  # of pi, in three parts
ROOT_OF_HALF = f32(0.707106781186547524)
SMALLEST = f32(1.17549435e-38)


def _polynomial(coefficients: tuple[float, ...], x: Any) -> Any:
    wide = x.astype(np.float64)
    out: Any = np.float64(f32(coefficients[0]))
    for c in coefficients[1:]:
        out = fma32(wide, out, np.float64(f32(c)))
    return out


def log(x: Any) -> Any:
    """The natural logarithm of positive numbers."""
    bits = np.maximum(x, SMALLEST).view(np.int32)
    exponent = ((bits >> 23) - 126).astype(f32)
    mantissa = ((bits & ~0x7F800000) | 0x3F000000).view(f32)
    low = mantissa < ROOT_OF_HALF
    exponent -= low
    x = mantissa - f32(1) + np.where(low, mantissa, f32(0))
    square = x * x
    y = _polynomial(LOG, x) * x
    y = fma32(y, square, exponent * LOG2[1])
    y = fma32(square, f32(-0.5), y)
    return fma32(exponent, LOG2[0], x + y)


def sine_and_cosine(x: Any) -> tuple[Any, Any]:
    """Both, of angles from 0 to 2 pi."""
    octant = ((x * f32(1.27323954473516)).astype(np.int32) + 1) & ~1
    turns = octant.astype(np.float64)
    for part in QUARTERS:
        x = fma32(turns, np.float64(f32(part)), x)
    square = x * x
    cosine = _polynomial(COSINE, square) * square
    cosine = fma32(cosine, square, square * f32(-0.5)) + f32(1)
    sine = fma32(_polynomial(SINE, square) * square, x, x)
    swapped = (octant & 2) != 0
    return (
        np.where(swapped, cosine, sine) * np.where(octant & 4, f32(-1), f32(1)),
        np.where(swapped, sine, cosine) * np.where((octant - 2) & 4, f32(1), f32(-1)),
    )
