"""The figure: every text in the drawing and in no other's place, every line inside, and all numbers finite."""

from __future__ import annotations

import math
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcli.descent.plan import Plan
from gradcli.plotting import charts, walks
from gradcli.plotting.clipping import clipped
from gradcli.plotting.descents import Descent
from gradcli.plotting.figure import Figure, meet, within
from gradcli.plotting.line import Line
from gradcli.plotting.plane import Plane
from tests.plotting.cases import every, lined, walked


def figure(found: Line | Plane | Descent, told: tuple[str, ...] = ()) -> Figure:
    if isinstance(found, Line):
        return charts.of_line(found)
    return charts.of_plane(found) if isinstance(found, Plane) else walks.of_descent(found, told)


PLAN = Plan(lr=0.2, steps=5)
FIGURES = [(name, figure(found, ("the loss grew from 1 to 2, and it runs away",))) for name, found in every()]
over_figures = pytest.mark.parametrize("found", [found for _, found in FIGURES], ids=[name for name, _ in FIGURES])


@over_figures
def test_texts_are_inside_and_apart(found: Figure) -> None:
    outer = (0.0, 0.0, found.width, found.height)
    boxes = [text.rectangle() for text in found.texts]
    for text, box in zip(found.texts, boxes, strict=True):
        assert within(box, outer), text.text
    for (a, one), (b, other) in combinations(zip(boxes, found.texts, strict=True), 2):
        assert not meet(a, b), (one.text, other.text)


@over_figures
def test_lines_and_marks_are_inside(found: Figure) -> None:
    points = [point for way in found.ways for point in way.points]
    points += [(shape.x, shape.y) for shape in found.shapes]
    points += [corner for fill in (*found.fills, *found.plates) for corner in ((fill.left, fill.top), (fill.right, fill.bottom))]
    assert all(math.isfinite(x) and math.isfinite(y) for x, y in points)
    assert all(-0.01 <= x <= found.width + 0.01 and -0.01 <= y <= found.height + 0.01 for x, y in points)


@over_figures
def test_it_says_what_is_to_be_seen(found: Figure) -> None:
    assert found.words and found.title and any(way.style == "axis" for way in found.ways) | ("nothing of" in found.words)


def test_curves_are_told_apart_without_colour() -> None:
    found = dict(FIGURES)["abs(x) + relu(x - 1)"]
    titles = {text.text: text.y for text in found.texts if text.bold}
    assert {"y", "x.grad = where(relu(x - 1) <= 0, 0, 1) + sign(x)"} <= set(titles)  # a panel each, under its name
    two = dict(FIGURES)["3*x**2 + 4*x + 5 True"]
    kinds = {shape.style: shape.kind for shape in two.shapes}
    assert kinds == {"walk": "dot", "other": "square"}


def test_kinks_are_marked() -> None:
    found = figure(lined("abs(x)"))
    kinks = [way for way in found.ways if way.style == "kink"]
    assert len(kinks) == 2 and len({x for way in kinks for x, _ in way.points}) == 1
    assert sorted(shape.kind for shape in found.shapes) == ["diamond", "dot", "ring", "ring"]


def test_tangents_touch_the_curve() -> None:
    walk = walked("x**2", {"x": 2.0}, PLAN)
    found = figure(walk)
    tangents = [way.points for way in found.ways if way.style == "walk tangent"]
    dots = [(shape.x, shape.y) for shape in found.shapes]
    for (x0, y0), (x1, y1) in tangents:
        assert any(abs((x - x0) * (y1 - y0) - (y - y0) * (x1 - x0)) < 1e-6 * 1e3 for x, y in dots)


def test_trails_end_where_numbers_end() -> None:
    (trail,) = walked("x**4", {"x": 10.0}, PLAN._replace(lr=1.0)).trails
    assert trail.left and all(math.isfinite(x) for point in trail.points for x in point)
    assert "lies beyond the drawing" in figure(walked("x**4", {"x": 10.0}, PLAN._replace(lr=1.0))).words


# ------------------------------------------------------------------ clipping
points = st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3))


@settings(max_examples=100)
@given(st.lists(points, max_size=8))
def test_clipping(line: list[tuple[float, float]]) -> None:
    low, high = (-10.0, -20.0), (30.0, 5.0)
    parts = list(clipped(line, low, high))
    assert all(low[k] <= point[k] <= high[k] for part in parts for point in part for k in (0, 1))
    inside = {point for point in line if all(low[k] <= point[k] <= high[k] for k in (0, 1))}
    if len(line) > 1:
        assert inside <= {point for part in parts for point in part}
    assert all(len(part) > 1 for part in parts)


def test_clipping_of_what_is_huge() -> None:
    (part,) = clipped([(0.0, -1.7e308), (1.0, 1.7e308)], (0.0, -1.0), (1.0, 1.0))
    assert all(abs(y) <= 1 for _, y in part)
