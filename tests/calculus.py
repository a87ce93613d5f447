"""Numerical differentiation, to hold gradients against."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradcli.calculation.calculation import Calculation, calculate
from gradcli.calculation.passes import ask
from gradcli.calculation.question import Settings, checked
from gradcli.syntax.parser import parse

Point = Mapping[str, Any]
Array = NDArray[np.float64]

STEPS = 2e-4, 1e-4
AGREEMENT = 1e-6  # of the two quotients; where they differ more, the function is not smooth enough to judge
CORNER = 1e-2  # of the quotients to the left and to the right, likewise
TOLERANCE = 1e-5


def calculated(expression: str, point: Point, **settings: Any) -> Calculation:
    """The answer at a point. Raises whatever backward raises."""
    answer = calculate(parse(expression, tuple(point)), point, Settings(**settings))
    if answer.error is not None:
        raise answer.error
    return answer


def value(expression: str, point: Point) -> Array:
    """The value alone."""
    question = checked(parse(expression, tuple(point)), point, Settings(no_grad=True, allow_unused=True, passes=0))
    return np.asarray(ask(question, noted=False).output.raw, dtype=float)


def gradient(expression: str, point: Point, name: str, **settings: Any) -> Array:
    """The gradient by one variable; zero where it is None."""
    found = calculated(expression, point, **settings).grads[name]
    return np.zeros(np.shape(point[name])) if found is None else np.asarray(found, dtype=float)


def quotients(f: Callable[[Point], Array], point: Point, name: str, step: float) -> tuple[Array, Array]:
    """Difference quotients of f by each element of a variable, to the left and to the right: of f's shape + the variable's."""
    x = np.asarray(point[name], dtype=float)
    here = f(point)
    sides: tuple[list[Array], list[Array]] = ([], [])
    for k in np.ndindex(x.shape):
        for side, move in zip(sides, (-step, step), strict=True):
            there = x.copy()
            there[k] += move
            side.append((f({**point, name: there.tolist()}) - here) / move)
    left, right = (np.moveaxis(np.reshape(side, (*x.shape, *here.shape)), range(x.ndim), range(-x.ndim, 0)) for side in sides)
    return left, right


def assert_derivative(found: Any, f: Callable[[Point], Array], point: Point, name: str, what: str = "") -> int:
    """`found` is the derivative of f by the variable wherever the difference quotients agree; how many could be judged."""
    with np.errstate(all="ignore"):
        (_, _), (left, right) = pairs = [quotients(f, point, name, step) for step in STEPS]
        coarse, fine = ((a + b) / 2 for a, b in pairs)
        found = np.broadcast_to(np.asarray(found, dtype=float), fine.shape)
        scale = 1 + np.abs(fine)
        judged = np.isfinite(fine) & (np.abs(coarse - fine) <= AGREEMENT * scale) & (np.abs(left - right) <= CORNER * scale)
        wrong = judged & ~(np.abs(found - fine) <= TOLERANCE * scale)
    assert not wrong.any(), f"{what} at {dict(point)} by {name}: {found[wrong]}, difference quotients: {fine[wrong]}"
    return int(judged.sum())


def assert_gradient(expression: str, point: Point, name: str) -> int:
    """The gradient of the sum of the output is that of the difference quotient."""
    total = f"({expression}).sum()" if value(expression, point).shape else expression
    return assert_derivative(gradient(total, point, name), lambda at: value(total, at), point, name, total)


def assert_second_order(expression: str, point: Point) -> int:
    """The Hessian is the difference quotient of the gradient."""
    total = f"({expression}).sum()" if value(expression, point).shape else expression
    found = calculated(total, point, hessian=True).hessian
    assert found is not None
    judged = 0
    for row, columns in found.items():
        for name, second in columns.items():
            judged += assert_derivative(second, lambda at, row=row: gradient(total, at, row), point, name, f"d({total})/d{row}")  # type: ignore[misc]
    return judged
