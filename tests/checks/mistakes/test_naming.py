"""A formula is held against slips at points of every scale, where much overflows, vanishes or is outside the domain."""

from __future__ import annotations

import pytest

from gradcli.calculation.question import Settings
from gradcli.checks.mistakes.naming import of_formula, of_number
from gradcli.syntax.parser import parse

SCALES = (0.5, -2.3, 1.3, 300.0, -300.0, 990.0, 1003.0, 1e-3, 1e-30, -1e-30, 1e5, 1e14)


def kinds(expression: str, formula: str) -> list[str]:
    points = [{"x": x} for x in SCALES]
    tree, claim = parse(expression, ("x",)), parse(formula, ("x",))
    return [m.kind for m in of_formula(tree, "x", claim, formula, points, Settings())]


@pytest.mark.parametrize(
    "expression, formula, kind",
    [
        ("exp(x - 900)", "-exp(x - 900)", "sign"),
        ("exp(3*x)", "3*2.71828**(3*x)", "rounded constant"),
        ("sin(pi*x)", "3.14159*cos(pi*x)", "rounded constant"),
        ("log10(x)", "0.434294/x", "rounded constant"),
        ("erfc(x)", "-1.12838*exp(-x**2)", "rounded constant"),
        ("tanh(x)", "1 - x**2", "input for output"),
        ("sin(x**2)", "cos(x**2)", "inner derivative"),
        ("x**x", "x**x*log(x)", "base or exponent"),
        ("x**90", "90*x**90", "power not lowered"),
        ("log(1 + exp(x))", "exp(x)", "outer derivative"),
        ("sqrt(x + 3) - sqrt(x)", "1/(2*sqrt(x + 3))", "path"),
        ("abs(x)*x", "2*x", "part of the domain"),
        ("relu(x)**2", "2*x", "part of the domain"),
    ],
)
def test_at_every_scale(expression: str, formula: str, kind: str) -> None:
    assert kinds(expression, formula) == [kind]


@pytest.mark.parametrize("expression, formula", [("cosh(x) - 1", "sinh(x) + 1"), ("x*sin(x)", "x + 1"), ("exp(x)", "exp(x)")])
def test_nothing_is_said_that_is_not_so(expression: str, formula: str) -> None:
    assert kinds(expression, formula) == []


def numbers(expression: str, claim: float, **values: float) -> list[str]:
    tree = parse(expression, tuple(values))
    from gradcli.calculation.calculation import calculate

    grads = calculate(tree, values, Settings()).grads
    return [m.kind for m in of_number(tree, values, "x", {"x": claim}, grads, Settings())]


def test_zero_says_nothing() -> None:
    assert numbers("tanh(x) - x", 0.0, x=1e-3) == []
    assert numbers("exp(x - x.detach())", 0.0, x=1.2) == ["detach"]


def test_where_terms_cancel_the_one_left_out_is_named() -> None:
    assert numbers("sqrt(x + 3) - sqrt(x)", 5e-7, x=1e12) == ["path"]
