"""Laws that hold for every expression."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from gradcli.autograd.functional import jacobian
from gradcli.calculation import answers
from gradcli.calculation.calculation import Calculation
from gradcli.calculation.leaves import make_leaves
from gradcli.calculation.question import Settings
from gradcli.evaluate.expression import evaluate
from gradcli.formula.closed_form import closed_forms
from gradcli.problems import BackwardError
from gradcli.problems import Problem as Refused
from gradcli.recording.modes import mode
from gradcli.syntax.parser import parse
from gradcli.syntax.printing import show
from tests.calculus import assert_derivative, calculated, value
from tests.expressions import NAMES, Problem, elementwise, scalar_problems, tensor_problems, vector_problems

PROBLEMS = scalar_problems() | tensor_problems()


def answered(problem: Problem, **settings: Any) -> Calculation:
    """The answer; problems that PyTorch refuses, in which one bound of clamp is wider than the rest, are passed over."""
    try:
        return calculated(problem.text, problem.point, **settings)
    except BackwardError as error:
        assume("doesn't match the broadcast shape" not in str(error))
        raise


def finite(problem: Problem, most: float = 1e6) -> dict[str, Any]:
    """The gradients; problems whose numbers are too large or not finite are passed over."""
    answer = answered(problem, allow_unused=True)
    assume(np.all(np.abs(np.asarray(answer.value, dtype=float)) < most))
    for found in answer.grads.values():
        assume(found is None or np.all(np.abs(np.asarray(found)) < most))
    return dict(answer.grads)


@given(PROBLEMS | vector_problems())
def test_what_is_printed_reads_back_as_the_same(problem: Problem) -> None:
    tree = parse(problem.text)
    assert parse(show(tree)).same(tree)


@given(PROBLEMS)
def test_the_gradient_is_the_difference_quotient(problem: Problem) -> None:
    for name, found in finite(problem).items():
        if found is not None:
            assert_derivative(found, lambda at: value(problem.text, at), problem.point, name, problem.text)


@given(PROBLEMS)
def test_the_closed_form_is_the_gradient(problem: Problem) -> None:
    grads = finite(problem)
    leaves = make_leaves(problem.point, Settings())
    forms = closed_forms(parse(problem.text), {n: x.shape for n, x in leaves.items()}, list(leaves), {})
    for name, text in forms.formulas.items():
        if text is None:
            assert grads[name] is None
        else:
            with np.errstate(all="ignore"):
                found = value(text, problem.point)
            wanted = np.asarray(grads[name], dtype=float)
            assume(np.isfinite(found).all())  # 0*inf appears where the engine masked it
            assert np.allclose(np.broadcast_to(found, wanted.shape), wanted, rtol=1e-7, atol=1e-9), f"{name}: {text}"


@given(scalar_problems(depth=2), elementwise(2), st.floats(-3, 3), st.floats(-3, 3))
def test_gradients_are_linear(problem: Problem, other: str, a: float, b: float) -> None:
    point = {**dict.fromkeys(NAMES, 1.25), **problem.point}
    statements, _, output = problem.text.rpartition("; ")
    both = f"{statements}; f_ = {output}; g_ = {other} + x; {a!r}*f_ + {b!r}*g_"
    first, last, found = (finite(Problem(text, point)) for text in (problem.text, f"{other} + x", both))
    for name in NAMES:
        f, g = zero(first[name]), zero(last[name])
        assert zero(found[name]) == pytest.approx(a * f + b * g, rel=1e-9, abs=1e-9 * (1 + abs(f) + abs(g)))


@given(PROBLEMS)
def test_two_backwards_of_a_retained_graph_are_twice_one(problem: Problem) -> None:
    once = finite(problem)
    twice = calculated(problem.text, problem.point, passes=2, same_graph=True, retain_graph=True).grads
    fresh = calculated(problem.text, problem.point, passes=2).grads
    for name, found in once.items():
        assert np.array_equal(zero(twice[name]), 2 * zero(found))
        assert np.array_equal(zero(fresh[name]), 2 * zero(found))


@pytest.mark.filterwarnings("ignore:Using backward")  # with create_graph, which is what is asked here
@given(PROBLEMS)
def test_a_recorded_backward_is_a_plain_one(problem: Problem) -> None:
    from gradcli.autograd.backward import backward

    plain = finite(problem)
    leaves = make_leaves(problem.point, Settings())
    output = evaluate(parse(problem.text), leaves).output
    backward(output, create_graph=True)
    for name, x in leaves.items():
        assert (x.grad is None) == (plain[name] is None)
        if x.grad is not None:
            assert np.allclose(np.asarray(x.grad.raw), np.asarray(plain[name]), rtol=1e-10, atol=1e-12)


@given(vector_problems())
def test_a_vector_is_its_elements(problem: Problem) -> None:
    total = Problem(f"({problem.text}).sum()", problem.point)
    grads = finite(total)
    assume(np.isfinite(value(problem.text, problem.point)).all())
    for k in range(3):
        at = {name: vector[k] for name, vector in problem.point.items()}
        each = calculated(problem.text, at).grads
        for name, found in grads.items():
            if found is None:
                assert each[name] is None
            else:
                assert found[k] == pytest.approx(each[name], rel=1e-11, abs=1e-13)


@given(vector_problems())
def test_the_jacobian_of_a_vector_is_diagonal(problem: Problem) -> None:
    leaves = make_leaves(problem.point, Settings())
    output = evaluate(parse(problem.text), leaves).output
    for found in jacobian(output, leaves).values():
        assume(np.isfinite(found).all())
        assert np.array_equal(found, np.diag(np.diag(found)))


@given(PROBLEMS)
def test_float32_is_close_to_float64(problem: Problem) -> None:
    grads = finite(problem, most=1e3)
    single = calculated(problem.text, problem.point, dtype="float32")
    moved = {n: (np.asarray(v) * (1 + 1e-6)).tolist() for n, v in problem.point.items()}
    nearby = calculated(problem.text, moved).grads
    for name, found in grads.items():
        if found is None:
            assert single.grads[name] is None
            continue
        sensitivity = np.abs(np.asarray(nearby[name]) - np.asarray(found)).max()
        assume(sensitivity < 1e-2)  # near a jump anything may happen
        assert np.asarray(single.grads[name]).dtype == np.float32
        assert np.allclose(single.grads[name], found, rtol=2e-2, atol=1e-2)


@given(PROBLEMS)
def test_nothing_is_left_behind(problem: Problem) -> None:
    """Whatever happens in one evaluation, the next one begins from the same state, and answers the same."""
    first = answered(problem)
    again = calculated(problem.text, problem.point)
    assert mode.recording and mode.watcher is None
    for name, found in first.grads.items():
        assert np.array_equal(zero(again.grads[name]), zero(found), equal_nan=True)


FRAGMENTS = st.sampled_from(
    [*"xya12().+-*/%@[],;=:<#\n\\\"'", *"0.5 ** // == sin( sum( max( log( .T .sum() dim=0 torch. None inf ...".split()]
)


@given(st.lists(FRAGMENTS, max_size=12).map("".join) | st.text(max_size=20) | st.lists(FRAGMENTS, max_size=12).map(" ".join))
@example("x" * 300)
@example("9**9**9**9")
def test_any_text_gives_an_answer_or_a_problem(text: str) -> None:
    for values in ({}, {"x": 1.5, "y": -2.0, "a": [1.0, 2.0]}):
        try:
            answers.answer(text, values, Settings(allow_unused=True))
        except Refused as problem:
            assert problem.title
            assert problem.__cause__ is None, f"{problem.__cause__!r}"


def zero(found: Any) -> Any:
    return 0.0 if found is None else np.asarray(found, dtype=float)
