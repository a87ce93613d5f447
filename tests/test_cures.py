"""Rewrites that make a gradient finite: each pattern has a place where it helps."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gradcli.calculation.cures import PATTERNS, cure
from gradcli.calculation.question import Settings
from gradcli.syntax.parser import parse
from tests.calculus import calculated

# the pattern's trap, the point where it snaps, what helps
CURED: list[tuple[str, dict[str, Any], str]] = [
    ("log(1 + exp(x))", {"x": 1000.0}, "softplus(x)"),
    ("log(exp(2*x) + 1)", {"x": 1000.0}, "softplus(2*x)"),
    ("1/(1 + exp(-x))", {"x": -1000.0}, "sigmoid(x)"),
    ("exp(x)/(1 + exp(x))", {"x": 1000.0}, "sigmoid(x)"),
    ("log(sigmoid(x))", {"x": -1000.0}, "logsigmoid(x)"),
    ("log(softmax(a, dim=0))[0]", {"a": [0.0, 1000.0]}, "log_softmax(a, dim=0)[0]"),
    ("log(softmax(a, 0))[0]", {"a": [0.0, 1000.0]}, "log_softmax(a, 0)[0]"),
    ("log(sum(exp(a)))", {"a": [1000.0, 1.0]}, "logsumexp(a, 0)"),
    ("sqrt(x**2)", {"x": 0.0}, "abs(x)"),
    ("sqrt(x*x)", {"x": 0.0}, "abs(x)"),
    ("sqrt(sum(a**2))", {"a": [0.0, 0.0]}, "norm(a)"),
    ("sqrt((a**2).sum())", {"a": [0.0, 0.0]}, "norm(a)"),
    ("sqrt(x**2 + y**2)", {"x": 0.0, "y": 0.0}, "norm(stack([x, y]))"),
    ("sin(x)/x", {"x": 0.0}, "sinc(x/pi)"),
    ("where(x > 0, sqrt(x), 0*x)", {"x": 0.0}, "where(x > 0, sqrt(where(x > 0, x, 1.0)), 0*x)"),
    ("where(x == 0, 1, 1/x)", {"x": 0.0}, "where(x == 0, 1, 1/where(x == 0, 1.0, x))"),
]


@pytest.mark.parametrize(("expression", "point", "better"), CURED, ids=[expression for expression, _, _ in CURED])
def test_cured(expression: str, point: dict[str, Any], better: str) -> None:
    before = calculated(expression, point)
    assert not all(np.isfinite(g).all() for g in before.grads.values() if g is not None)
    assert cure(parse(expression, tuple(point)), point, Settings(), before.value) == better
    after = calculated(better, point)
    assert all(np.isfinite(g).all() for g in after.grads.values() if g is not None)


@pytest.mark.parametrize(
    ("expression", "point"),
    [("log(x)", {"x": 0.0}), ("1/x", {"x": 0.0}), ("sqrt(x)", {"x": -1.0}), ("sqrt(x**2)" + " + x" * 200, {"x": 0.0})],
)
def test_not_everything_can_be_cured(expression: str, point: dict[str, Any]) -> None:
    value = calculated(expression, point).value
    assert cure(parse(expression), point, Settings(), value) is None


@pytest.mark.parametrize(("old", "new"), PATTERNS)
def test_old_and_new_mean_the_same(old: str, new: str) -> None:
    point = {"X": 0.7, "Y": 1.3} if "softmax" not in old and "sum(" not in old else {"X": [0.7, 0.2], "D": 0}
    if "D" in point:
        old, new = old.replace("D", "0"), new.replace("D", "0")
        point.pop("D")
    used = {name: value for name, value in point.items() if name in old}
    assert np.allclose(calculated(f"({old}).sum()", used).value, calculated(f"({new}).sum()", used).value)
