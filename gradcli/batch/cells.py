"""A cell of a table as a value: a number, or a constant expression of the language."""

from __future__ import annotations

from typing import Any

from gradcli import limits
from gradcli.evaluate.constants import constant
from gradcli.evaluate.expression import CONSTANTS, evaluate
from gradcli.problems import LimitProblem, Problem, Remedy
from gradcli.readers.json_text import WORDS
from gradcli.syntax.parser import parse
from gradcli.tensors.tensor import Tensor

SHOWN = 40  # characters of a bad cell


def value(cell: Any) -> Any:
    """The number, list or tensor that a cell stands for. Raises Problem.

    Texts may be constant expressions, and the words of JSON for numbers that are not finite.
    """
    if isinstance(cell, str):
        return _of_text(cell)
    if isinstance(cell, int) and abs(cell) >= 2**63:
        return float(str(cell))  # inf where float(cell) would raise
    if isinstance(cell, int | float):
        return cell
    if isinstance(cell, list):
        return constant(_numbers(cell))
    raise Problem("there is no value" if cell is None else "it is not a number", fix="give a number")


def _of_text(cell: str) -> Any:
    text = cell.strip()
    if text in WORDS:
        return WORDS[text]
    if not text:
        raise Problem("it is empty", fix=Remedy("skip"))
    try:
        return float(text)
    except ValueError:
        pass
    try:
        tree = parse(text)
        unknown = [name for name in tree.names() if name not in CONSTANTS]
        found = None if unknown else evaluate(tree, {}).output
    except LimitProblem:
        raise
    except Problem:
        found = None
    if found is None:
        shown = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
        raise Problem(f"`{shown}` is not a number", fix="give a number or a constant expression such as pi/4")
    return found


def _numbers(cell: list[Any]) -> list[Any]:
    """Nested lists with words as numbers; done level by level, since nesting is the user's."""
    found: list[Any] = list(cell)
    level = [found]
    depth = 0
    while level:
        depth += 1
        limits.check(limits.DIMENSIONS, depth, "a list of such depth")
        deeper = []
        for items in level:
            for k, item in enumerate(items):
                if isinstance(item, list):
                    items[k] = list(item)
                    deeper.append(items[k])
                elif not isinstance(item, int | float):
                    items[k] = value(item)
        level = deeper
    return found


def plain(found: Any) -> float | None:
    """A value as a float, if it is a single number; masks, which never require grad, and tensors are none."""
    if type(found) is float or type(found) is int:
        return float(found)
    if isinstance(found, Tensor) and not found.shape and found.dtype != "bool":
        return float(found.item())
    return None
