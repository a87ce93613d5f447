"""Closed forms: what they look like, that they mean the gradient, and when there is none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gradcli import closed_form, grad
from gradcli.formula.closed_form import closed_forms
from gradcli.formula.rules import rule_text
from gradcli.ops import table
from gradcli.ops.op import Op
from gradcli.problems import Problem
from gradcli.syntax.parser import parse
from gradcli.syntax.printing import show
from tests.calculus import calculated, value
from tests.mixing import EXPRESSIONS, point_for
from tests.rows import Call, elementwise_calls

HOUSE_STYLE = {
    "3*x**2 + 4*x + 5": "6*x + 4",
    "x**3 + 2*x + 1": "3*x**2 + 2",
    "x*x*x": "3*x**2",
    "(x + 1)**2": "2*(x + 1)",
    "(2*x + 1)**3": "6*(2*x + 1)**2",
    "5 - x": "-1",
    "-x**2": "-2*x",
    "x/3": "1/3",
    "1/x": "-1/x**2",
    "sqrt(x)": "1/(2*sqrt(x))",
    "2**x": "2**x*log(2)",
    "exp(x)": "exp(x)",
    "exp(-x)": "-exp(-x)",
    "log(x)": "1/x",
    "sin(x)": "cos(x)",
    "cos(x)": "-sin(x)",
    "tan(x)": "tan(x)**2 + 1",
    "tanh(x)": "1 - tanh(x)**2",
    "sigmoid(x)": "sigmoid(x)*(1 - sigmoid(x))",
    "sin(pi*x)": "pi*cos(pi*x)",
    "e*x": "e",
    "x - x": "0",
    "0*x": "0",
}


@pytest.mark.parametrize(("expression", "text"), HOUSE_STYLE.items())
def test_house_style(expression: str, text: str) -> None:
    assert closed_form(expression) == {"x": text}


TENSORS = {
    "(a**2).sum()": {"a": "2*a"},
    "a.sum()": {"a": "ones_like(a)"},
    "(a*b).sum()": {"a": "b", "b": "a"},
    "(a*x).sum()": {"a": "x*ones_like(a)", "x": "sum(a)"},
    "(A @ a).sum()": {"A": "a*ones_like(A)", "a": "A.T @ ones(2)"},
    "a @ b": {"a": "b", "b": "a"},
    "a.detach().sum() + x": {"a": None, "x": "1"},
}


@pytest.mark.parametrize(("expression", "forms"), TENSORS.items())
def test_tensors(expression: str, forms: dict[str, str | None]) -> None:
    assert grad(expression, point_for(expression)).formula == forms


def forms_of(expression: str, point: dict[str, Any]) -> dict[str, str | None]:
    """The formulas as they are written down, whether they hold or not."""
    return dict(closed_forms(parse(expression), {name: np.shape(v) for name, v in point.items()}, list(point), {}).formulas)


def assert_means_the_gradient(expression: str, point: dict[str, Any]) -> bool:
    forms = forms_of(expression, point)
    grads = calculated(expression, point).grads
    for name, text in forms.items():
        if text is not None:
            assert parse(show(parse(text))).same(parse(text))
            found = value(text, point)
            assert found.shape == np.shape(grads[name])
            defined = ~np.isnan(found)  # prod(a)/a says nothing at 0, where the engine multiplies the others
            assert np.allclose(found[defined], np.asarray(grads[name])[defined], rtol=1e-9, atol=1e-12), text
    return any(forms.values())


@pytest.mark.parametrize(
    "call", [call for call in elementwise_calls() if call.text != "digamma({0})"], ids=lambda call: call.text
)
def test_of_every_row(call: Call) -> None:
    for point in call.points(4):
        assert assert_means_the_gradient(call.expression, point)


@pytest.mark.parametrize("call", elementwise_calls(), ids=lambda call: call.text)
def test_of_a_function_of_every_row(call: Call) -> None:
    """Here the value of the row is part of the formula."""
    for point in call.points(4):
        assert_means_the_gradient(f"atan({call.expression})", point)


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_of_every_operation_that_mixes_elements(expression: str) -> None:
    point = point_for(expression)
    assert_means_the_gradient(f"h = {expression}; h.sum()", point)
    assert_means_the_gradient(f"h = {expression}; sigmoid(h).sum()", point)


def test_most_of_them_can_be_written_down() -> None:
    written = [any(forms_of(f"h = {e}; h.sum()", point_for(e)).values()) for e in EXPRESSIONS]
    assert sum(written) > 0.55 * len(written)


REFUSED = {
    "softmax(x, dim=0)[0]": "no closed form by x: softmax depends on sizes",
    " + ".join(["x"] * 400): "no closed form by x: the expression is too long",
    "sin(" * 60 + "x" + ")" * 60: "no closed form by x: it would be too long to read",
}


@pytest.mark.parametrize(("expression", "why"), REFUSED.items(), ids=lambda text: text[:20])
def test_refused(expression: str, why: str) -> None:
    with pytest.raises(Problem) as caught:
        closed_form(expression)
    assert caught.value.title == why


def test_sizes_make_it_possible() -> None:
    assert closed_form("(A @ v).sum()", A=(2, 3), v=(3,)) == {"A": "v*ones_like(A)", "v": "A.T @ ones(2)"}


def test_formulas_do_not_explode() -> None:
    doubling = "; ".join(["y = x"] + ["y = sin(y)*y + y"] * 200)
    assert grad(doubling, x=0.1).formula == {"x": None}


def test_a_shared_value_keeps_a_formula_short() -> None:
    assert grad("; ".join(["y = x"] + ["y = y + y"] * 60), x=1).formula == {"x": str(2**60)}


@pytest.mark.parametrize(
    "op", [op for row in table.rows() for op in ([row] if isinstance(row, Op) else row.rows)], ids=lambda op: op.grad_fn
)
def test_rules_as_text_read_back(op: Op) -> None:
    for operand in op.rules:
        text = rule_text(op, operand)
        if text is not None:
            parse(text)
            assert "g" in text or text == "0"


def test_every_elementwise_rule_has_a_text() -> None:
    rows = [row for row in table.rows() if isinstance(row, Op) and row.elementwise]
    assert [op.name for op in rows for operand in op.rules if rule_text(op, operand) is None] == []


@pytest.mark.parametrize(
    "expression",
    ["max(a, dim=0).values.sum()", "(x.item()*a).sum()", "sum(a[a > 0])"],
)
def test_what_only_numbers_can_answer_has_no_formula(expression: str) -> None:
    forms = closed_forms(parse(expression), {"a": (3,), "x": ()} if "x." in expression else {"a": (3,)}, ["a"], {})
    assert forms.missing == {"a": "it has no spelling in this language"}


@pytest.mark.parametrize(
    ("expression", "shapes", "formula"),
    [
        ("nll_loss(log_softmax(a, dim=0), tensor(1))", {"a": (3,)}, "softmax(a, dim=0) - one_hot(tensor(1), 3)"),
        ("cross_entropy(a, t)", {"a": (3,), "t": ()}, "softmax(a, dim=0) - one_hot(t, 3)"),
        ("cross_entropy(a, t)", {"a": (2, 3), "t": (2,)}, "softmax(a, dim=1)/2 - one_hot(t, 3)/2"),
        ("cross_entropy(a, t, reduction='none').sum()", {"a": (2, 3), "t": (2,)}, "softmax(a, dim=1) - one_hot(t, 3)"),
        ("binary_cross_entropy_with_logits(a, [0.0, 1.0])", {"a": (2,)}, "(sigmoid(a) - [0.0, 1.0])/2"),
        ("binary_cross_entropy(a, [0.0, 1.0])", {"a": (2,)}, "(a - [0.0, 1.0])/(2*a*(1 - a))"),
        ("mse_loss(a, [0.0, 1.0])", {"a": (2,)}, "a - [0.0, 1.0]"),
    ],
)
def test_losses_have_their_formula(expression: str, shapes: dict[str, tuple[int, ...]], formula: str) -> None:
    forms = closed_forms(parse(expression), shapes, ["a"], {"t": "int64"})
    assert forms.formulas == {"a": formula}


@pytest.mark.parametrize("expression", ["cross_entropy(a, t, weight=[1.0, 2.0, 3.0])", "cross_entropy(a, tensor(-100))"])
def test_losses_of_items_that_count_differently_have_none(expression: str) -> None:
    forms = closed_forms(parse(expression), {"a": (3,), "t": ()} if "t," in expression else {"a": (3,)}, ["a"], {"t": "int64"})
    assert forms.missing == {"a": "it has no spelling in this language"}


def test_a_bug_in_a_rule_is_no_missing_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    row = table.TABLE["sin"]
    assert isinstance(row, Op)
    monkeypatch.setattr(row, "rules", {"x": lambda g: g.no_such_thing})
    monkeypatch.setattr(row, "plans", {})
    with pytest.raises(AttributeError):
        closed_forms(parse("sin(x)"), {"x": ()}, ["x"], {})
    with pytest.raises(AttributeError):
        rule_text(row, "x")
