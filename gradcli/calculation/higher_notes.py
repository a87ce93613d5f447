"""Notes about derivatives of higher order: those of a first derivative, taken of the closed form of the derivative before it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gradcli.calculation.calculation import Calculation, calculate
from gradcli.calculation.notes import Note, shortened
from gradcli.calculation.question import Question, Settings
from gradcli.formula.closed_form import ClosedForms
from gradcli.ops.sizes import Shape
from gradcli.problems import Problem
from gradcli.syntax.parser import parse
from gradcli.syntax.tree import Tree

Forms = Callable[[Tree, Mapping[str, Shape], Sequence[str]], ClosedForms]
TOLD = ("kink", "not finite", "dead")


def higher_notes(question: Question, answer: Calculation, forms_of: Forms) -> tuple[Note, ...]:
    """What should be known about derivatives and Hessian of scalars. `forms_of` finds closed forms."""
    found: list[Note] = []
    known = {note.text for note in answer.notes}
    values = question.values
    if any(not isinstance(v, int | float) for v in values.values()):
        return ()
    for name, derivatives in (answer.derivatives or {}).items():
        tree: Tree | None = question.tree
        for k, value in enumerate(derivatives[1:], start=2):
            label = f"d{k}{answer.name}/d{name}{k}"
            tree, notes = _of_one(tree, values, question.settings, name, (name,), forms_of)
            found += _worded(label, _bad(value), tree, notes, known)
    for row, columns in (answer.hessian or {}).items():
        tree, notes = _of_one(question.tree, values, question.settings, row, tuple(columns), forms_of)
        bad = next((_kind(v) for v in columns.values() if _bad(v)), None)
        found += _worded(f"the row of {row} in the hessian", bad, tree, notes, known)
    return tuple(dict.fromkeys(found))


def _of_one(
    tree: Tree | None, values: Mapping[str, Any], settings: Settings, name: str, wrt: tuple[str, ...], forms_of: Forms
) -> tuple[Tree | None, tuple[Note, ...]]:
    """The closed form of a derivative as an expression, and the notes about its own gradient."""
    if tree is None:
        return None, ()
    text = forms_of(tree, dict.fromkeys(values, ()), [name]).formulas.get(name)
    if text is None:
        return None, ()
    once = Settings(wrt=wrt, dtype=settings.dtype, allow_unused=True)
    try:
        inner = parse(text, tuple(values))
        return inner, calculate(inner, values, once).notes
    except Problem:
        return None, ()


def _worded(label: str, bad: str | None, tree: Tree | None, notes: Sequence[Note], known: set[str]) -> list[Note]:
    """The notes of a derivative under its name."""
    told = [note for note in notes if note.kind in TOLD and note.text not in known]
    if bad is not None and not any(note.kind == "not finite" for note in told):
        return [Note("not finite", f"{label} is {bad}")]
    formula = "" if tree is None else f", the gradient of `{shortened(tree.source, 60)}`"
    found = []
    for note in told:
        which, colon, cause = note.text.partition(": ")
        what = f" is {which.rpartition(' is ')[2]}" if note.kind == "not finite" and colon else ""
        found.append(Note(note.kind, f"{label}{formula},{what}: {cause}" if what else f"{label}{formula}: {note.text}"))
    return found


def _bad(value: Any) -> str | None:
    return _kind(value) if isinstance(value, float) and not math.isfinite(value) else None


def _kind(value: Any) -> str:
    return str(float(value))
