"""Arguments that a function does not take are refused as PyTorch's parser of arguments refuses them."""

from __future__ import annotations

from pathlib import Path

import pytest

from gradcli.calculation.calculation import calculate
from gradcli.calculation.question import Settings
from gradcli.evaluate import refusals
from gradcli.evaluate.signatures import FUNCTIONS, METHODS, TITLES
from gradcli.ops.qualified import QUALIFIED
from gradcli.ops.table import TABLE
from gradcli.problems import Problem
from gradcli.syntax.parser import parse
from tests.mixing import POINT

VALUES = {**POINT, "m": [True, False, True], "k": 2.0, "E": [[]], "S": [[1.0, 2.0], [2.0, 4.0]]}
_LINES = (Path(__file__).parents[1] / "data" / "arguments.txt").read_text("utf-8").splitlines()[1:]
REFUSED = list(zip(_LINES[::2], map(str.strip, _LINES[1::2]), strict=True))


@pytest.mark.parametrize(("expression", "text"), REFUSED, ids=[expression for expression, _ in REFUSED])
def test_refused(expression: str, text: str) -> None:
    with pytest.raises(Problem) as caught:
        calculate(parse(expression, tuple(VALUES)), VALUES, Settings(allow_unused=True))
    assert f"{caught.value.kind}: {caught.value.title}" == text
    assert caught.value.span is not None, "it says where"


@pytest.mark.parametrize("name", [*FUNCTIONS, *METHODS])
def test_every_signature_is_of_the_table_and_can_be_read(name: str) -> None:
    assert name.rpartition(".")[2] in TABLE or name in QUALIFIED
    for text in (*FUNCTIONS.get(name, ()), *METHODS.get(name, ())):
        for argument in refusals.signature(text).arguments if text != "none" else ():
            assert argument.kind in "o" or argument.kind in refusals.WANTED
    assert TITLES.get(name, "x")


def test_a_misspelt_keyword_has_a_suggestion() -> None:
    with pytest.raises(Problem) as caught:
        calculate(parse("softmax(a, dmi=0)", ("a",)), {"a": [1.0, 2.0]}, Settings())
    assert str(caught.value) == 'softmax() missing 1 required positional arguments: "dim"'
    assert caught.value.fix == "did you mean `dim`?"


@pytest.mark.parametrize("call", ["max(a, 0, True)", "a.max(0, True)", "max(a, dim=0, keepdim=True)"])
def test_options_stand_where_another_signature_has_an_operand(call: str) -> None:
    assert calculate(parse(f"{call}.values", ("a",)), {"a": [1.0, 2.0]}, Settings()).value.tolist() == [2.0]
