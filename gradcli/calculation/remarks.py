"""What is worth saying beyond the record, each remark backed by an evaluation of its own.

A cure where a gradient is not finite, and a warning where the conventions at kinks add up to something that is not the
derivative although the function has one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from gradcli.calculation.calculation import calculate
from gradcli.calculation.cures import cure
from gradcli.calculation.notes import Note
from gradcli.calculation.question import Question, Settings
from gradcli.numerals import number
from gradcli.problems import Problem
from gradcli.syntax.tree import Tree

STEP = 1e-4


def remarks(question: Question, value: Any, grads: Mapping[str, Any], notes: tuple[Note, ...]) -> list[Note]:
    """Further notes for a calculation at a point. `value` and `grads` are plain data."""
    tree, values, settings = question
    found: list[Note] = []
    kinds = {n.kind for n in notes}
    once = settings._replace(passes=1, same_graph=False)
    if "not finite" in kinds and settings.grad_output is None:
        better = cure(tree, values, once, value)
        if better is not None:
            found.append(Note("cure", f"tried and finite, with the same value: {better}"))
    if "kink" in kinds and settings.passes == 1 and isinstance(value, float) and settings.grad_output is None:
        for name, g in grads.items():
            found += _not_the_derivative(tree, values, once, name, g)
    return found


def _not_the_derivative(tree: Tree, values: Mapping[str, Any], settings: Settings, name: str, g: Any) -> list[Note]:
    """Where the function is smooth but the conventions give something else."""
    if not isinstance(g, float) or not isinstance(values.get(name), int | float) or isinstance(values[name], bool):
        return []
    x, step = float(values[name]), STEP * max(1.0, abs(float(values[name])))
    here = [_at(tree, values, settings, name, x + k * step) for k in (-1, 0, 1)]
    if any(f is None or not math.isfinite(f) for f in here):
        return []
    below, middle, above = (float(f or 0.0) for f in here)
    left, right = (middle - below) / step, (above - middle) / step
    if abs(left - right) > 1e-2 * (1 + abs(left)) or abs((left + right) / 2 - g) < 2e-2 * (1 + abs(left)):
        return []
    slope = number(round((left + right) / 2, 3))
    text = f"the conventions at its kinks give {name}.grad = {number(g)}, but the function is smooth here with slope {slope}"
    return [Note("derivative", text)]


def _at(tree: Tree, values: Mapping[str, Any], settings: Settings, name: str, x: float) -> float | None:
    try:
        answer = calculate(tree, {**values, name: x}, settings._replace(no_grad=True))
    except Problem:
        return None
    return answer.value if isinstance(answer.value, float) else None
