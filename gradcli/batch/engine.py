"""One expression at one point after the other, by the engine itself: for everything that no program can do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gradcli.batch.mishaps import mishap
from gradcli.calculation.passes import ask
from gradcli.calculation.question import Question, Settings
from gradcli.numerals import nested
from gradcli.syntax.tree import Tree

if TYPE_CHECKING:
    from gradcli.batch.task import Task


def answer(tree: Tree, values: Mapping[str, Any], settings: Settings, wrt: Sequence[str]) -> list[Any]:
    """The value and the gradients by `wrt`: numbers, nested lists, None. Raises Problem, and BackwardError with its cause."""
    asked = ask(Question(tree, values, settings), noted=False)
    if asked.error is not None:
        raise asked.error
    return [nested(asked.output.raw), *[nested(asked.grads[-1][name]) for name in wrt]]


def answers(task: Task, rows: Sequence[Mapping[str, Any]]) -> Iterator[Any]:
    """The answers of rows, a Problem where there is none; a mistake of our own costs its row and no more."""
    for row in rows:
        try:
            yield answer(task.tree, {**row, **task.constants}, task.settings, task.wrt)
        except Exception as error:
            yield mishap(error)
