"""Notes: which operation, which element, and why; forward and backward, inf and -inf and overflow told apart."""

from __future__ import annotations

import pytest

from gradcli.calculation.answers import answer
from gradcli.calculation.question import Settings

SQRT = "SqrtBackward0 in `sqrt(x)`"


def notes(text, values, **settings):
    return {n.kind: n.text for n in answer(text, values, Settings(**settings))[0].notes}


@pytest.mark.parametrize(
    ("text", "values", "told"),
    [
        (
            "(sqrt(x)*[0, 1]).sum()",
            {"x": [0.0, 1.0]},
            f"x.grad[0] is nan: {SQRT} multiplies a gradient of 0 by an infinite local derivative, at index 0",
        ),
        (
            "y/x",
            {"x": 0.0, "y": 1.0},
            "y.grad is inf: the local derivative of DivBackward0 in `y/x` is inf here (its domain: x != 0)",
        ),
        (
            "1/x",
            {"x": 0.0},
            "x.grad is -inf: the local derivative of ReciprocalBackward0 in `1/x` is -inf here (its domain: x != 0)",
        ),
        ("exp(x)", {"x": 1000.0}, "x.grad is inf: `exp(x)` overflows in forward: it is inf at x = 1000"),
        ("-exp(x)", {"x": 1000.0}, "x.grad is -inf: `exp(x)` overflows in forward: it is inf at x = 1000"),
        ("sqrt(x)", {"x": -1.0}, "x.grad is nan: `sqrt(x)` is nan in forward already at x = -1 (its domain: x >= 0)"),
        (
            "(log(x) + 1)**2",
            {"x": -1.0},
            "x.grad is nan: `log(x)` is nan in forward already at x = -1 (its domain: x > 0), then through `log(x) + 1`, then "
            "through `(log(x) + 1)**2`",
        ),
        (
            "sqrt(x) + 1/x",
            {"x": 0.0},
            f"x.grad is nan: inf from {SQRT} and -inf from ReciprocalBackward0 in `1/x` are added up",
        ),
        (
            "sqrt(x**2)",
            {"x": 0.0},
            "x.grad is nan: an infinite gradient from SqrtBackward0 in `sqrt(x**2)` meets a 0 at PowBackward0 in `x**2`",
        ),
        ("x**-0.5", {"x": 0.0}, "x.grad is -inf: the local derivative of PowBackward0 in `x**-0.5` is -inf here"),
        ("x*inf", {"x": 1.0}, "x.grad is inf: the local derivative of MulBackward0 in `x*inf` is inf here"),
        ("x**2", {"x": float("nan")}, "x.grad is nan: x itself is not finite"),
        (
            "1e200*(1e200*x)",
            {"x": 1e-300},
            "x.grad is inf: 1e+200 times the local derivative 1e+200 of MulBackward0 in `1e200*x` is more than a float holds",
        ),
    ],
)
def test_why_a_gradient_is_not_finite(text, values, told):
    assert notes(text, values)["not finite"] == told


def test_each_variable_has_its_own_cause():
    found = answer("log(x)*0 + exp(1000*y)", {"x": 1.0, "y": 1.0}, Settings())[0].notes
    assert [n.text for n in found] == ["y.grad is inf: `exp(1000*y)` overflows in forward: it is inf at 1000*y = 1000"]


def test_a_nan_that_backward_never_meets():
    found = notes("log(x).sum()", {"x": [1.0, -2.0]})
    assert found == {
        "value": "the value is nan: `log(x)` is nan in forward already, at index 1 at x = -2 (its domain: x > 0), then through "
        "`log(x).sum()`"
    }


def test_a_singular_determinant():
    assert notes("det(A)", {"A": [[1.0, 2.0], [2.0, 4.0]]})["derivative"] == (
        "`det(A)` is the determinant of a singular matrix, of which torch takes the gradient 0; "
        "the true one is [[4, -2], [-2, 1]]"
    )
    assert notes("det(A)", {"A": [[1.0, 2.0], [2.0, 5.0]]}) == {}
    assert notes("det(A)", {"A": [[0.0, 0.0], [0.0, 0.0]]}) == {}, "there the true gradient is 0"


def test_a_variable_that_is_bound_again():
    assert notes("x = x.view(2, 1); x.sum()", {"x": [1.0, 2.0]})["rebound"].startswith(
        "`x` is bound again, and the gradient shown"
    )
    assert notes("y = x.view(2, 1); y.sum()", {"x": [1.0, 2.0]}) == {}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("max(x, max(exp(x) - 1, sin(x)))", {"smooth"}),
        ("relu(x) - relu(-x)", {"kink", "derivative"}),
        ("relu(x)", {"kink"}),
        ("0.005*abs(x)", {"kink"}),
        ("x*abs(x)", set()),
    ],
)
def test_conventions_where_the_function_is_smooth(text, kinds):
    assert set(notes(text, {"x": 0.0})) == kinds


def test_second_derivatives_have_notes():
    found = answer("x**1.5", {"x": 0.0}, Settings(order=2))[0].notes
    assert [n.kind for n in found] == ["kink", "not finite"]
    assert found[1].text == (
        "d2y/dx2, the gradient of `1.5*x**0.5`, is inf: the local derivative of PowBackward0 in `x**0.5` is inf here"
    )
    hessian = answer("x**1.5*y", {"x": 0.0, "y": 1.0}, Settings(hessian=True))[0].notes
    assert all(n.text.startswith("the row of x in the hessian, the gradient of `1.5*y*x**0.5`") for n in hessian) and hessian
