"""Numerical differentiation, to hold gradients against."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradcli.calculation import Calculation, Settings, calculate
from gradcli.syntax.parser import parse

Point = Mapping[str, Any]
Array = NDArray[np.float64]

STEPS = 2e-4, 1e-4
AGREEMENT = 1e-6  # of the two quotients; where they differ more, the function is not smooth enough to judge
TOLERANCE = 1e-5


def calculated(expression: str, point: Point, **settings: Any) -> Calculation:
    """The answer at a point. Raises whatever backward raises."""
    answer = calculate(parse(expression, tuple(point)), point, Settings(**settings))
    if answer.error is not None:
        raise answer.error
    return answer


def value(expression: str, point: Point) -> Array:
    """The value alone."""
    return np.asarray(calculate(parse(expression, tuple(point)), point, Settings(no_grad=True, allow_unused=True)).value, dtype=float)


def gradient(expression: str, point: Point, name: str, **settings: Any) -> Array:
    """The gradient by one variable; zero where it is None."""
    found = calculated(expression, point, **settings).grads[name]
    return np.zeros(np.shape(point[name])) if found is None else np.asarray(found, dtype=float)


def quotients(f: Callable[[Point], Array], point: Point, name: str, step: float) -> Array:
    """Central difference quotients of f by each element of a variable: an array of f's shape + the variable's."""
    x = np.asarray(point[name], dtype=float)
    columns = []
    for k in np.ndindex(x.shape):
        ahead, behind = x.copy(), x.copy()
        ahead[k] += step
        behind[k] -= step
        difference = f({**point, name: ahead.tolist()}) - f({**point, name: behind.tolist()})
        columns.append(difference / (2 * step))
    return np.moveaxis(np.reshape(columns, (*x.shape, *np.shape(columns[0]))), range(x.ndim), range(-x.ndim, 0)) if columns else x


def assert_derivative(found: Any, f: Callable[[Point], Array], point: Point, name: str, what: str = "") -> int:
    """`found` is the derivative of f by the variable wherever two step sizes agree; how many elements could be judged."""
    coarse, fine = (quotients(f, point, name, step) for step in STEPS)
    found = np.broadcast_to(np.asarray(found, dtype=float), fine.shape)
    with np.errstate(invalid="ignore"):
        judged = np.isfinite(fine) & (np.abs(coarse - fine) <= AGREEMENT * (1 + np.abs(fine)))
        wrong = judged & ~(np.abs(found - fine) <= TOLERANCE * (1 + np.abs(fine)))
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
