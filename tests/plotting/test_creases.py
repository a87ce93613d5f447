"""Kinks of two variables are where the table's condition holds, on lines and at points; nothing else is marked."""

from __future__ import annotations

import math

import pytest

from gradcli.plotting.charts import of_plane as chart
from gradcli.plotting.plane import Plane
from gradcli.plotting.words import of_plane
from gradcli.views.figure_svg import svg
from tests.plotting.cases import surfaced

Pair = tuple[float, float]


# from -2 to 2, and from -1 to 3
def lines(text: str) -> list[tuple[Pair, ...]]:
    return [line for crease in surfaced(text).creases for line in crease.lines if len(line) > 1]


def points(text: str) -> list[Pair]:
    return sorted(line[0] for crease in surfaced(text).creases for line in crease.lines if len(line) == 1)


def reaches(line: tuple[Pair, ...], span: float) -> bool:
    """Whether a line goes on from one side of the drawing to another."""
    return math.dist(line[0], line[-1]) > span


@pytest.mark.parametrize(
    "text, zero, count",
    [
        ("abs(x - y)", lambda x, y: x - y, 1),
        ("relu(x*y + 0.5)", lambda x, y: x * y + 0.5, 2),
        ("maximum(x, y**2)", lambda x, y: x - y**2, 1),
        ("abs(x**2 + y**2 - 4)", lambda x, y: x**2 + y**2 - 4, 1),
        ("where(x > y, x, y)", lambda x, y: x - y, 1),
        ("sqrt((x - y)**2)", lambda x, y: x - y, 1),
        ("max(stack([x, y]))", lambda x, y: x - y, 1),
    ],
)
def test_every_place_of_a_line_is_a_kink(text: str, zero: object, count: int) -> None:
    found = lines(text)
    assert len(found) == count
    assert all(abs(zero(*point)) < 1e-6 for line in found for point in line)  # type: ignore[operator]
    assert all(len(line) > 15 for line in found)


def test_lines_may_cross() -> None:
    found = lines("abs(x*y)")
    assert len(found) == 2 and all(reaches(line, 3.9) for line in found)
    assert sorted(max(abs(x) for x, _ in line) < 1e-9 for line in found) == [False, True]


@pytest.mark.parametrize(
    "text, where",
    [
        ("sqrt(x**2 + y**2)", (0.0, 0.0)),
        ("sqrt(x**2 + x*y + y**2)", (0.0, 0.0)),
        ("sqrt((x - 1)**2 + (y - 2)**2)", (1.0, 2.0)),
        ("norm(stack([x, y]))", (0.0, 0.0)),
    ],
)
def test_a_point_alone_may_be_one(text: str, where: Pair) -> None:
    assert lines(text) == []
    (point,) = points(text)
    assert math.dist(point, where) < 1e-5


def test_only_where_gradient_arrives() -> None:
    assert lines("relu(x)*0 + y") == []
    (inner,) = [line for line in lines("relu(relu(x) + y)") if all(abs(x) < 1e-9 for x, _ in line)]
    assert min(y for _, y in inner) > 0 - 0.1


@pytest.mark.parametrize("text", ["x*y", "where(x > y, x + y, y + x)", "(x - y)**2", "relu(x**2 + y**2 + 1)", "sin(x) + cos(y)"])
def test_what_is_smooth_has_none(text: str) -> None:
    found = surfaced(text)
    assert found.creases == () and found.dense == ()


def test_steps_are_marked_or_are_too_many() -> None:
    found = lines("floor(x)*y")
    assert sorted({round(x, 9) for line in found for x, _ in line}) == [-1, 0, 1, 2]
    dense = surfaced("floor(20*x)*y")
    assert dense.creases == () and dense.dense == ("floor jumps at whole numbers",)
    assert ("many", "floor jumps at whole numbers: more often than can be marked here") in list(of_plane(dense))


def said(found: Plane) -> list[str]:
    return [text for kind, text in of_plane(found, 6) if kind == "kink"]


def test_they_are_told_and_drawn() -> None:
    found = surfaced("abs(x - y) + relu(x)")
    assert said(found) == [
        "kink along a line: abs has a corner at 0: torch takes the gradient 0 (in `abs(x - y)`)",
        "kink along a line: relu has a corner at 0: torch takes the gradient 0 (in `relu(x)`)",
    ]
    picture = svg(chart(found))
    assert picture.count('class="crease"') == 2 and "dashed: kinks" in picture
    assert said(surfaced("sqrt(x**2 + y**2)"))[0].startswith("kink at (0, 0): sqrt has a vertical tangent at 0")
    assert 'class="crease"' not in svg(chart(surfaced("x*y")))
