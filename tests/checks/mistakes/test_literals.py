"""Constants of a formula that were rounded are found by solving for them."""

from __future__ import annotations

import math
from typing import Any

import pytest

from gradcli.checks.mistakes.literals import Place, known, rounded_literals
from gradcli.checks.mistakes.naming import evaluated
from gradcli.syntax.parser import parse

POINTS = (0.3, 0.8, 1.7, 2.2, 3.1)


def places(gradient: Any) -> list[Place]:
    return [Place({"x": x}, gradient(x)) for x in POINTS]


@pytest.mark.parametrize(
    "formula, gradient, said",
    [
        ("3.14*cos(pi*x)", lambda x: math.pi * math.cos(math.pi * x), "3.14 for pi"),
        ("2.71828**x", math.exp, "2.71828 for e"),
        ("x**2 + 0.333*x", lambda x: x * x + x / 3, "0.333 for 1/3"),
        ("6.28*cos(6.28*x)", lambda x: 2 * math.pi * math.cos(2 * math.pi * x), "6.28 for 2*pi"),
        ("1.44/x", lambda x: 1 / (x * math.log(2)), "1.44 for 1/log(2)"),
        ("0.667*x + 1.41", lambda x: 2 * x / 3 + math.sqrt(2), "0.667 for 2/3 and 1.41 for sqrt(2)"),
        ("0.666*x", lambda x: 2 * x / 3, "0.666 for 2/3"),
    ],
)
def test_rounded(formula: str, gradient: Any, said: str) -> None:
    assert rounded_literals(parse(formula, ("x",)), places(gradient), evaluated) == said


@pytest.mark.parametrize("formula", ["3.14*sin(pi*x)", "3.15*cos(pi*x)", "3*cos(pi*x)", "cos(pi*x)", "3.1*cos(pi*x)", "3.14*x"])
def test_wrong_for_another_reason(formula: str) -> None:
    gradient = lambda x: math.pi * math.cos(math.pi * x)  # noqa: E731
    assert rounded_literals(parse(formula, ("x",)), places(gradient), evaluated) is None


def test_a_single_point_says_nothing_of_a_constant() -> None:
    assert rounded_literals(parse("3.14*x", ("x",)), [Place({"x": 1.0}, math.pi)], evaluated) is None


def test_numbers_as_they_are_written() -> None:
    assert known(2 / math.sqrt(math.pi)) == "2/sqrt(pi)"
    assert known(math.pi / 180) == "pi/180"
    assert known(5 / 7) == "5/7"
    assert known(1.2345678901234) == "1.23456789…"
