"""Bars for numbers."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from gradcli.views.sparkline import BARS, PLAIN, sparkline


def test_bars() -> None:
    assert sparkline([0, 1, 2, 3, 4, 5, 6, 7]) == BARS
    assert sparkline([3.0, 3.0]) == "▁▁" and sparkline([]) == ""
    assert sparkline([0, math.nan, 7, math.inf], ascii=True) == "_!@!"


@given(st.lists(st.floats(), max_size=200), st.integers(2, 80), st.booleans())
def test_one_bar_each_and_no_more_than_asked(numbers: list[float], most: int, ascii: bool) -> None:
    shown = sparkline(numbers, ascii, most)
    assert len(shown) == min(len(numbers), most)
    assert set(shown) <= {*(PLAIN if ascii else BARS), "!"}
    if len(numbers) <= most:
        finite = [(x, bar) for x, bar in zip(numbers, shown, strict=True) if math.isfinite(x)]
        bars = PLAIN if ascii else BARS
        for x, bar in finite:
            for y, other in finite:
                assert x > y or bars.index(bar) <= bars.index(other)
