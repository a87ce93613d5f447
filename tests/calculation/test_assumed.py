"""Without values, and sizes decide: what is told is what is recorded for vectors and matrices of any size."""

from __future__ import annotations

import json

import pytest

from gradcli.calculation.assumed import assumed
from gradcli.calculation.question import Settings
from gradcli.calculation.tracing import trace
from gradcli.syntax.parser import parse
from tests.command import gradcli

NET = "h = tanh(W1 @ x + b1); y = W2 @ h + b2; ((y - t)**2).mean()"
VALUES = {
    "W1": [[0.5, -0.25], [1.5, 0.125], [-1.0, 0.75]],
    "x": [1.0, 2.0],
    "b1": [0.1, 0.2, 0.3],
    "W2": [[1.0, 0.5, -0.5], [0.25, -1.0, 2.0]],
    "b2": [0.0, 0.1],
    "t": [1.0, -1.0],
}
TOLD = {
    "(W @ x).sum()": "a matrix W and a vector x",
    "w @ x + b": "vectors w and x and a number b",
    "trace(A @ A.T)": "a matrix A",
    "cross_entropy(z, 1)": "a vector z",
    "x[0]*x[1]": "a vector x",
    "norm(A @ x - b)**2": "a matrix A and vectors x and b",
}


def test_a_network_is_explained_without_numbers() -> None:
    found = assumed(parse(NET), Settings())
    full = trace(parse(NET, tuple(VALUES)), VALUES, Settings())
    assert found is not None
    assert [(v.name, v.op, v.text, v.grad_fn, v.inputs) for v in found.vertices] == [
        (v.name, v.op, v.text, v.grad_fn, v.inputs) for v in full.vertices
    ]
    assert all(v.value is None and v.shapes is None for v in found.vertices if v.op != "constant")
    moves = [(m.vertex, m.grad_fn, [(p.input, p.rule or p.formula) for p in m.products]) for m in found.passes[0].moves]
    wanted = [(m.vertex, m.grad_fn, [(p.input, p.rule or p.formula) for p in m.products]) for m in full.passes[0].moves]
    wanted[0] = (wanted[0][0], wanted[0][1], [(wanted[0][2][0][0], "g/n spread over (n)")])
    assert moves == wanted
    assert found.formulas["b2"] == "2*(W2 @ tanh(W1 @ x + b1) + b2 - t)/n"
    assert found.notes[0].text == (
        "this is for matrices W1 and W2 and vectors x, b1, b2 and t; n is how many elements there are at that place"
    )


@pytest.mark.parametrize("expression", TOLD)
def test_it_is_told_what_it_is_for(expression: str) -> None:
    ran = gradcli("explain", expression)
    assert ran.status == 0
    assert f"note: this is for {TOLD[expression]}" in ran.out


@pytest.mark.parametrize("expression", ["W @ x", "x.reshape(2, 2)", "x[6]", " + ".join(f"x{k}[0]" for k in range(11))])
def test_what_cannot_be_known_is_asked_for(expression: str) -> None:
    ran = gradcli("explain", expression)
    assert ran.status == 2
    assert "without values" in ran.err


def test_a_size_may_be_a_name() -> None:
    found = assumed(parse("(n*x).mean() + x[0]"), Settings())
    assert found is not None
    assert [p.rule for p in found.passes[0].moves[1].products] == ["g/N spread over (N)"] or "N is how many" in found.notes[
        0
    ].text


def test_formats() -> None:
    assert "this is for a matrix W" in gradcli("explain", "(W @ x).sum()", "--format", "svg").err
    document = json.loads(gradcli("explain", "(W @ x).sum()", "--json").out)
    assert document["notes"][0]["kind"] == "sizes"
    assert "g ⊗ x" in gradcli("explain", "(W @ x).sum()", "--format", "markdown").out
