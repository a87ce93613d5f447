"""Gradients of many elements: one sweep, held against dual numbers along a direction."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gradcli import limits
from gradcli.checks import sweep
from gradcli.checks.checking import Claims, check
from gradcli.checks.findings import FAIL, KINK, PASS, UNDECIDED, Rules
from gradcli.checks.lifted import Lifted, one
from gradcli.checks.oracle import Oracle
from gradcli.duals.balls import has_balls
from gradcli.duals.bounded import Bounded
from gradcli.duals.fields import Fractions, Unsuited
from gradcli.ops import table
from gradcli.problems import LimitProblem
from gradcli.syntax.parser import parse

GENERATOR = np.random.default_rng(5)
V, W, M = GENERATOR.uniform(0.1, 2, 12), GENERATOR.uniform(0.1, 2, (4, 4)), GENERATOR.normal(size=(4, 12))
EXPRESSIONS = [
    "(x**2).sum()*y.mean()",
    "softmax(x, 0)[2] + logsumexp(x, 0)",
    "mse_loss(tanh(A @ x), y)",
    "(A @ x).norm() + max(x) + sort(x)[0][3]*cumsum(x, 0)[4]",
    "tril(B).sum() + det(B) + inv(B)[0, 1] + cummax(x, 0).values.sum()",
    "var(x) + std(y) + gelu(x).sum() + cross_entropy(A, argmax(A, 1))",
]


def point(text: str) -> dict[str, Any]:
    given = {"x": V, "y": V[:4], "A": M, "B": W + 2 * np.eye(4)}
    return {name: given[name] for name in parse(text).names()}


@pytest.mark.parametrize("text", EXPRESSIONS)
@pytest.mark.parametrize("balls", [True, False])
def test_a_sweep_says_what_each_direction_says(text: str, balls: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if balls and not has_balls():
        pytest.skip("needs the extra exact: python-flint")
    monkeypatch.setattr("gradcli.duals.balls.has_balls", lambda: balls)
    values, oracle = point(text), Oracle(parse(text))
    for name, v in values.items():
        truths = oracle.gradient(values, name)
        assert len(truths) == v.size
        for k, place in list(enumerate(np.ndindex(*v.shape)))[::5]:
            alone = oracle.along(values, name, one(v.shape, place))
            assert abs(truths[k].true - alone.true) <= 1e-9 * (abs(alone.true) + float(alone.total))


def test_a_wrong_rule_is_noticed_and_every_element_is_asked_for_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table.sigmoid, "rules", {"x": lambda g, out: g * out})
    table.sigmoid.plans.clear()
    try:
        with pytest.raises(Unsuited, match="do not agree"):
            sweep.gradients(Lifted(parse("(x*sigmoid(x)).sum()")), "", Bounded(), {"x": V})
        assert check("(x*sigmoid(x)).sum()", {"x": V}, Claims(), Rules()).verdict == FAIL
    finally:
        monkeypatch.undo()
        table.sigmoid.plans.clear()


def test_a_wrong_slope_of_a_primitive_is_noticed_by_difference_quotients(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table.TABLE["exp"], "rules", {"x": lambda g, out: g * out * 1.03})
    table.TABLE["exp"].plans.clear()
    try:
        (finding,) = check("exp(x).sum()", {"x": V}, Claims(), Rules()).findings
        assert finding.verdict == UNDECIDED and "oracles disagree" in str(finding.reason)
    finally:
        monkeypatch.undo()
        table.TABLE["exp"].plans.clear()


def test_at_a_corner_every_element_is_asked_for_alone() -> None:
    values = {"x": np.array([1.0, 0.0, -2.0, 3.0, 0.0])}
    with pytest.raises(Unsuited):
        sweep.gradients(Lifted(parse("relu(x).sum()")), "", Fractions(), values)
    report = check("relu(x).sum()", values, Claims(expect=(("x", [1.0, 0.5, 0.0, 1.0, 0.0]),)), Rules())
    assert [c.verdict for c in report.findings[0].components] == [PASS, KINK, PASS, PASS, KINK]


def test_what_cancels_is_judged_by_what_was_added_up() -> None:
    """The slope by x is y, of which floats keep few digits, and a formula that rounds as much is right all the same."""
    values = {"x": np.full(6, 1e8 + 0.1)}
    text = "((x + 1e8) - 1e8).sum()*1 + (x*x - x*x*(1 + 1e-9)).sum()"
    report = check(text, values, Claims(formulas=(("x", "1 + 2*x - 2*x*(1 + 1e-9)"),)), Rules(samples=0))
    assert report.verdict == PASS


def test_one_wrong_number_among_many_fails() -> None:
    values = {"x": np.linspace(0.1, 2, 500)}
    claimed = 2 * values["x"]
    assert check("(x**2).sum()", values, Claims(expect=(("x", claimed),)), Rules()).verdict == PASS
    claimed[123] *= 1 + 1e-8
    report = check("(x**2).sum()", values, Claims(expect=(("x", claimed),)), Rules())
    assert [c.place for c in report.findings[0].components if c.verdict == FAIL] == [(123,)]


def test_a_large_matrix_is_checked_at_once() -> None:
    values = {"A": GENERATOR.normal(size=(60, 60)), "x": GENERATOR.normal(size=60)}
    report = check("(A @ x).sum()", values, Claims(formulas=(("x", "A.sum(dim=0)"),)), Rules())
    assert report.verdict == PASS
    assert report.findings[0].points == 2  # the given one, and one of so many random numbers


def test_too_many_corners_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits._read, limits.CORNERS.variable, 100)
    with pytest.raises(LimitProblem, match="one element at a time"):
        check("abs(x).sum()", {"x": np.zeros(200)}, Claims(expect=(("x", np.zeros(200)),)), Rules())


def test_equal_numbers_are_known_to_be_equal() -> None:
    values = {"x": [0.3, 0.7, 0.7, 0.1]}
    assert check("logsumexp(x, 0)", values, Claims(formulas=(("x", "softmax(x, 0)"),)), Rules()).verdict == PASS
