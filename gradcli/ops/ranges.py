"""Ranges of floating-point numbers, rounded as PyTorch's kernels round them.

Its compiled loops multiply and add at once, and `linspace` counts from whichever end is nearer. `arange` fills registers of 32
bytes, two of them at a time: the first number of each is rounded before the others are counted from it, and what is left over
at the end is counted from the start.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gradcli.randomness.fused import fma32, fma64, odd, two_product, two_sum

REGISTER = 32


def linspace(start: float, end: float, steps: int, dtype: str) -> Any:
    """As torch.linspace: `steps` numbers from start to end in a floating-point dtype."""
    kind = np.dtype(dtype).type
    first, last = kind(start), kind(end)
    step = (last - first) / kind(max(steps - 1, 1))
    half = steps // 2
    near = _fused(np.arange(half), step, first)
    far = _fused(np.arange(steps - half)[::-1], -step, last)
    return np.concatenate([near, far]).astype(dtype, copy=False)


def logspace(start: float, end: float, steps: int, base: float, dtype: str) -> Any:
    """As torch.logspace: the C library's powers, in float64 but for the ends."""
    kind = np.dtype(dtype).type
    first, last = float(kind(start)), float(kind(end))
    step = float(kind(last) - kind(first)) / max(steps - 1, 1)
    half = steps // 2
    exponents = [first + step * k for k in range(half)] + [last - step * k for k in reversed(range(steps - half))]
    return np.array([_power(base, e) for e in exponents], dtype=np.float64).astype(dtype)


def arange(start: float, step: float, count: int, dtype: str) -> Any:
    """As torch.arange of floating-point numbers: `count` of them."""
    kind = np.dtype(dtype)
    lanes = REGISTER // kind.itemsize
    whole = count // (2 * lanes) * 2 * lanes
    bases = _fused64(np.arange(0, whole, lanes), step, start).astype(kind).astype(np.float64)
    inside = [bases, *(_counted(lane, step, bases) for lane in range(1, lanes))]
    rest = _fused64(np.arange(whole, count), step, start)
    return np.concatenate([np.stack(inside, axis=1).ravel(), rest]).astype(kind)


def _fused(counts: Any, step: Any, start: Any) -> Any:
    """start + counts*step, rounded once to their dtype."""
    if step.dtype == np.float32:
        return fma32(counts.astype(np.float64), np.float64(step), np.float64(start))
    return _fused64(counts, float(step), float(start))


def _fused64(counts: Any, step: float, start: float) -> Any:
    return fma64(counts.astype(np.float64), float(step), float(start))


def _counted(lane: int, step: float, bases: Any) -> Any:
    """What stands in one lane of every register: base + lane*step, rounded once."""
    product, lost = two_product(np.float64(lane), np.float64(step))
    high, low = two_sum(bases, lost)
    total, rest = two_sum(product, high)
    return total + odd(low, rest)


def _power(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.inf
    except ValueError:
        return math.inf if base == 0 else math.nan
