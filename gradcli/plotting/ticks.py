"""Nice round numbers along an axis, and as levels of a surface, with the shortest texts that tell them apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from gradcli.ops.late import np

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
SKEWED = 0.2  # where half of all values lie in so small a part of what they span, round numbers far apart tell nothing


def ticks(low: float, high: float, most: int) -> tuple[float, ...]:
    """At most so many round numbers between two numbers, evenly spaced; at least one step of them where that is possible."""
    step = _step(low, high, most)
    if not step:
        return ()
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return tuple(float(f"{k * step:.12g}") for k in range(first, last + 1))


def _step(low: float, high: float, most: int) -> float:
    """The smallest round step of which at most `most` marks fit; 0 where no number is left between the ends."""
    raw = high / max(most, 1) - low / max(most, 1)
    if not (raw > 0 and math.isfinite(raw)):
        return 0.0
    power = 10.0 ** math.floor(math.log10(raw))
    for scale in (power, 10 * power):
        for part in STEPS:
            step = part * scale
            if step and math.floor(high / step + 1e-9) - math.ceil(low / step - 1e-9) + 1 <= most:
                return step
    return 0.0


def texts(numbers: Sequence[float]) -> tuple[str, ...]:
    """Numbers as short as they can be told apart, all written alike."""
    for digits in range(1, 18):
        found = [f"{x:.{digits}g}" for x in numbers]
        if all(_same(float(text), x, numbers) for text, x in zip(found, numbers, strict=True)):
            return _alike(numbers, digits)
    return tuple(map(repr, numbers))


def powers_text(numbers: Sequence[float]) -> tuple[str, ...]:
    """Powers of ten, each as short as it can be."""
    return tuple(f"{x:g}" if 1e-4 < x < 1e5 else _power(f"{x:e}") for x in numbers)


def _same(read: float, x: float, numbers: Sequence[float]) -> bool:
    return abs(read - x) <= 1e-9 * max(map(abs, numbers))


def _alike(numbers: Sequence[float], digits: int) -> tuple[str, ...]:
    """With as many decimals each; in powers of ten where plain numbers would be long."""
    largest = max(map(abs, numbers))
    smallest = min((abs(x) for x in numbers if x), default=1.0)
    if largest >= 1e6 or smallest < 1e-4:
        return tuple("0" if not x else _power(f"{x:.{digits - 1}e}") for x in numbers)
    decimals = max(_decimals(f"{x:.{digits}g}") for x in numbers)
    return tuple(f"{x:.{decimals}f}" for x in numbers)


def _decimals(text: str) -> int:
    exponent = Decimal(text).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _power(text: str) -> str:
    """2.50e+06 as 2.5e6."""
    digits, _, power = text.partition("e")
    short = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return f"{short}e{int(power)}"


def powers(low: float, high: float, most: int) -> tuple[float, ...]:
    """Powers of ten between two positive numbers, every so many of them where there are more."""
    first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
    every = max(1, -(-(last - first + 1) // max(most, 1)))
    return tuple(10.0**k for k in range(first, last + 1) if k % every == 0)


def levels(values: Any, most: int = 9) -> tuple[float, ...]:
    """Round numbers at which contours tell most of a surface: evenly spaced, and where it is steep, evenly filled as well."""
    known = np.sort(values[np.isfinite(values)])
    if known.size < 2 or known[0] == known[-1]:
        return ()
    low, high = float(known[0]), float(known[-1])
    if not _is_steep(known, low, high):
        return tuple(x for x in ticks(low, high, most) if low < x < high)
    shares = most // 2 + 1
    filled = {_round(float(known[round((k + 1) * (known.size - 1) / (shares + 1))])) for k in range(shares)}
    return tuple(x for x in sorted({*filled, *ticks(low, high, most - shares)}) if low < x < high)


def _is_steep(known: Any, low: float, high: float) -> bool:
    """Whether most of some numbers lie in a small part of what all span."""
    first, middle, last = (float(known[known.size * k // 4]) for k in (1, 2, 3))
    span = high - low
    return not math.isfinite(span) or min(middle - low, high - middle) < SKEWED * span or last - first < SKEWED * span


def _round(x: float) -> float:
    """The nearest of 1, 2 or 5 times a power of ten."""
    if not x:
        return 0.0
    power = 10.0 ** math.floor(math.log10(abs(x)))
    near = min((1.0, 2.0, 5.0, 10.0), key=lambda part: abs(math.log(abs(x) / power / part)))
    return float(f"{math.copysign(near * power, x):.1g}")
