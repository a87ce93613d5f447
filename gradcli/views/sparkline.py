"""Numbers as a row of bars: how a loss went, at a glance."""

from __future__ import annotations

import math
from collections.abc import Sequence

BARS = "▁▂▃▄▅▆▇█"
PLAIN = "_.-=+*#@"


def sparkline(numbers: Sequence[float], ascii: bool = False, most: int = 60) -> str:
    """A bar for each number, the lowest for the smallest; of more than `most` numbers evenly chosen ones; `!` for no number."""
    shown = [numbers[round(k * (len(numbers) - 1) / (most - 1))] for k in range(most)] if len(numbers) > most else numbers
    finite = [x for x in shown if math.isfinite(x)]
    low, high = min(finite, default=0.0), max(finite, default=0.0)
    bars = PLAIN if ascii else BARS
    return "".join(_bar(x, low, high, bars) for x in shown)


def _bar(x: float, low: float, high: float, bars: str) -> str:
    if not math.isfinite(x):
        return "!"
    share = (x / 2 - low / 2) / (high / 2 - low / 2) if high > low else 0.0  # halves, of which no difference overflows
    return bars[min(int(share * len(bars)), len(bars) - 1)]
