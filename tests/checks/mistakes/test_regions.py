"""Where a formula holds: the condition that tells its points apart."""

from __future__ import annotations

import pytest

from gradcli.checks.mistakes.regions import where_it_holds
from gradcli.syntax.parser import parse

XS = (-3.0, -1.5, -0.5, 0.5, 1.5, 3.0)


@pytest.mark.parametrize(
    "expression, holds, said",
    [
        ("abs(x)*x", lambda x: x > 0, "holds where x > 0, fails where x < 0"),
        ("where(x < 1, x, x**2)", lambda x: x < 1, "holds where x < 1, fails where x >= 1"),
        ("relu(x - 1)", lambda x: x < 1, "holds where x - 1 < 0, fails where x - 1 > 0"),
        ("maximum(x, 1)", lambda x: x > 1, "holds where x > 1, fails where x < 1"),
    ],
)
def test_conditions(expression: str, holds: object, said: str) -> None:
    assert callable(holds)
    assert where_it_holds(parse(expression), [{"x": x} for x in XS], [holds(x) for x in XS]) == said


def test_nothing_is_said_where_no_condition_tells() -> None:
    points = [{"x": x} for x in XS]
    assert where_it_holds(parse("abs(x)"), points, [True, False] * 3) is None
    assert where_it_holds(parse("abs(x)"), points, [True] * 6) is None
    assert where_it_holds(parse("abs(x)"), points, [False] * 5 + [True]) is None
