"""What is drawn of a function is what `grad` answers; kinks are where the table says, and poles where the value has no bound."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcli.calculation.passes import ask
from gradcli.calculation.question import Settings
from gradcli.plotting.kinks import Kink
from gradcli.plotting.line import Line
from gradcli.plotting.ranges import Range, parse_range, split
from gradcli.plotting.sampler import Sampler
from gradcli.plotting.seen import Watcher, looks
from gradcli.problems import BackwardError, Problem
from tests.expressions import elementwise
from tests.plotting.cases import LINES, lined, question, surfaced


def answers(text: str, x: float, **values: object) -> tuple[float, float | None, tuple[str, ...]]:
    """The value, the gradient, and the kinks that `grad` tells of."""
    asked = ask(question(text, [], x=x, **values)._replace(settings=Settings(wrt=("x",))))
    told = tuple(note.text for note in asked.record.notes(asked.leaves) if note.kind == "kink")
    gradient = asked.grads[0]["x"]
    return float(np.ravel(asked.output.raw)[0]), None if gradient is None else float(gradient), told


def same(a: float, b: float) -> bool:
    return a == b or (math.isnan(a) and math.isnan(b)) or abs(a - b) <= 1e-9 * max(abs(a), abs(b))


# ------------------------------------------------------------------ the points
@pytest.mark.parametrize("text", LINES)
def test_every_point_is_what_grad_answers(text: str) -> None:
    found = lined(text, points=40)
    assert list(found.xs) == sorted(set(found.xs)) and found.xs[0] == -3 and found.xs[-1] == 3
    for x, value, gradient in zip(found.xs, found.values, found.grads, strict=True):
        y, slope, _ = answers(text, x)
        assert same(value, y) and (slope is None or same(gradient, slope)), x
    known = {(x, y) for x, y in zip(found.xs, found.values, strict=True)}
    assert {point for run in found.curves[0].runs for point in run} <= known


@settings(max_examples=25)
@given(elementwise(2))
def test_any_expression(text: str) -> None:
    try:
        along = Range("x", -1.5, 2.0)
        asked = question(f"{text} + 0*x + 0*y + 0*z", [along], y=0.7, z=-1.3)
        Sampler(asked, ["x"])
    except (Problem, BackwardError):
        return
    found = lined(f"{text} + 0*x + 0*y + 0*z", -1.5, 2.0, 30, y=0.7, z=-1.3)
    for x, value in list(zip(found.xs, found.values, strict=True))[::7]:
        assert same(value, answers(f"{text} + 0*x + 0*y + 0*z", x, y=0.7, z=-1.3)[0])
    for mark in found.marks:
        if mark.kink.exact and mark.kink.torch:
            told = answers(f"{text} + 0*x + 0*y + 0*z", mark.kink.x, y=0.7, z=-1.3)[2]
            assert not told or any(mark.kink.torch in note for note in told)


@pytest.mark.parametrize("text", ["x**3 - 2*x", "sin(x)*exp(x)", "abs(x) + relu(x - 1)", "1/x", "log(x)", "tan(x)"])
def test_the_closed_form_is_the_gradient_that_is_drawn(text: str) -> None:
    found = lined(text, points=30)
    assert found.formula is not None
    for x, gradient in list(zip(found.xs, found.grads, strict=True))[::3]:
        assert math.isnan(gradient) or same(answers(found.formula, x)[0], gradient) if "x" in found.formula else True, x


def test_runs_are_broken_where_there_are_no_numbers() -> None:
    for text in LINES:
        found = lined(text, points=60)
        for curve in found.curves:
            assert all(math.isfinite(y) for run in curve.runs for _, y in run)
        for pole in found.poles:
            assert not any(run[0][0] < pole.x < run[-1][0] for curve in found.curves for run in curve.runs)


# ------------------------------------------------------------------ kinks
def places(found: Line) -> list[float]:
    return [mark.kink.x for mark in found.marks]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abs(x)", [0]),
        ("abs(x**2 - 2)", [-math.sqrt(2), math.sqrt(2)]),
        ("sqrt(x**2)", [0]),
        ("sqrt((x - 0.1)**2)", [0.1]),
        ("relu(relu(x) - 1)", [1]),  # at 0 no gradient reaches the inner one
        ("relu(x)*0", []),
        ("relu(x**2 + 1)", []),
        ("relu(1/x)", []),  # a pole is no zero
        ("floor(x)", [-3, -2, -1, 0, 1, 2, 3]),
        ("ceil(x)", [-3, -2, -1, 0, 1, 2, 3]),
        ("trunc(x)", [-3, -2, -1, 1, 2, 3]),
        ("round(x)", [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5]),
        ("frac(x)", [-3, -2, -1, 1, 2, 3]),
        ("x % 1.5", [-3, -1.5, 0, 1.5, 3]),
        ("fmod(x, 1.5)", [-3, -1.5, 1.5, 3]),
        ("clamp(x, -1, 2)", [-1, 2]),
        ("hardsigmoid(x)", [-3, 3]),
        ("hypot(x - 0.1, 2*x - 0.2)", [0.1]),
        ("hypot(x, 2)", []),
        ("(x**2)**0.3", [0]),
        ("x**0.3", [0]),
        ("maximum(x, x**2)", [0, 1]),
        ("max(stack([x**2, 2 + 0*x]))", [-math.sqrt(2), math.sqrt(2)]),
        ("max(stack([x, 0.5 + 0*x, 0*x]))", [0.5]),
        ("norm(stack([x, 0.7 + 0*x]), inf)", [-0.7, 0.7]),
        ("norm(stack([x, 0.7 + 0*x]), 1)", [0]),
        ("median(stack([x, 0.3 + 0*x, -1.1 + 0*x]))", [-1.1, 0.3]),
        ("norm(stack([x, 2*x]))", [0]),
        ("relu([[1., 2.], [3., -1.]] @ stack([x, 1 + 0*x])).sum()", [-2, 1 / 3]),
        ("where(x > 0.5, x, -x)", [0.5]),
        ("where(x > 0.5, x, x)", []),
        ("x**2", []),
    ],
)
def test_kinks_are_where_they_are(text: str, expected: list[float]) -> None:
    found = lined(text, points=73)
    assert places(found) == pytest.approx(expected, abs=1e-9), text
    assert places(lined(text, points=100)) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    "text", ["abs(x)", "relu(x - 1)", "floor(x)*(x + 0.5)", "clamp(x, -1, 2)*x", "sqrt(x**2)", "hardswish(x) + abs(x - 0.1)"]
)
def test_kinks_are_those_that_grad_notes(text: str) -> None:
    for mark in lined(text).marks:
        assert mark.kink.exact
        assert any(f"{mark.kink.torch} (in `{mark.kink.part}`)" in note for note in answers(text, mark.kink.x)[2])
        assert mark.grad == pytest.approx(answers(text, mark.kink.x)[1], nan_ok=True)


@settings(max_examples=20)
@given(st.floats(-2.5, 2.5), st.floats(0.2, 3), st.integers(20, 200))
def test_a_kink_is_found_wherever_it_is(at: float, steep: float, points: int) -> None:
    (mark,) = lined(f"abs({steep!r}*(x - ({at!r})))", points=points).marks
    assert mark.kink.x == pytest.approx(at, abs=1e-12)
    assert (mark.left, mark.right) == pytest.approx((-steep, steep))


def test_more_kinks_than_can_be_marked_are_told() -> None:
    found = lined("floor(500*x)")
    assert found.dense == ("floor jumps at whole numbers",) and not found.marks


# ------------------------------------------------------------------ poles, gaps, and what is not so
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1/(x - 0.12345)", [(0.12345, False)]),
        ("1/(x - 0.12345)**2", [(0.12345, False)]),
        ("1/(x - 0.12345) + 1e6", [(0.12345, False)]),
        ("log((x - 0.12345)**2)", [(0.12345, False)]),
        ("tan(x)", [(-math.pi / 2, False), (math.pi / 2, False)]),
        ("lgamma(x + 0.123)", [(-2.123, False), (-1.123, False), (-0.123, False)]),
        ("x.detach() // 2 + x", [(-2, True), (0, True), (2, True)]),
        ("exp(x)", []),
        ("sin(9*x)", []),
        ("tanh(20*x)", []),
        ("x**9", []),
    ],
)
def test_poles(text: str, expected: list[tuple[float, bool]]) -> None:
    found = lined(text)
    assert [pole.jump for pole in found.poles] == [jump for _, jump in expected]
    assert [pole.x for pole in found.poles] == pytest.approx([x for x, _ in expected], abs=1e-9)


def test_stretches_without_numbers() -> None:
    (gap,) = lined("log(x)").gaps
    assert (gap.low, gap.high, gap.what) == (-3, 0, "nan")
    (gap,) = lined("sin(x)/x").gaps
    assert (gap.low, gap.high, gap.what) == (0, 0, "nan")
    low, high = lined("sqrt(x**2 - 2)").gaps[0][:2]
    assert (low, high) == pytest.approx((-math.sqrt(2), math.sqrt(2)), abs=1e-9)
    assert [gap.what for gap in lined("1e308*x").gaps] == ["-inf", "inf"]


def test_what_the_gradient_does_not_lead_to() -> None:
    assert lined("sin(900*x)").astray == "coarse"
    assert lined("x.detach()*x").astray == "apart"
    assert not any(lined(text, points=101).astray for text in ("tan(x)", "lgamma(x)", "sin(x)**2 + cos(x)**2"))
    assert not any(lined(text).astray for text in ("x**3", "1/x", "floor(9*x)", "abs(x)", "tan(x)"))


def test_the_window() -> None:
    curve = lined("1/x").curves[0]
    assert not curve.whole and -50 < curve.low < -1 and 1 < curve.high < 50
    curve = lined("exp(3*x)").curves[0]
    assert curve.whole and curve.high == pytest.approx(math.exp(9))


# ------------------------------------------------------------------ what is asked
def test_ranges() -> None:
    assert parse_range("x", "-pi..2*pi") == ("x", -math.pi, 2 * math.pi)
    assert parse_range("x", " -3 .. 3 ").span == 6
    assert split({"x": "0..1", "w": "[1, 2]", "f": "@a..b"}) == ({"x": "0..1"}, {"w": "[1, 2]", "f": "@a..b"})
    for text in (
        "..",
        "1..",
        "..1",
        "3..-3",
        "1..1",
        "-inf..1",
        "nan..1",
        "0...1",
        "[1]..2",
        "-1e308..1e308",
        "1..1.0000000000001",
    ):
        with pytest.raises(Problem):
            parse_range("x", text)


def test_what_cannot_be_drawn() -> None:
    for text, kind in (("x*[1, 2]", Problem), ("x > 0", BackwardError), ("[1., 2.][x]", Problem)):
        with pytest.raises(kind):
            lined(text)


def test_a_comparison_is_no_kink_of_the_table() -> None:
    (mark,) = lined("where(x > 0.5, x, -x)").marks
    assert mark.kink == Kink(0.5, True, "`x > 0.5` changes", "", "x > 0.5")


def test_looking_changes_nothing() -> None:
    """Predicates that look on leave the answers as they are, and nobody looks on afterwards."""
    from gradcli.recording.modes import mode

    assert mode.watcher is None
    lined("abs(x)")
    assert not isinstance(mode.watcher, Watcher)


# ------------------------------------------------------------------ what it costs
def test_what_runs_point_by_point_has_a_limit() -> None:
    with pytest.raises(
        Problem, match="points needs 20,000 points that this expression is computed at one by one; the limit is 5,000"
    ):
        lined("det([[x, 1], [2, x]])", points=20_000)
    with pytest.raises(Problem, match="points needs 10,000 points that"):
        surfaced("det([[x, 1], [2, y]])", points=100)


def test_many_points_are_looked_at_for_kinks_in_a_few_places(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = 0

    def counted(*arguments: Any) -> Any:
        nonlocal looked
        looked += 1
        return looks(*arguments)

    monkeypatch.setattr("gradcli.plotting.kinks.looks", counted)
    found = lined("max(stack([x, x**2 - 1]))", points=3000)
    assert len(found.xs) >= 3000 and looked < 1500
    assert [round(mark.kink.x, 9) for mark in found.marks] == [-0.618033989, 1.618033989]
