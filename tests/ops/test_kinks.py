"""Kinks are noticed where they are, and nowhere else, and the gradient there is the one that the row names."""

from __future__ import annotations

import random
from typing import Any

import pytest

from gradcli.ops import table
from tests.calculus import calculated

# expression, where its kink is, and the gradient that torch takes there
KINKS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("abs(x)", {"x": 0}, {"x": 0}),
    ("sign(x)", {"x": 0}, {"x": 0}),
    ("sgn(x)", {"x": 0}, {"x": 0}),
    ("copysign(x, -1)", {"x": 0}, {"x": 0}),
    ("clamp_min(x, 1)", {"x": 1}, {"x": 1}),
    ("clamp_min(x, y)", {"x": 1, "y": 1}, {"x": 1, "y": 0}),
    ("clamp_max(x, 1)", {"x": 1}, {"x": 1}),
    ("clamp_max(x, y)", {"x": 1, "y": 1}, {"x": 1, "y": 0}),
    ("softshrink(x)", {"x": 0.5}, {"x": 0}),
    ("hardshrink(x)", {"x": -0.5}, {"x": 0}),
    ("floor(x)", {"x": 2}, {"x": 0}),
    ("ceil(x)", {"x": 2}, {"x": 0}),
    ("trunc(x)", {"x": -1}, {"x": 0}),
    ("round(x)", {"x": 2.5}, {"x": 0}),
    ("frac(x)", {"x": 1}, {"x": 1}),
    ("maximum(x, y)", {"x": 1, "y": 1}, {"x": 0.5, "y": 0.5}),
    ("minimum(x, y)", {"x": 1, "y": 1}, {"x": 0.5, "y": 0.5}),
    ("fmax(x, y)", {"x": 1, "y": 1}, {"x": 1, "y": 0}),
    ("fmin(x, y)", {"x": 1, "y": 1}, {"x": 1, "y": 0}),
    ("clamp(x, 0, 1)", {"x": 1}, {"x": 1}),
    ("clamp(x, 0, 1)", {"x": 0}, {"x": 1}),
    ("clamp(x, min=0)", {"x": 0}, {"x": 1}),
    ("clamp(x, max=1)", {"x": 1}, {"x": 1}),
    ("clamp(x, y, 9.5)", {"x": 1, "y": 1}, {"x": 1, "y": 0}),
    ("clamp(x, min=y)", {"x": 1, "y": 1}, {"x": 1, "y": 0}),
    ("clamp(x, max=y)", {"x": 1, "y": 1}, {"x": 1, "y": 0}),
    ("clamp(x, y, z)", {"x": 1, "y": 0, "z": 1}, {"x": 1, "y": 0, "z": 0}),
    ("sqrt(x)", {"x": 0}, {"x": float("inf")}),
    ("atan2(x, y)", {"x": 0, "y": 0}, {"x": 0, "y": 0}),
    ("hypot(x, y)", {"x": 0, "y": 0}, {}),
    ("relu(x)", {"x": 0}, {"x": 0}),
    ("leaky_relu(x, 0.2)", {"x": 0}, {"x": 0.2}),
    ("elu(x, alpha=2)", {"x": 0}, {"x": 2}),
    ("selu(x)", {"x": 0}, {}),
    ("hardsigmoid(x)", {"x": 3}, {"x": 0}),
    ("hardsigmoid(x)", {"x": -3}, {"x": 0}),
    ("hardswish(x)", {"x": 3}, {"x": 1}),
    ("hardswish(x)", {"x": -3}, {"x": 0}),
    ("hardtanh(x)", {"x": -1}, {"x": 0}),
    ("relu6(x)", {"x": 6}, {"x": 0}),
    ("max(a)", {"a": [1, 1, 0]}, {"a": [0.5, 0.5, 0]}),
    ("min(a)", {"a": [1, 1, 2]}, {"a": [0.5, 0.5, 0]}),
    ("amax(a)", {"a": [1, 1, 0]}, {"a": [0.5, 0.5, 0]}),
    ("amin(a, dim=0)", {"a": [1, 1, 2]}, {"a": [0.5, 0.5, 0]}),
    ("amax(A, dim=1).sum()", {"A": [[1, 2], [3, 3]]}, {"A": [[0, 1], [0.5, 0.5]]}),
    ("std(a)", {"a": [2, 2]}, {"a": [0, 0]}),
    ("norm(a)", {"a": [0, 0]}, {"a": [0, 0]}),
    ("vector_norm(a)", {"a": [0, 0]}, {"a": [0, 0]}),
    ("linalg_norm(a)", {"a": [0, 0]}, {"a": [0, 0]}),
    ("matrix_norm(a)", {"a": [[0, 0], [0, 0]]}, {"a": [[0, 0], [0, 0]]}),
    ("norm(a, p=1)", {"a": [0, 3]}, {"a": [0, 1]}),
    ("norm(a, p=inf)", {"a": [1, -1]}, {"a": [0.5, -0.5]}),
    ("l1_loss(a, b)", {"a": [1, 2], "b": [1, 3]}, {"a": [0, -0.5], "b": [0, 0.5]}),
    ("div(x, y, rounding_mode='floor')", {"x": 6, "y": 2}, {"x": 0, "y": 0}),
    ("remainder(x, 2)", {"x": 6}, {"x": 1}),
    ("x % y", {"x": 6, "y": 2}, {"x": 1, "y": -3}),
    ("fmod(x, 2)", {"x": 6}, {"x": 1}),
    ("fmod(x, y)", {"x": 6, "y": 2}, {"x": 1, "y": -3}),
    ("pow(x, 0.3)", {"x": 0}, {"x": float("inf")}),
    ("float_power(x, 0.3)", {"x": 0}, {"x": float("inf")}),
    ("max(x, y)", {"x": 1, "y": 1}, {"x": 0.5, "y": 0.5}),
    ("max(a, dim=0).values", {"a": [1, 1, 0]}, {"a": [1, 0, 0]}),
    ("min(a, dim=0).values", {"a": [1, 1, 2]}, {"a": [1, 0, 0]}),
    ("median(a)", {"a": [1, 1, 2]}, {"a": [0.5, 0.5, 0]}),
    ("median(a, dim=0).values", {"a": [1, 1, 2]}, {}),
    ("max_pool1d(a[None], 2).sum()", {"a": [1, 1, 0, 1]}, {"a": [1, 0, 0, 1]}),
    ("max_pool1d(a[None], 3, 2, 1, ceil_mode=True).sum()", {"a": [1, 2, 2, 2]}, {"a": [0, 2, 0, 1]}),
    ("max_pool2d(A[None], 2)", {"A": [[1, 2], [2, 0]]}, {"A": [[0, 1], [0, 0]]}),
    ("max_pool3d(A[None, None], (1, 2, 2))", {"A": [[1, 2], [2, 0]]}, {"A": [[0, 1], [0, 0]]}),
    ("adaptive_max_pool1d(a[None], 1)", {"a": [1, 2, 2]}, {"a": [0, 1, 0]}),
    ("adaptive_max_pool2d(A[None], (2, 1)).sum()", {"A": [[2, 2], [1, 0]]}, {"A": [[1, 0], [1, 0]]}),
    ("threshold(x, 1, 0)", {"x": 1}, {"x": 0}),
    ("rrelu(x, 0.1, 0.3)", {"x": 0}, {"x": 0.2}),
    ("prelu(x, y)", {"x": 0, "y": 0.5}, {"x": 0.5, "y": 0}),
    ("multi_margin_loss(a, tensor(0))", {"a": [1, 0, 0.5]}, {}),
    ("pairwise_distance(a, b, eps=0)", {"a": [1, 2], "b": [1, 2]}, {"a": [0, 0], "b": [0, 0]}),
    ("triplet_margin_loss(a, b, [1.0, 2.0], eps=0)", {"a": [1, 2], "b": [1, 2]}, {}),
]
SMOOTH = [
    ("elu(x)", {"x": 0}),  # with alpha 1 its slopes agree
    ("trunc(x)", {"x": 0}),
    ("frac(x)", {"x": 0}),
    ("0*relu(x)", {"x": 0}),  # nothing of the gradient depends on it
    ("norm(a)", {"a": [0, 1]}),
    ("max(a)", {"a": [1, 1, 3]}),
    ("max(a, dim=0).values", {"a": [1, 1, 3]}),
    ("median(a)", {"a": [1, 1, 5, 7, 9]}),
    ("norm(a, p=inf)", {"a": [1, 1, 3]}),
    ("x**2", {"x": 0}),
    ("x**1.5", {"x": 0}),
]


def kinks_met(expression: str, point: dict[str, Any]) -> list[str]:
    return [note.text for note in calculated(expression, point).notes if note.kind == "kink"]


@pytest.mark.parametrize(("expression", "point", "torch"), KINKS, ids=lambda v: v if isinstance(v, str) else "")
def test_at_the_kink(expression: str, point: dict[str, Any], torch: dict[str, Any]) -> None:
    assert kinks_met(expression, point)
    grads = calculated(expression, point).grads
    for name, known in torch.items():
        found = grads[name]
        assert (found.tolist() if hasattr(found, "tolist") else found) == known


@pytest.mark.parametrize(("expression", "point", "torch"), KINKS, ids=lambda v: v if isinstance(v, str) else "")
def test_nowhere_else(expression: str, point: dict[str, Any], torch: dict[str, Any]) -> None:
    generator = random.Random(expression)
    for _ in range(10):
        away = {name: _moved(value, generator) for name, value in point.items()}
        assert not kinks_met(expression, away), away


@pytest.mark.parametrize(("expression", "point"), SMOOTH)
def test_no_kink(expression: str, point: dict[str, Any]) -> None:
    assert not kinks_met(expression, point)


def _moved(value: Any, generator: random.Random) -> Any:
    if isinstance(value, list):
        return [_moved(v, generator) for v in value]
    return value + generator.uniform(0.05, 0.4)


def test_every_row_with_a_kink_is_above() -> None:
    shown = " ".join(expression for expression, _, _ in KINKS)
    inherited = ["cosine_similarity"]  # it is made of norm, whose gradient at 0 its clamped length keeps away
    assert [row.name for row in table.rows() if row.kinks and f"{row.name}(" not in shown] == inherited
