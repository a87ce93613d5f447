"""Which oracle knows a gradient, and what it says."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pytest

from gradcli.checks.checking import Claims, check
from gradcli.checks.findings import Rules
from gradcli.checks.lifted import with_literals
from gradcli.checks.oracle import Oracle
from gradcli.checks.truth import BALLS, EXACT, IEEE, Truth
from gradcli.duals.balls import has_balls
from gradcli.ops import exponential, table
from gradcli.problems import LimitProblem, Problem
from gradcli.syntax.parser import parse
from tests.command import environment
from tests.rows import elementwise_calls, is_differentiable


def truth(text: str, **point: Any) -> Truth:
    """About the first variable's first element."""
    return Oracle(parse(text)).gradient(point, next(iter(point)))[0]


@pytest.mark.parametrize(
    ("text", "x", "method", "slope"),
    [
        ("3*x**2 + 4*x + 5", 2, EXACT, 16),
        ("1/3*x", 2, EXACT, Fraction(1, 3)),
        ("0.1*x", 2, EXACT, Fraction(1, 10)),
        ("x*x.detach()", 3, EXACT, 3),
        ("det(stack([stack([x, 1.0 + 0*x]), stack([x**2, x])]))", 2, EXACT, 0),
        ("inv(stack([stack([x, 1.0 + 0*x]), stack([2.0 + 0*x, x])])).sum()", 3, EXACT, Fraction(-4, 49)),
        ("sqrt(x)", 0, IEEE, math.inf),
    ],
)
def test_the_best_oracle_answers(text: str, x: float, method: str, slope: Any) -> None:
    found = truth(text, x=x)
    assert found.method == method
    assert found.slope == slope and found.error == 0
    assert not found.kink and found.doubt is None


@pytest.mark.parametrize(
    ("text", "x", "slope"),
    [
        ("sin(x)", 0, 1.0),
        ("sinc(x)", 0, 0.0),
        ("exp(x)", 1, math.e),
        ("x**2.5", 2, 2.5 * 2**1.5),
        ("erf(x)", 0.3, 2 / math.sqrt(math.pi) * math.exp(-0.09)),
        ("lgamma(x)", 2.0, 0.42278433509846713),
    ],
)
def test_a_ball_holds_the_slope(text: str, x: float, slope: float, monkeypatch: pytest.MonkeyPatch) -> None:
    for balls in (True, False):
        if balls and not has_balls():
            continue
        monkeypatch.setattr("gradcli.duals.balls.has_balls", lambda balls=balls: balls)
        found = truth(text, x=x)
        assert found.error < 1e-12
        assert abs(float(found.slope) - slope) <= float(found.error) + 1e-15


@pytest.mark.skipif(not has_balls(), reason="needs the extra exact: python-flint")
@pytest.mark.parametrize(
    ("text", "x", "slope"),
    [
        ("tanh(x)*1e30", 30, 35026.04305079144),
        ("sqrt(x**2)", 1e200, 1.0),
        ("log(1 + exp(x))", 1000, 1.0),
        ("1/(1 + exp(-x))", -800, 0.0),
        ("sinc(x)", 1e-8, -3.289868133696452e-08),
        ("sqrt(x**2 + 1e16) - 1e8", 1, 1e-8),
        ("sin(1e6*x)", 1, 1e6 * math.cos(1e6)),
    ],
)
def test_balls_are_as_small_as_it_takes(text: str, x: float, slope: float) -> None:
    found = truth(text, x=x)
    assert found.method == BALLS and found.doubt is None
    assert found.error < 1e-15 * max(abs(slope), 1e-300) or found.error == 0 or slope == 0
    assert found.true == pytest.approx(slope, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "x", "slope"),
    [
        ("tanh(x)*1e30", 30, 35026.04305079144),
        ("sqrt(x**2)", 1e200, 1.0),
        ("sqrt(x**2 + 1e16) - 1e8", 1, 1e-8),
        ("x/sqrt(1 + x**2)", 1e90, 1e-270),
        ("sinc(x)", 1e-100, -3.289868133696453e-100),
        ("digamma(x)", 3.3, 0.35350154184122776),
        ("digamma(x)", -0.4, 9.886209670902358),
        ("lgamma(x)", -1.3, 2.882540548866168),
        ("i0(x)", -2.4, -2.2981238125434776),
        ("atan2(x, -3)", 1.2, -0.28735632183908044),
        ("3e-200*x**2", 2e-90, 1.2e-289),
        ("erfinv(x)", 0.99, 24.450876473746344),
    ],
)
def test_so_are_decimal_numbers_without_the_extra(text: str, x: float, slope: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gradcli.duals.balls.has_balls", lambda: False)
    found = truth(text, x=x)
    assert found.doubt is None and found.error <= 2.0**-59 * abs(found.slope)
    assert found.true == pytest.approx(slope, rel=1e-12)


def test_what_cancels_without_a_rest_is_0(monkeypatch: pytest.MonkeyPatch) -> None:
    for balls in (True, False):
        if has_balls() or not balls:
            monkeypatch.setattr("gradcli.duals.balls.has_balls", lambda balls=balls: balls)
            assert check("std(v)", {"v": [30.0, -20.0, 5.0]}, Claims((("v", [0.5, -0.5, 0.0]),)), Rules()).passed
            assert not check("std(v)", {"v": [30.0, -20.0, 5.0]}, Claims((("v", [0.5, -0.5, 1e-300]),)), Rules()).passed
            assert not check("x - sin(x)", {"x": 1e-30}, Claims((("x", 0.0),)), Rules()).passed


def test_what_is_equal_but_for_rounding_is_open_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gradcli.duals.balls.has_balls", lambda: False)
    (finding,) = check("where(exp(x)*exp(-x) >= 1, x, 2*x)", {"x": 1}, Claims((("x", 1),)), Rules()).findings
    assert finding.verdict == "undecided" and "equal, or nearly" in str(finding.reason)


@pytest.mark.parametrize(
    ("text", "left", "right", "jump"),
    [("abs(x)", -1, 1, False), ("norm(stack([x, 0*x]))", -1, 1, False), ("floor(x)", 0, 0, True), ("sign(x)*x", -1, 1, False)],
)
def test_a_kink_has_two_slopes(text: str, left: float, right: float, jump: bool) -> None:
    found = truth(text, x=0)
    assert found.kink and found.jump == jump
    assert (float(found.left), float(found.slope)) == pytest.approx((left, right))


def test_a_single_point_apart_is_a_jump() -> None:
    assert truth("where(x == 2, 7 + 0*x, x)", x=2).jump


def test_a_choice_of_elements_has_more_of_them_on_one_side() -> None:
    assert Oracle(parse("x[x > 0]")).gradient({"x": [1.0, 1.0, 0.0]}, "x")[2].jump


def test_outside_the_domain_there_is_no_slope() -> None:
    assert math.isnan(float(truth("log(x)", x=-1).slope))
    assert math.isnan(float(truth("sin(x)", x=math.inf).slope))


def test_the_noise_is_that_of_what_was_added_up() -> None:
    assert truth("1e6*sin(x) - 1e6*sin(x) + x", x=1.0).total > 1e6
    assert truth("sin(x)", x=1.0).total < 1


def test_a_wrong_rule_is_noticed_by_difference_quotients(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exponential.exp, "rules", {"x": lambda g, out: g * out * 1.03})
    exponential.exp.plans.clear()
    try:
        assert truth("exp(x) + x", x=1.0).doubt is not None
        (finding,) = check("exp(x) + x", {"x": 1.0}, Claims(), Rules()).findings
        assert finding.verdict == "undecided" and "oracles disagree" in str(finding.reason)
    finally:
        monkeypatch.undo()
        exponential.exp.plans.clear()


def test_a_wrong_rule_of_what_is_made_of_others_is_noticed_by_dual_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    sigmoid = table.sigmoid
    monkeypatch.setattr(sigmoid, "rules", {"x": lambda g, out: g * out})
    sigmoid.plans.clear()
    try:
        assert not check("sigmoid(x)", {"x": 1.0}, Claims(), Rules()).passed
    finally:
        monkeypatch.undo()
        sigmoid.plans.clear()


def test_literals_stay_what_they_are() -> None:
    tree, literals = with_literals(parse("1/3*x + sum(stack([x, 2]), dim=0)"))
    assert sorted(literals.values()) == [1, 3]
    assert tree.values.count(0) == 1


def test_a_whole_number_with_a_sign_may_name_a_dimension() -> None:
    _, literals = with_literals(parse("sum(flip(x, [-1])*-2, -1) - -0.5"))
    assert sorted(literals.values()) == [0.5, 2]
    assert check("tril(x, -1).sum()", {"x": [[1.0, 2.0], [3.0, 4.0]]}, Claims(), Rules()).passed


def test_a_value_that_only_floats_know_is_undecided() -> None:
    found, shape = Oracle(parse("unique(A)")).value({"A": [[1.0, 2.0], [3.0, 1.0]]})
    assert shape == (3,) and all(t.open and math.isinf(t.error) for t in found)


def test_the_work_is_bounded() -> None:
    with environment(GRADCLI_MAX_COMPONENTS="3"), pytest.raises(LimitProblem):
        Oracle(parse("sum(a)")).gradient({"a": [1.0, 2.0, 3.0, 4.0]}, "a")


EXAMPLES = [(row.example, {"x": 1.5}) for row in table.rows() if row.example and is_differentiable(row)]
CALLS = [(call.expression, point) for call in elementwise_calls() for point in call.points(2)]


@pytest.mark.parametrize("text", sorted({text for text, _ in EXAMPLES + CALLS}))
def test_every_row_of_the_table_passes(text: str) -> None:
    """The engine's gradients hold for all there is; at the few kinks among the points they lie between the slopes."""
    for expression, point in EXAMPLES + CALLS:
        if expression == text:
            try:
                report = check(expression, point, Claims(), Rules())
            except Problem as problem:
                assert "no variable" in problem.title
                continue
            assert report.passed, report
