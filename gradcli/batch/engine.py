"""One expression at one point after the other, by the engine itself: for everything that no program can do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gradcli.calculation.passes import ask
from gradcli.calculation.question import Question, Settings
from gradcli.numerals import nested
from gradcli.syntax.tree import Tree


def answer(tree: Tree, values: Mapping[str, Any], settings: Settings, wrt: Sequence[str]) -> list[Any]:
    """The value and the gradients by `wrt`: numbers, nested lists, None. Raises Problem, and BackwardError with its cause."""
    asked = ask(Question(tree, values, settings), noted=False)
    if asked.error is not None:
        raise asked.error
    return [nested(asked.output.raw), *[nested(asked.grads[-1][name]) for name in wrt]]
