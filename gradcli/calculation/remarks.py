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
FINER = 32


def remarks(question: Question, value: Any, notes: tuple[Note, ...]) -> list[Note]:
    """Cures for a calculation at a point. `value` is plain data."""
    tree, values, settings = question
    found: list[Note] = []
    kinds = {n.kind for n in notes}
    once = settings._replace(passes=1, same_graph=False)
    if "not finite" in kinds and settings.grad_output is None:
        better = cure(tree, values, once, value)
        if better is not None:
            found.append(Note("cure", f"tried and finite, with the same value: {better}"))
    return found


def smoothed(question: Question, value: Any, grads: Mapping[str, Any], notes: tuple[Note, ...]) -> tuple[Note, ...]:
    """Notes about conventions, with what the function itself does there: where it is smooth and the gradient right, they are no
    matter of convention, and where the gradient is not its slope, that is said.
    """
    tree, values, settings = question
    asked = settings.passes == 1 and isinstance(value, float) and settings.grad_output is None and not settings.no_grad
    if not asked or not any(note.kind == "kink" for note in notes):
        return notes
    once = settings._replace(passes=1, same_graph=False, order=1, hessian=False, jacobian=False)
    slopes = {name: _slope(tree, values, once, name) for name, g in grads.items() if g is not None}
    found = [note for name, slope in slopes.items() for note in _not_the_derivative(name, grads[name], slope)]
    if not found and slopes and None not in slopes.values():
        return tuple(_smooth(note) if note.kind == "kink" else note for note in notes)
    return (*notes, *found)


def _smooth(note: Note) -> Note:
    return Note("smooth", f"{note.text}; the function itself is smooth here, and the gradient is its slope")


def _not_the_derivative(name: str, g: Any, slope: float | None) -> list[Note]:
    """Where the function is smooth but the conventions give something else."""
    if slope is None or not isinstance(g, float) or abs(slope - g) < 2e-2 * (1 + abs(slope)):
        return []
    shown = number(round(slope, 3))
    text = f"the conventions at its kinks give {name}.grad = {number(g)}, but the function is smooth here with slope {shown}"
    return [Note("derivative", text)]


def _slope(tree: Tree, values: Mapping[str, Any], settings: Settings, name: str) -> float | None:
    """The slope by a variable that is a number, where it is the same on both sides; None where it is not, or is not known.

    Of a smooth function the difference of both sides shrinks with the step, at a corner it stays.
    """
    given = values.get(name)
    if not isinstance(given, int | float) or isinstance(given, bool):
        return None
    x = float(given)
    apart: list[float] = []
    slope = 0.0
    for step in (STEP * max(1.0, abs(x)), STEP / FINER * max(1.0, abs(x))):
        here = [_at(tree, values, settings, name, x + k * step) for k in (-1, 0, 1)]
        if any(f is None or not math.isfinite(f) for f in here):
            return None
        below, middle, above = (float(f or 0.0) for f in here)
        left, right = (middle - below) / step, (above - middle) / step
        apart.append(abs(left - right))
        slope = (left + right) / 2
    return slope if apart[1] <= apart[0] / 8 + 1e-7 * (1 + abs(slope)) else None


def _at(tree: Tree, values: Mapping[str, Any], settings: Settings, name: str, x: float) -> float | None:
    try:
        answer = calculate(tree, {**values, name: x}, settings._replace(no_grad=True))
    except Problem:
        return None
    return answer.value if isinstance(answer.value, float) else None
