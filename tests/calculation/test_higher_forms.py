"""Formulas of higher order, without values, are what the engine computes at a point."""

from __future__ import annotations

import pytest

from gradcli.calculation.answers import answer, higher_forms
from gradcli.calculation.question import Settings
from gradcli.problems import Problem
from gradcli.syntax.parser import parse
from tests.command import gradcli

POINT = {"x": 0.7, "y": 1.3}
EXPRESSIONS = ["x**3*y**2", "exp(-x**2/2)", "sin(x*y)/y", "tanh(x)*log(y)", "x*y", "relu(x)*x", "y*3 + 0*x"]


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_they_agree_with_numbers(expression: str) -> None:
    values = {name: value for name, value in POINT.items() if name in expression}
    settings = Settings(order=3, hessian=True)
    forms = answer(expression, {}, settings)[1]
    found = higher_forms(parse(expression), forms, settings)
    derivatives = answer(expression, values, Settings(order=3))[0].derivatives or {}
    hessian = answer(expression, values, Settings(hessian=True))[0].hessian or {}
    for name in values:
        numbers = [0.0 if v is None else v for v in derivatives[name][1:]]
        assert [value(text, values) for text in found.derivatives[name]] == pytest.approx(numbers, rel=1e-9, abs=1e-12)
        for other in values:
            assert value(found.hessian[name][other], values) == pytest.approx(hessian[name][other], rel=1e-9, abs=1e-12)


def value(text: str, values: dict[str, float]) -> float:
    used = {name: number for name, number in values.items() if name in parse(text).names()}
    return float(answer(text, used, Settings())[0].value)


def test_the_lines() -> None:
    assert gradcli("grad", "x**3", "--order", "2").out == "y = x**3\ndy/dx = 3*x**2\nd2y/dx2 = 6*x\n"
    assert "hessian x, y = 1\n" in gradcli("grad", "x*y", "--hessian").out
    assert "jacobian x = 3*x**2\n" in gradcli("grad", "x**3", "--jacobian").out


def test_a_sum_of_elements_needs_values() -> None:
    forms = answer("(x**2).sum()", {}, Settings())[1]
    with pytest.raises(Problem, match="derivatives of a sum of elements need values"):
        higher_forms(parse("(x**2).sum()"), forms, Settings(order=2))
