"""log1p of float32 as the C library computes it, which PyTorch's binary cross entropy asks: not always rounded correctly.

The argument reduction and the polynomial are those of K. C. Ng's log1p (Sun Microsystems, 1993), in single precision.
"""

from __future__ import annotations

from typing import Any

import numpy as np

SINGLE = np.float32
LN2_HIGH, LN2_LOW = SINGLE(0.69313812256), SINGLE(9.0580006145e-06)
NEAR = SINGLE(-0.29289323), SINGLE(0.41421356)  # between them nothing is taken out of the argument
SERIES = np.array(
    [0.66666668653, 0.40000000596, 0.28571429849, 0.22222198546, 0.18183572590, 0.15313838422, 0.14798198640], dtype=SINGLE
)
FRACTION, ROOT, ONE, HALF = 0x7FFFFF, 0x3504F7, 0x3F800000, 0x3F000000  # of the bits of a float32; ROOT is that of 2


def log1p(x: Any) -> Any:
    """log(1 + x) of an array of float32 above -2; -inf at -1, nan below and of nan."""
    near = (x > NEAR[0]) & (x < NEAR[1])
    reduced, power, lost = _reduced(x)
    f = np.where(near, x, reduced)
    half = SINGLE(0.5) * f * f
    s = f / (SINGLE(2) + f)
    z = s * s
    tail = SERIES[-1]
    for factor in SERIES[-2::-1]:
        tail = factor + z * tail
    tail = z * tail
    out = np.where(
        near, f - (half - s * (half + tail)), power * LN2_HIGH - ((half - (s * (half + tail) + (power * LN2_LOW + lost))) - f)
    )
    return np.where(x == -1, SINGLE(-np.inf), np.where(x > -1, out, SINGLE(np.nan)))


def _reduced(x: Any) -> tuple[Any, Any, Any]:
    """f, k and what was lost of 1 + x = 2**k * (1 + f), with f below the root of 2."""
    whole = SINGLE(1) + x
    bits = whole.view(np.int32)
    power = (bits >> 23) - 127
    lost = np.where(power > 0, SINGLE(1) - (whole - x), x - (whole - SINGLE(1))) / whole
    large = (bits & FRACTION) >= ROOT
    scaled = ((bits & FRACTION) | np.where(large, HALF, ONE)).astype(np.int32).view(SINGLE)
    return scaled - SINGLE(1), (power + large).astype(SINGLE), lost
