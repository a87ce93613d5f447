"""Dual numbers: the derivative without the engine, exact where it can be, on the side that is asked for."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from gradcli import grad
from gradcli.duals.dual import Dual
from gradcli.duals.fields import Field, Floats, Fractions, Unsuited
from gradcli.evaluate.expression import evaluate
from gradcli.ops.table import TABLE
from gradcli.problems import Problem
from gradcli.recording.modes import no_grad
from gradcli.syntax.parser import parse
from gradcli.tensors.tensor import Tensor
from tests.expressions import scalar_problems


def moved(text: str, x: Any, exact: bool = False, side: int = 1, field: Field | None = None) -> Dual:
    """An expression of x, where every element of x moves."""
    field = field or (Fractions() if exact else Floats())
    leaf = Dual(field, field.lift(x), field.lift(np.full(np.shape(x), float(side))))
    with no_grad():
        data = evaluate(parse(text), {"x": Tensor(leaf)}).output.raw
    assert isinstance(data, Dual)
    return data


@pytest.mark.parametrize(
    ("text", "x", "value", "slope"),
    [
        ("3*x**2 + 4*x + 5", 2, 25, 16),
        ("x/3 + 1/x", 2, Fraction(7, 6), Fraction(1, 12)),
        ("x**-3", Fraction(1, 2), 8, -48),
        ("(x - 0.1)**2", 0.1, 0, 0),
        ("prod(stack([x, x, x]))", 2, 8, 12),
        ("cumprod(stack([x, x, x]), 0).sum()", 2, 14, 17),
        ("(stack([x, 2*x]) @ stack([x, x]))", 3, 27, 18),
        ("mean(stack([x, x**2]))", 3, 6, Fraction(7, 2)),
        ("var(stack([x, x**2]))", 3, 18, 30),
        ("max(stack([x, x**2]))", 3, 9, 6),
        ("median(stack([x, x**2, 0*x]))", 3, 3, 1),
        ("sort(stack([x**2, x])).values[1]", 3, 9, 6),
        ("diag(stack([x, x**2])).sum()", 3, 12, 7),
        ("clamp(x, 0, 1)*x", 3, 3, 1),
        ("x.detach()*x", 3, 9, 3),
        ("floor(x)*x + x % 3", 3.5, 11, 4),
        ("where(x > 2, x**2, x)", 3, 9, 6),
        ("relu(x) + abs(-x) + sign(x)*x", 3, 9, 3),
    ],
)
def test_fractions_are_exact(text: str, x: Any, value: Any, slope: Any) -> None:
    found = moved(text, x, exact=True)
    assert found.value == value
    assert found.moving()[0] == slope


@pytest.mark.parametrize("text", ["sin(x)", "sqrt(x)", "x**0.5", "x**x", "exp(x)", "inf*x"])
def test_what_is_not_rational_has_no_fractions(text: str) -> None:
    with pytest.raises(Unsuited):
        moved(text, 2, exact=True)


def test_fractions_do_not_grow_without_end() -> None:
    with pytest.raises(Unsuited):
        moved("; ".join(["x = x*x"] * 40 + ["x"]), 1.5, exact=True)


@pytest.mark.parametrize(
    ("text", "x", "left", "right"),
    [
        ("abs(x)", 0, -1, 1),
        ("relu(x)", 0, 0, 1),
        ("maximum(x, 2 - x)", 1, -1, 1),
        ("minimum(x, 2 - x)", 1, 1, -1),
        ("fmax(x, 2 - x)", 1, -1, 1),
        ("fmin(x, 2 - x)", 1, 1, -1),
        ("clamp(x, 0, 1)", 1, 1, 0),
        ("where(x > 0, x, 3*x)", 0, 3, 1),
        ("where(x == 0, 7*x, 2*x)", 0, 2, 2),
        ("relu(x) - relu(-x)", 0, 1, 1),
        ("max(stack([x, -x]))", 0, -1, 1),
        ("sort(stack([x, -x])).values[0]", 0, 1, -1),
        ("floor(x)*x", 2, 1, 2),
        ("ceil(x)*x", 2, 2, 3),
        ("round(x)*x", 2.5, 2, 3),
        ("trunc(x)*x", -2, -2, -1),
        ("(x // 2)*x", 4, 1, 2),
        ("fmod(x, 3)", 6, 1, 1),
    ],
)
@pytest.mark.parametrize("exact", [False, True])
def test_beside_a_corner(text: str, x: float, left: float, right: float, exact: bool) -> None:
    above, below = moved(text, x, exact), moved(text, x, exact, side=-1)
    assert above.field.tied and below.field.tied
    assert (-below.moving()[0], above.moving()[0]) == (left, right)


def test_away_from_corners_nothing_is_tied() -> None:
    assert not moved("abs(x) + relu(x) + floor(x) + max(stack([x, 2*x]))", 1.5).field.tied


def test_the_total_is_what_cancelled() -> None:
    found = moved("1000*x - 999*x", 2)
    assert (found.slope, found.total) == (1, 1999)


@given(scalar_problems())
def test_the_slope_is_the_gradient(problem: Any) -> None:
    text, point = problem
    try:
        known = grad(text, point).grad["x"]
        field: Field = Floats()
        leaves = {n: Tensor(Dual(field, field.lift(v), field.lift(1.0) if n == "x" else None)) for n, v in point.items()}
        with no_grad():
            out = evaluate(parse(text), leaves).output.raw
    except (Problem, Unsuited):
        return
    if field.tied or not np.isfinite(known) or not np.isfinite(out.moving()[0]):
        return
    slope, total = (float(part) for part in out.moving())
    assert abs(slope - known) <= 1e-7 * (abs(known) + total) + 1e-12, text


@pytest.mark.parametrize("text", ["x/0", "1/(x - 2)", "x % 0", "reciprocal(x - 2)", "(x - 2)**-1"])
def test_a_fraction_over_0_is_left_to_floats(text: str) -> None:
    with pytest.raises(Unsuited, match="over 0"):
        moved(text, 2, exact=True)


def test_a_bug_in_a_kernel_is_no_missing_slope(monkeypatch: pytest.MonkeyPatch) -> None:
    row = TABLE["sin"]
    monkeypatch.setattr(row, "kernel", lambda m, x, /: m.sin(x.no_such_thing))
    with pytest.raises(AttributeError):
        moved("sin(x)", 2.0)
