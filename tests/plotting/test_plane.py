"""Points of a contour have its level, arrows are gradients, and what is no contour is cut."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcli.calculation.passes import ask
from gradcli.plotting import words
from gradcli.plotting.contours import contour
from gradcli.plotting.ticks import levels, powers, powers_text, texts, ticks
from tests.plotting.cases import PLANES, question, surfaced


def value(text: str, x: float, y: float) -> tuple[float, float, float]:
    asked = ask(question(text, [], x=x, y=y))
    grads = asked.grads[0]
    return float(asked.output.raw), *(math.nan if grads[n] is None else float(grads[n]) for n in "xy")  # type: ignore[return-value]


@pytest.mark.parametrize("text", PLANES)
def test_samples_and_arrows_are_what_grad_answers(text: str) -> None:
    found = surfaced(text, 9)
    for j, y in enumerate(found.ys):
        for i, x in enumerate(found.xs):
            told = (found.values[j][i], found.grads[0][j][i], found.grads[1][j][i])
            assert told == pytest.approx(value(text, x, y), nan_ok=True)
    for arrow in found.arrows[::11]:
        assert (arrow.dx, arrow.dy) == pytest.approx(value(text, arrow.x, arrow.y)[1:])
    assert ("y" in found.none) == ("detach" in text) and not (found.none and found.arrows)


@pytest.mark.parametrize("text", ["x**2 + y**2", "(1 - x)**2 + 100*(y - x**2)**2", "x*y", "sin(2*x)*cos(y)", "exp(x + y)"])
def test_points_of_a_contour_have_its_level(text: str) -> None:
    found = surfaced(text)
    assert len(found.contours) > 3
    span = found.high - found.low
    for one in found.contours:
        for point in [p for way in one.lines for p in way][::7]:
            assert value(text, *point)[0] == pytest.approx(one.level, abs=2e-3 * span)


def test_no_contour_runs_along_a_pole() -> None:
    found = surfaced("1/(x - 0.0123) + 0*y")
    assert all(abs(x - 0.0123) > 0.005 for one in found.contours for way in one.lines for x, _ in way)


def test_what_is_told() -> None:
    told = dict.fromkeys(kind for text in PLANES for kind, _ in words.of_plane(surfaced(text)))
    assert {words.NONE, words.GAP} <= set(told)
    assert any("the same everywhere" in text for _, text in words.of_plane(surfaced("0*x*y")))
    assert any("contours tell the part" in text for _, text in words.of_plane(surfaced("1/(x*x + y*y + 1e-9)")))


# ------------------------------------------------------------------ marching squares
def test_a_circle_is_closed() -> None:
    axis = np.linspace(-2, 2, 41)
    (way,) = contour(axis, axis, axis[None, :] ** 2 + axis[:, None] ** 2, 1.0)
    assert way[0] == way[-1]
    assert all(math.hypot(*point) == pytest.approx(1, abs=5e-3) for point in way)


def test_a_saddle_is_two_lines() -> None:
    axis = np.linspace(-2, 2, 40)
    ways = contour(axis, axis, axis[None, :] * axis[:, None], 0.5)
    assert len(ways) == 2 and all(x * y > 0 for way in ways for x, y in way)
    assert len(contour(axis, axis, axis[None, :] * axis[:, None], 1e-9)) == 2


def test_no_line_where_a_corner_has_no_number() -> None:
    axis = np.linspace(-1, 1, 11)
    table = np.where(axis[None, :] + 0 * axis[:, None] < 0, np.nan, axis[:, None] + 0 * axis[None, :])
    (way,) = contour(axis, axis, table, 0.05)
    assert min(x for x, _ in way) >= 0


@settings(max_examples=30)
@given(st.lists(st.lists(st.integers(-3, 3), min_size=4, max_size=4), min_size=4, max_size=4))
def test_every_crossing_is_on_one_line(rows: list[list[int]]) -> None:
    table = np.array(rows, dtype=float)
    axis = np.arange(4.0)
    ways = contour(axis, axis, table, 0.5)
    crossings = sum(int(((table[:, :-1] > 0.5) != (table[:, 1:] > 0.5)).sum()) for table in (table, table.T))
    points = {point for way in ways for point in way}
    assert len(points) == crossings


# ------------------------------------------------------------------ round numbers
@settings(max_examples=100)
@given(st.floats(-1e12, 1e12), st.floats(1e-6, 1e12), st.integers(2, 12))
def test_ticks_are_round_evenly_spaced_and_told_apart(low: float, span: float, most: int) -> None:
    high = low + span
    found = ticks(low, high, most)
    if high - low < 1e-9 * max(abs(low), abs(high)):
        return
    assert len(found) <= most
    assert all(low - 1e-6 * span <= x <= high + 1e-6 * span for x in found)
    shown = texts(found) if found else ()
    assert len(set(shown)) == len(found)
    assert all(float(text) == pytest.approx(x, rel=1e-8, abs=1e-8 * span) for text, x in zip(shown, found, strict=True))


def test_ticks_of_usual_ranges() -> None:
    assert texts(ticks(-3, 3, 9)) == ("-3", "-2", "-1", "0", "1", "2", "3")
    assert texts(ticks(0, 1, 6)) == ("0.0", "0.2", "0.4", "0.6", "0.8", "1.0")
    assert texts(ticks(0, 1e7, 6)) == ("0", "2e6", "4e6", "6e6", "8e6", "1e7")
    assert texts(ticks(0, 2e-5, 5)) == ("0", "5e-6", "1e-5", "1.5e-5", "2e-5")
    assert ticks(1, 1, 5) == () and ticks(0, 5e-324, 5) == ()
    assert powers(1e-3, 1e3, 4) == (1e-2, 1, 1e2) and powers_text((1e-9, 0.1, 1.0, 1e6)) == ("1e-9", "0.1", "1", "1e6")


def test_levels() -> None:
    assert levels(np.linspace(0, 10, 100)) == (2, 4, 6, 8)
    assert levels(np.linspace(0, 10, 1000) ** 6) == (20, 1000, 20000, 100000, 500000)
    assert {-0.5, 0, 0.5} <= set(levels(np.concatenate([np.linspace(-1, 1, 100), [-1e3, 1e3]])))
    assert levels(np.array([1.0, 1.0])) == levels(np.array([np.nan])) == ()
