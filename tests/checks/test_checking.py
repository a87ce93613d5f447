"""Claims, points, tolerances: what passes and what does not."""

from __future__ import annotations

import math
from typing import Any

import pytest

from gradcli.checks import points
from gradcli.checks.checking import Claims, check
from gradcli.checks.findings import Finding, Report, Rules
from gradcli.checks.oracle import Oracle
from gradcli.duals.balls import has_balls
from gradcli.problems import BackwardError, NameProblem, Problem
from gradcli.syntax.parser import parse


def report(text: str, point: dict[str, Any], claims: dict[str, Any] | None = None, **rules: Any) -> Report:
    return check(text, point, Claims(expect=tuple((claims or {}).items())), Rules(**rules))


def only(found: Report) -> Finding:
    (finding,) = found.findings
    return finding


# ------------------------------------------------------------------ tolerances
def test_the_rule_is_atol_plus_rtol_times_true() -> None:
    for claim, rtol, atol, holds in [
        (1.1, 0.1, 0.0, True),
        (1.2, 0.1, 0.0, False),
        (1.2, 0.0, 0.21, True),
        (1.2, 0.0, 0.19, False),
        (1.2, 0.1, 0.11, True),
    ]:
        assert report("x", {"x": 5.0}, {"x": claim}, rtol=rtol, atol=atol).passed is holds


def test_an_exact_truth_has_no_tolerance_but_rounding() -> None:
    assert report("x/3", {"x": 1.0}, {"x": 1 / 3}).passed
    assert report("x/3", {"x": 1.0}, {"x": 0.3333333333}).passed
    assert not report("x/3", {"x": 1.0}, {"x": 0.3333333334}).passed
    assert report("(x - 1)**3", {"x": 1.001}, {"x": 3 * (1.001 - 1) ** 2}).passed  # which floats are far from getting right
    assert not report("x**2", {"x": 3.0}, {"x": 6.0000001}).passed


def test_what_is_typed_with_six_digits_passes() -> None:
    assert report("sin(x)", {"x": 1.0}, {"x": 0.540302}).passed
    assert not report("sin(x)", {"x": 1.0}, {"x": 0.5403}, rtol=1e-7).passed


@pytest.mark.parametrize("x", [0.1, 0.3, 1.7, 123.456, 1e-5])
@pytest.mark.parametrize("text", ["3*x**2", "x**2*sin(x)", "exp(-x)", "x/(1 + x)"])
def test_float32_passes(text: str, x: float) -> None:
    assert report(text, {"x": x}, dtype="float32").passed


def test_tiny_gradients_are_judged_too() -> None:
    true = -2 * 6 * math.exp(-36.0)
    assert report("exp(-x**2)", {"x": 6.0}, {"x": true}).passed
    assert not report("exp(-x**2)", {"x": 6.0}, {"x": 1.03 * true}).passed
    assert not report("exp(-x**2)", {"x": 6.0}, {"x": 0.0}).passed


# ------------------------------------------------------------------ nan, inf, None
@pytest.mark.parametrize(
    ("text", "x", "claim", "rules", "holds"),
    [
        ("log(x)", -1.0, math.nan, {}, False),
        ("log(x)", -1.0, math.nan, {"nan_ok": True}, True),
        ("log(x)", 0.0, math.inf, {}, True),
        ("log(x)", 0.0, -math.inf, {}, False),
        ("log(x)", 0.0, 1e300, {}, False),
        ("x", 2.0, math.nan, {"nan_ok": True}, False),
        ("x", 2.0, math.inf, {"rtol": math.inf}, False),
    ],
)
def test_what_is_not_finite(text: str, x: float, claim: float, rules: dict[str, Any], holds: bool) -> None:
    assert report(text, {"x": x}, {"x": claim}, **rules).passed is holds


@pytest.mark.parametrize(
    ("claim", "agreed", "holds"), [(0.0, False, False), (0.0, True, True), (None, False, True), (1.0, True, False)]
)
def test_none_is_not_zero(claim: Any, agreed: bool, holds: bool) -> None:
    assert report("x + y.detach()", {"x": 1.0, "y": 2.0}, {"y": claim}, none_as_zero=agreed).passed is holds


def test_a_gradient_that_is_there_is_not_none() -> None:
    assert not report("x + y", {"x": 1.0, "y": 2.0}, {"y": None}).passed


# ------------------------------------------------------------------ kinks
@pytest.mark.parametrize(("claim", "verdict"), [(-1.0, "kink"), (0.3, "kink"), (1.0, "kink"), (1.1, "fail"), (-2.0, "fail")])
def test_between_the_slopes(claim: float, verdict: str) -> None:
    finding = only(report("abs(x)", {"x": 0.0}, {"x": claim}))
    assert finding.verdict == verdict
    assert "abs has a corner at 0" in finding.notes[0]


def test_strict_takes_no_kink() -> None:
    assert report("relu(x)", {"x": 0.0}).passed
    assert not report("relu(x)", {"x": 0.0}, strict=True).passed


# ------------------------------------------------------------------ formulas and points
def formula(text: str, claimed: str, point: dict[str, Any] | None = None, **rules: Any) -> Finding:
    return only(check(text, point or {}, Claims(formulas=(("x", claimed),)), Rules(**rules)))


def test_a_formula_that_is_right_at_the_given_point_alone_fails() -> None:
    finding = formula("x**2", "x + 2", {"x": 2.0})
    assert (finding.verdict, finding.points) == ("fail", 2)
    assert finding.point is not None and finding.point["x"] != 2.0


@pytest.mark.skipif(not has_balls(), reason="needs the extra exact: python-flint")
def test_a_branch_outside_the_given_interval_is_not_missed() -> None:
    assert formula("softplus(x)", "sigmoid(x)", ranges={"x": (-4.0, 4.0)}).verdict == "pass"
    assert formula("where(x > 9, x**2, 3*x)", "3 + 0*x", ranges={"x": (-4.0, 4.0)}).verdict == "pass"
    assert formula("where(x > 2, x**2, 3*x)", "3 + 0*x", ranges={"x": (-4.0, 4.0)}).verdict == "fail"


def test_a_formula_may_look_different() -> None:
    assert formula("sin(x)**2", "sin(2*x)").verdict == "pass"
    assert formula("x**3", "3*x*x + 0*exp(x)").verdict == "pass"
    assert formula("log(x)", "1/x").verdict == "pass"
    assert formula("log(x)", "1/abs(x)*sign(x)").points >= 20


def test_a_nearly_right_formula_fails() -> None:
    assert formula("x**2", "2*x + 1e-9").verdict == "fail"
    assert formula("sin(x)", "cos(x) + 1e-4").verdict == "fail"


def test_points_are_those_of_the_seed_and_the_range() -> None:
    oracle = Oracle(parse("log(x)*y"))

    def drawn(seed: int) -> list[dict[str, Any]]:
        return list(points.inside(oracle, {"x": (), "y": (2,)}, {"x": (5.0, 6.0)}, 7, seed))

    assert drawn(1) == drawn(1) != drawn(2)
    assert len(drawn(1)) == 7
    assert all(5 <= point["x"] <= 6 and len(point["y"]) == 2 for point in drawn(1))


@pytest.mark.parametrize("text", ["acosh(x)", "log(x - 5)", "atanh(x)", "sqrt(x - 100)", "1/x", "logit(x)", "x**0.5"])
def test_points_lie_inside_the_domain(text: str) -> None:
    assert check(text, {}, Claims(), Rules()).passed


def test_a_jump_or_corner_is_no_point() -> None:
    assert check("relu(x) + floor(x)", {}, Claims(), Rules()).passed


# ------------------------------------------------------------------ what cannot be checked
@pytest.mark.parametrize(
    ("claims", "point", "error"),
    [
        (Claims(expect=(("z", 1.0),)), {"x": 2.0}, NameProblem),
        (Claims(formulas=(("z", "1"),)), {"x": 2.0}, NameProblem),
        (Claims(formulas=(("x", "2*z"),)), {"x": 2.0}, NameProblem),
        (Claims(formulas=(("x", "2*"),)), {"x": 2.0}, Problem),
        (Claims(expect=(("x", 1.0),)), {}, Problem),
        (Claims(value=1.0), {}, Problem),
    ],
)
def test_refused(claims: Claims, point: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        check("x**2", point, claims, Rules())


def test_backward_raises_what_pytorch_raises() -> None:
    with pytest.raises(BackwardError, match="scalar outputs"):
        report("a**2", {"a": [1.0, 2.0]}, {"a": [2.0, 4.0]})
    assert report("a**2", {"a": [1.0, 2.0]}, {"a": [2.0, 8.0]}, grad_output=[1.0, 2.0]).passed
    assert report("a**2", {"a": [1.0, 2.0]}).passed  # as gradcheck, which takes any output


def test_a_value_alone_needs_no_gradient() -> None:
    assert check("x > 1", {"x": 2.0}, Claims(value=True), Rules()).passed
    assert not check("x**2", {"x": 2.0}, Claims(value=5.0), Rules()).passed
    assert check("a*2", {"a": [1.0, 2.0]}, Claims(value=[2.0, 4.0]), Rules()).passed


def test_masks_need_no_gradient() -> None:
    assert report("where(m, x, 2*x).sum()", {"m": [True, False], "x": 3.0}).passed


def test_long_expressions_are_checked() -> None:
    assert report("x" + " + x*0.5" * 3000, {"x": 2.0}, {"x": 1501.0}).passed
    assert not report("x" + " + x*0.5" * 3000, {"x": 2.0}, {"x": 1500.0}).passed


@pytest.mark.parametrize(("second", "holds"), [(-2.6663215e-41, True), (-2.6663216e-41, False)])
def test_elements_that_count_for_little_are_judged_one_at_a_time(second: float, holds: bool) -> None:
    """Nine elements are known together, and then none better than what all add up to allows."""
    a = [[100.0, 2.0, 50.0], [0.3, -1.0, 4.0], [20.0, 1.0, -7.0]]
    rows = [[-0.061808753, -0.025337006, 1.0871458], [1.0000001, -1.0085033e-7, -4.8867749e-11]]
    found = report("sum(softmax(A, dim=1)*A)", {"A": a}, {"A": [[1.0, second, -9.4508743e-21], *rows]})
    assert only(found).verdict == ("pass" if holds else "fail")


def test_a_function_that_is_not_known_is_no_matter_of_points() -> None:
    with pytest.raises(NameProblem, match="unknown function `foo`"):
        report("foo(x)", {})


def test_where_no_slope_is_known_for_certain_one_point_is_judged_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(points, "is_inside", lambda *_: False)
    assert only(report("sin(x)", {})).points == 1
    with pytest.raises(Problem, match="no random point"):
        report("log(-exp(x))", {})
