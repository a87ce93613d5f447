"""What a step says: what was typed, the rule with its numbers and shapes, what added up, the whole of a call."""

from __future__ import annotations

import math
from typing import Any

import pytest

from gradcli.calculation.paths import MOST_PAIRS, paths
from gradcli.calculation.question import Settings
from gradcli.calculation.structure import symbolic
from gradcli.calculation.trace import Move, Product, Trace, Vertex
from gradcli.calculation.tracing import trace
from gradcli.syntax.parser import parse

W, X = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [1.0, -1.0]
Z = [1.0, 2.0, 3.0]
LOSSES = [
    ("cross_entropy(z, 1)", {"z": Z}),
    ("cross_entropy(z, t)", {"z": [Z, [0.0, 1.0, -1.0]], "t": [2, 0]}),
    ("cross_entropy(W @ x, 2)", {"W": W, "x": X}),
    ("cross_entropy(z, [0.2, 0.3, 0.5])", {"z": Z}),
    ("x @ W", {"x": [1.0, 2.0, 3.0], "W": W}),
    ("softmin(z, 0)", {"z": Z}),
]


def traced(text: str, values: dict[str, Any], **settings: Any) -> Trace:
    return trace(parse(text, tuple(values)), values, Settings(**settings))


def steps(found: Trace) -> dict[str, Vertex]:
    return {v.name: v for v in found.vertices}


def products(found: Trace) -> list[Product]:
    return [p for move in found.passes[0].moves for p in move.products]


def move_of(found: Trace, name: str, accumulation: bool = False) -> Move:
    moves = [m for m in found.passes[0].moves if found.vertices[m.vertex].name == name]
    return next(m for m in moves if (m.grad_fn == "AccumulateGrad") == accumulation)


# ------------------------------------------------------------------ what was typed
@pytest.mark.parametrize(
    ("text", "values", "name", "shown"),
    [
        ("W @ x", {"W": W, "x": X}, "y", "W @ x"),
        ("(W.T @ W)[0]", {"W": W}, "v1", "W.T"),
        ("(W.T @ W)[0]", {"W": W}, "v2", "v1 @ W"),
        ("(W.T @ W)[0]", {"W": W}, "y", "v2[0]"),
        ("(x + 1).sum()", {"x": X}, "y", "v1.sum()"),
        ("x.clamp(min=0)", {"x": X}, "y", "x.clamp(min=0)"),
        ("stack([x, 2*x])", {"x": 1.0}, "y", "stack([x, v1])"),
        ("(-3.0).relu()*x", {"x": 1.0}, "y", "v1*x"),
        ("x = x.exp(); x.sum()", {"x": X}, "y", "x#2.sum()"),
        ("cross_entropy(z, t)", {"z": Z, "t": 1}, "y", "nll_loss(v1, t)"),
        ("cross_entropy(z, [0.0, 1.0, 0.0])", {"z": Z}, "y", "v4/1"),
        ("huber_loss(x, [0.0, 0.0])", {"x": X}, "y", "huber_loss(x, [0.0, 0.0])"),
    ],
)
def test_a_step_says_what_was_typed(text, values, name, shown):
    assert steps(traced(text, values))[name].text == shown


def test_a_step_of_a_call_names_the_call():
    found = steps(traced("cross_entropy(z, 1)", {"z": Z}))
    assert [found[name].within for name in ("z", "v1", "y")] == [None, "cross_entropy(z, 1)", "cross_entropy(z, 1)"]


@pytest.mark.parametrize(
    ("text", "values", "shapes"),
    [
        ("W @ x", {"W": W, "x": X}, "(3,2) @ (2) → (3)"),
        ("x.sum()", {"x": X}, "(2) → ()"),
        ("exp(x)", {"x": X}, None),
        ("2*x", {"x": X}, None),
        ("x*a", {"x": X, "a": W}, "(2), (3,2) → (3,2)"),
    ],
)
def test_shapes_are_told_where_they_change(text, values, shapes):
    assert steps(traced(text, values, no_grad=True))["y"].shapes == shapes


def test_a_negative_number_in_a_method_is_in_brackets():
    assert steps(traced("x.exp()", {"x": -2.0}))["y"].numbers == "(-2).exp()"


# ------------------------------------------------------------------ rules
@pytest.mark.parametrize(
    ("text", "values", "rule", "numbers", "shapes"),
    [
        ("(W @ x).sum()", {"W": W, "x": X}, "g ⊗ x", "[1, 1, 1] ⊗ [1, -1]", "(3) ⊗ (2) → (3,2)"),
        ("(W @ x).sum()", {"W": W, "x": X}, "Wᵀ @ g", "[[1, 2], [3, 4], [5, 6]]ᵀ @ [1, 1, 1]", "(3,2)ᵀ @ (3) → (2)"),
        ("x.sum()", {"x": X}, "g spread over (2)", "1 spread", "() → (2)"),
        ("x.mean()", {"x": X}, "g/2 spread over (2)", "1/2 spread", "() → (2)"),
        ("x[1]", {"x": X}, "g back at [1], 0 elsewhere", "1 back at [1], 0 elsewhere", "() → (2)"),
        ("W[:, 1].sum()", {"W": W}, "g back at [:, 1], 0 elsewhere", "[1, 1, 1] back at [:, 1], 0 elsewhere", "(3) → (3,2)"),
        ("x[0:1].sum()", {"x": X}, "g back at [0:1], 0 elsewhere", "[1] back at [0:1], 0 elsewhere", "(1) → (2)"),
        ("x[[1]].sum()", {"x": X}, "g back where it was picked, 0 elsewhere", None, "(1) → (2)"),
        ("softmax(z, 0)[0]", {"z": [0.0, 0.0]}, "v1*(g - (g*v1).sum())", "[0.5, 0.5]*([1, 0] - 0.5)", None),
        ("nll_loss(z, 1)", {"z": X}, "-g*onehot(1)", "-1*[0, 1]", "() → (2)"),
        ("mse_loss(z, [0.0, 1.0])", {"z": X}, "g*(z - [0, 1])", "1*([1, -1] - [0, 1])", "() → (2)"),
    ],
)
def test_a_rule_is_read_with_its_numbers_and_shapes(text, values, rule, numbers, shapes):
    found = next(p for p in products(traced(text, values)) if p.rule == rule)
    assert (numbers is None or found.numbers == numbers) and found.shapes == shapes


def test_a_variable_called_g_keeps_its_name():
    found = traced("(W @ g).sum()", {"W": W, "g": X})
    assert found.upstream == "u"
    assert [p.rule for p in products(found)] == ["u spread over (3)", "u ⊗ g", "Wᵀ @ u"]


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("x*x", ["1st factor", "2nd factor"]),
        ("x**x", ["base", "exponent"]),
        ("x/x", ["numerator", "denominator"]),
        ("x - x", ["1st term", "2nd term"]),
        ("maximum(x, x)", ["1st operand", "2nd operand"]),
        ("x*y", [None, None]),
    ],
)
def test_uses_of_one_value_are_told_apart(text, roles):
    found = traced(text, {"x": 2.0, "y": 3.0} if "y" in text else {"x": 2.0})
    assert [p.role for p in products(found)] == roles


def test_a_result_has_its_name_in_a_rule():
    assert [p.formula for p in products(traced("h = tanh(x); h", {"x": 0.5}))] == ["1 - h**2"]


# ------------------------------------------------------------------ guards
def test_a_power_reads_as_mathematics_and_its_guard_stands_beside_it():
    base, exponent = products(traced("x**y", {"x": 2.0, "y": 3.0}))
    assert (base.rule, base.guard) == ("y*x**(y - 1)", "y == 0")
    assert (exponent.rule, exponent.guard) == ("z*log(x)", "x == 0 and y >= 0")
    assert base.formula == "where(y == 0, 0, y*x**(y - 1))", "what a program reads says all"


def test_a_guard_that_holds_is_not_left_out():
    base, exponent = products(traced("x**y", {"x": 2.0, "y": 0.0}))
    assert (base.rule, base.guard) == (None, None)
    assert exponent.guard == "x == 0 and y >= 0"


def test_the_closed_form_is_read_without_guards_and_a_note_tells_them():
    found = traced("x**y", {"x": 2.0, "y": 3.0})
    assert found.closed_form("x") == "y*x**(y - 1)" and found.formulas["x"].startswith("where(")
    assert {n.text for n in found.notes if n.kind == "guard"} == {
        "`y*x**(y - 1)` counts as 0 where y == 0",
        "`x**y*log(x)` counts as 0 where x == 0 and y >= 0",
    }
    assert traced("x**y", {"x": 2.0, "y": 0.0}).closed_form("x").startswith("where(")


# ------------------------------------------------------------------ what adds up
def test_contributions_to_a_value_in_the_middle():
    found = traced("a = x + y; b = a*a; a*b", {"x": 1.0, "y": 2.0})
    assert move_of(found, "a").terms == (9.0, 9.0, 9.0) and move_of(found, "a").upstream == 27.0
    assert move_of(found, "b").terms == () and move_of(found, "x", accumulation=True).terms == ()


def test_each_pass_adds_up_anew():
    found = traced("x*x", {"x": 3.0}, passes=2)
    assert [one.moves[-1].terms for one in found.passes] == [(3.0, 3.0), (3.0, 3.0)]


@pytest.mark.parametrize(("text", "values"), LOSSES)
def test_the_whole_of_a_call_is_what_its_steps_come_to(text, values):
    found = traced(text, values, grad_output=[1.0, -2.0] if text == "x @ W" else [1.0, 2.0, 3.0] if "min" in text else None)
    told = [t for move in found.passes[0].moves for t in move.together]
    assert told
    for t in told:
        v = found.vertices[t.input]
        expected = found.grads[v.name] if v.op == "leaf" else move_of(found, v.name).upstream
        assert flat(t.product) == pytest.approx(flat(expected))


def test_softmax_minus_onehot():
    found = traced("cross_entropy(z, t)", {"z": Z, "t": 1})
    (told,) = [t for move in found.passes[0].moves for t in move.together]
    assert told.rule == "softmax(z) - onehot(t)"
    assert told.numbers == "[0.0900306, 0.244728, 0.665241] - [0, 1, 0]"


def flat(data: Any) -> list[float]:
    return [x for part in data for x in flat(part)] if isinstance(data, list) else [float(data)]


# ------------------------------------------------------------------ every derivative, and the paths
@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("(tanh(W @ x)**2).sum()", {"W": W, "x": X}),
        ("softmax(z*a, 0)[1]", {"z": Z, "a": 2.0}),
        ("(z*w).mean()", {"z": Z, "w": 2.0}),
        ("3*x**2 + 4*x", {"x": 2.0}),
    ],
)
def test_the_paths_to_an_element_add_up_to_its_gradient(text, values):
    found = traced(text, values)
    for v in found.vertices:
        if v.op == "leaf":
            ways = paths(found, v.id)
            assert ways is not None
            assert [way.total for way in ways] == pytest.approx(flat(found.grads[v.name]))
            assert all(math.prod(p.locals) == pytest.approx(p.product) for way in ways for p in way.shown)


def test_paths_from_every_element_of_the_output():
    found = traced("W @ x", {"W": W, "x": X}, grad_output=[1.0, 10.0, 100.0], wrt=("x",))
    ways = paths(found, 1)
    assert ways is not None
    assert [(way.output, way.input, way.total) for way in ways[2:4]] == [("y[1]", "x[0]", 30.0), ("y[1]", "x[1]", 40.0)]


def test_too_many_paths_are_not_written_down():
    found = traced("x.sum()", {"x": [1.0] * (MOST_PAIRS + 1)})
    assert paths(found, 0) is None


# ------------------------------------------------------------------ without values
def test_without_values_there_are_rules_and_the_closed_form():
    found = symbolic(parse("a = x*x; (a + y).sum()"), Settings())
    assert found.formulas == {"x": "2*x", "y": "1"}
    assert [p.formula for p in products(found)] == ["g", "1", "1", "x", "x"]
    assert all(v.value is None and v.numbers is None for v in found.vertices if v.op != "constant")
    assert all(m.upstream is None and not m.terms for m in found.passes[0].moves)


def test_a_mean_without_values_has_no_rule():
    (p,) = products(symbolic(parse("mean(x)"), Settings()))
    assert p.formula is None, "it depends on how many elements there are"
