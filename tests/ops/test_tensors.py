"""Operations that mix elements, against difference quotients, first and second order."""

from __future__ import annotations

import re

import pytest

from gradcli.ops import table
from gradcli.problems import BackwardError
from tests.calculus import assert_gradient, assert_second_order, calculated, gradient
from tests.mixing import EXPRESSIONS, ONCE, POINT, point_for
from tests.rows import is_elementwise


def test_every_row_that_mixes_elements_is_above() -> None:
    text = " ".join(EXPRESSIONS)
    missing = {row.name for row in table.rows() if not is_elementwise(row) and not re.search(rf"\b{row.name}\b", text)}
    assert missing == {"float"}  # differences are too coarse for float32


def test_detach_hides_a_slope() -> None:
    assert gradient("(a.detach()*a).sum()", {"a": POINT["a"]}, "a") == pytest.approx(POINT["a"])
    assert (
        calculated("(a.detach()*a).sum() + a.sum()", {"a": POINT["a"]}, hessian=True).hessian["a"]["a"].tolist()
        == [[0, 0, 0]] * 3
    )


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_first_order(expression: str) -> None:
    point = point_for(expression)
    judged = [assert_gradient(expression, point, name) for name in point]
    assert sum(judged) or "arg" in expression


@pytest.mark.parametrize("expression", [text for text in EXPRESSIONS if not text.startswith(ONCE)])
def test_second_order(expression: str) -> None:
    assert assert_second_order(expression, point_for(expression)) or "arg" in expression


@pytest.mark.parametrize("expression", [text for text in EXPRESSIONS if text.startswith(ONCE)])
def test_no_second_order(expression: str) -> None:
    with pytest.raises(BackwardError, match=r"derivative for .* is not implemented"):
        calculated(f"({expression}).sum()", point_for(expression), hessian=True)


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_a_recorded_backward_gives_the_same_gradient(expression: str) -> None:
    point = point_for(expression)
    plain = calculated(f"total = {expression}; total.sum()", point).grads
    recorded = calculated(f"total = {expression}; total.sum()", point, jacobian=True).jacobian
    assert recorded is not None
    for name, found in plain.items():
        if found is not None:
            assert recorded[name] == pytest.approx(found, rel=1e-12, abs=1e-12, nan_ok=True)
