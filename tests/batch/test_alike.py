"""Rows of equal shapes are answered at once, and as if each had been asked alone."""

from __future__ import annotations

import pytest

from gradcli.batch import alike, engine
from tests.command import Ran, gradcli

LISTS = 'v,k\n"[1, 2, 3]",0\n"[0.5, -1, 4]",1\n"[7, 8]",1\n"[2, 2, 2]",2\n"[1e300, 1e300, 1]",1\n3,0\n"[0, -0.0, nan]",2\n'
PAIRS = "x,y\n1,2\n-0.5,3\n0,0\ninf,1\n2,-7\n1e-320,1\n"
OF_LISTS = (
    "(v**2).sum()",
    "softmax(v, dim=0)[0]",
    "v*2",
    "relu(v).prod()",
    "(v @ v)*k",
    "log_softmax(v, dim=0)[0] + k**2",
    "cross_entropy(v, 1)",
    "v[1]*k",
    "v.max()",
    "sort(v).values[0]",
    "5",
)
OF_NUMBERS = (
    "stack([x, y]).sum()*where(x > 0, x, y)",
    "stack([x, y])",
    "outer(stack([x, y]), stack([y, x])).sum()",
    "[x, y] @ [1., 2.]",
    "norm(stack([x, y]))",
    "linalg.inv([[x, y], [1., 2.]]).sum()",
    "sqrt(x) + y",
)


def batch(text: str, table: str) -> Ran:
    return gradcli("batch", text, "-", "--on-error", "nan", stdin=table)


@pytest.mark.parametrize(("text", "table"), [*((t, LISTS) for t in OF_LISTS), *((t, PAIRS) for t in OF_NUMBERS)])
def test_as_if_each_row_was_asked_alone(text: str, table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    together = batch(text, table)
    monkeypatch.setattr(alike, "FEWEST", 10**9)
    assert together == batch(text, table)


def test_rows_of_equal_shapes_need_no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    real = engine.answer
    monkeypatch.setattr(engine, "answer", lambda tree, values, *rest: asked.append(values) or real(tree, values, *rest))
    ran = batch("softmax(v, dim=0)[0]", LISTS)
    assert ran.out.count("\n") == 8
    assert len(asked) == 2  # the list of two, and the number


def test_a_row_that_is_refused_costs_itself_alone() -> None:
    table = 'v,k\n"[1, 2]",0\n"[3, 4]",5\n"[5, 6]",1\n"[7, 8]",1\n'
    ran = batch("v[k]**2", table)
    assert ran.out.splitlines()[1:] == [
        '"[1, 2]",0,1.0,"[2, 0]"',
        '"[3, 4]",5,nan,nan',
        '"[5, 6]",1,36.0,"[0, 12]"',
        '"[7, 8]",1,64.0,"[0, 16]"',
    ]
    assert "row 2 (line 3)" in ran.err and "out of bounds" in ran.err
