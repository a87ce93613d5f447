"""What PyTorch refuses, in PyTorch's words; the value is never computed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gradcli.calculation.calculation import calculate
from gradcli.calculation.question import Settings
from gradcli.problems import LimitProblem, Problem
from gradcli.syntax.parser import parse
from tests.mixing import POINT

VALUES: dict[str, Any] = {**POINT, "m": [True, False, True], "k": 2.0, "E": [[]], "S": [[1.0, 2.0], [2.0, 4.0]]}
_LINES = (Path(__file__).parents[1] / "data" / "refusals.txt").read_text("utf-8").splitlines()[1:]
REFUSED = list(zip(_LINES[::2], map(str.strip, _LINES[1::2]), strict=True))


@pytest.mark.parametrize(("expression", "text"), REFUSED, ids=[expression for expression, _ in REFUSED])
def test_refused(expression: str, text: str) -> None:
    with pytest.raises(Problem) as caught:
        calculate(parse(expression, tuple(VALUES)), VALUES, Settings(allow_unused=True))
    assert text in f"{caught.value.kind}: {caught.value.title}"
    assert caught.value.__cause__ is None
    assert caught.value.span is not None, "it says where"


@pytest.mark.parametrize("expression", ["matrix_norm({}, 'nuc')", "matrix_norm({}, 2)", "det({})"])
def test_a_limit_of_the_table_is_not_told_in_the_words_of_torch(expression: str) -> None:
    matrix = "stack([stack([x, 2*x]), stack([x, 2*x])])" if "det" in expression else "stack([stack([x, x**2]), stack([x**3, 2])])"
    with pytest.raises(LimitProblem, match="third derivative by singular values is not known to gradcli"):
        calculate(parse(expression.format(matrix), ("x",)), {"x": 1.5}, Settings(order=3))
