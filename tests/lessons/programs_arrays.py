"""Tensors beside NumPy's arrays, and in its functions."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.lessons.running import attempt


def operators(torch: Any) -> None:
    """A tensor takes an array on its right, through NumPy, and none on its left."""
    t, whole, a, b = torch.tensor([1.0, 2.0]), torch.tensor([1, 2]), np.array([1.0, 2.0]), np.array([1.0, 2.0, 3.0])
    grown = torch.tensor([1.0, 2.0], requires_grad=True)
    for call in (
        lambda: t * a,
        lambda: a * t,
        lambda: whole - a,
        lambda: a - whole,
        lambda: t / a,
        lambda: a / t,
        lambda: a + t,
        lambda: t + b,
        lambda: t @ a,
        lambda: a @ t,
        lambda: t**a,
        lambda: t < a,
        lambda: a < t,
        lambda: t == a,
        lambda: a == whole,
        lambda: t != a,
        lambda: a == b[:2] * t,
        lambda: np.float32(2) * t,
        lambda: np.float64(2) / t,
        lambda: np.array(2.0) * t,
        lambda: t * np.array(2.0),
        lambda: grown * a,
        lambda: a * grown,
    ):
        attempt(call)


def functions(torch: Any) -> None:
    """NumPy's functions answer tensors; truth values are bytes."""
    t, whole = torch.tensor([1.0, 2.0]), torch.tensor([1, 4])
    for function in (
        np.abs,
        np.exp,
        np.sqrt,
        np.sin,
        np.square,
        np.log,
        np.isnan,
        np.round,
        np.cumsum,
        np.argmax,
        np.max,
        np.sum,
    ):
        attempt(lambda function=function: function(t))  # type: ignore[misc]
    attempt(lambda: np.sqrt(whole))
    attempt(lambda: np.maximum(t, np.array([1.5, 1.5])))
    attempt(lambda: np.add(np.ones(2), t))
    attempt(lambda: np.where(t > 1, 1, 0))
    attempt(lambda: np.exp(torch.ones(2, requires_grad=True)))
