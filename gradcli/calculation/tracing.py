"""A question explained: asked with the recorder looking on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gradcli.calculation.answers import Known, forms_of
from gradcli.calculation.leaves import grads_of
from gradcli.calculation.notes import Note
from gradcli.calculation.passes import ask
from gradcli.calculation.question import Settings, checked, output_name
from gradcli.calculation.recorder import Done, Recorder
from gradcli.calculation.remarks import remarks, smoothed
from gradcli.calculation.spelling import put_in
from gradcli.calculation.trace import Pass, Raised, Trace, plain
from gradcli.evaluate.expression import Position
from gradcli.formula.closed_form import ClosedForms
from gradcli.problems import Words
from gradcli.syntax.tree import Tree

Say = Callable[[Words], str]


def trace(tree: Tree, values: Mapping[str, Any], settings: Settings, place: Position | None = None, say: Say = str) -> Trace:
    """Evaluate, go backward, and record everything. Raises Problem when the expression cannot be evaluated.

    place  is kept up to date with the node of the tree that is being evaluated
    say    puts the remedies of what backward raised into words
    """
    recorder = Recorder(tree)
    asked = ask(checked(tree, values, settings), [recorder], place)
    forms = forms_of(asked, Known())
    formulas = {n: text for n, text in forms.formulas.items() if text is not None}
    readings = {n: read.text for n, read in forms.readings.items()}
    grads = {name: plain(g) for name, g in grads_of(asked.leaves).items()}
    notes = asked.record.notes(asked.leaves) if asked.error is None else ()
    if notes:
        value = plain(asked.output.raw)
        notes = smoothed(asked.question, value, grads, notes)
        notes += tuple(remarks(asked.question, value, notes))
    return Trace(
        expression=tree.source,
        output=output_name(tree, values),
        vertices=tuple(recorder.vertices),
        root=recorder.root,
        passes=tuple(_pass(done, say) for done in recorder.passes),
        grads=grads,
        formulas=formulas,
        numbers=put_in({**formulas, **readings}, asked.leaves),
        notes=asked.record.warnings() + notes + guard_notes(forms),
        recorded=not settings.no_grad,
        readings=readings,
        upstream=recorder.upstream,
    )


def guard_notes(forms: ClosedForms) -> tuple[Note, ...]:
    """What the closed forms leave out."""
    guards = dict.fromkeys((part, where) for read in forms.readings.values() for part, where, _ in read.guards)
    return tuple(Note("guard", f"`{part}` counts as 0 where {where}") for part, where in guards)


def _pass(done: Done, say: Say) -> Pass:
    error = done.error
    if error is None:
        return Pass(done.moves, done.grads)
    why, fix = (None if words is None else say(words) for words in (error.why, error.fix))
    return Pass(done.moves, done.grads, Raised(error.kind, say(error.title), why, fix, error.hint, error.span))
