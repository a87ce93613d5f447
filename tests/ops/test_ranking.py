"""The first few elements in order: the right values, whatever the order of equal ones, also where selecting goes badly."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradcli.ops.ranking import places


def killer(n: int) -> list[float]:
    """A list of which the median of three is nearly always among the first few (D. R. Musser, 1997)."""
    half = n // 2
    values = [0.0] * n
    for k in range(1, half + 1):
        values[k - 1] = float(k if k % 2 else half + k - 1)
        values[half + k - 1] = 2.0 * k
    return values


@given(values=st.lists(st.integers(0, 5).map(float), max_size=80), data=st.data(), largest=st.booleans())
def test_the_values_are_in_order(values: list[float], data: st.DataObject, largest: bool) -> None:
    k = data.draw(st.integers(0, len(values)))
    found = places(values, k, largest)
    assert len(set(found)) == k
    assert [values[place] for place in found] == sorted(values, reverse=largest)[:k]


@pytest.mark.parametrize("n", [200, 1000])
@pytest.mark.parametrize("largest", [True, False])
def test_where_selecting_goes_badly(n: int, largest: bool) -> None:
    values = killer(n)
    for k in (n // 3, n // 2, n - 1, n):
        assert [values[place] for place in places(values, k, largest)] == sorted(values, reverse=largest)[:k]


def test_nan_is_the_largest() -> None:
    values = [1.0, math.nan, 2.0, math.nan]
    assert sorted(places(values, 2, True)) == [1, 3]
    assert places(values, 2, False) == [0, 2]
    assert places(values, 0, True) == places([], 0, True) == []


def test_equal_elements_as_torch_lists_them() -> None:
    assert places([1.0] * 8, 3, True) == [6, 5, 4]
    assert places([0.0, 1.0, 1.0, 0.0, 1.0], 4, True) == [2, 4, 1, 0]
