"""A cell of a table as a value: a number, a constant, or a list of them."""

from __future__ import annotations

from typing import Any

from gradcli import limits
from gradcli.evaluate.constants import constant
from gradcli.problems import Problem
from gradcli.readers.notation import PLAIN, Notation, number
from gradcli.tensors.tensor import Tensor


def value(cell: Any, notation: Notation = PLAIN) -> Any:
    """The number, list or tensor that a cell stands for. Raises Problem.

    Texts may be numerals and constants, and the words of JSON for numbers that are not finite; expressions if the notation
    has them.
    """
    if isinstance(cell, str):
        return number(cell, notation)
    if isinstance(cell, int) and abs(cell) >= 2**63:
        return float(str(cell))  # inf where float(cell) would raise
    if isinstance(cell, int | float):
        return cell
    if isinstance(cell, list):
        return constant(_numbers(cell, notation))
    raise Problem("there is no value" if cell is None else "it is not a number", fix="give a number")


def _numbers(cell: list[Any], notation: Notation) -> list[Any]:
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
                    items[k] = value(item, notation)
        level = deeper
    return found


def portable(found: Any) -> Any:
    """A value without what only this process knows: tensors are nested lists in it."""
    return found.raw.tolist() if isinstance(found, Tensor) and hasattr(found.raw, "tolist") else getattr(found, "raw", found)


def carried(found: Any) -> Any:
    """The value that `portable` made portable."""
    return constant(found) if isinstance(found, list) else found


def plain(found: Any) -> float | None:
    """A value as a float, if it is a single number; masks, which never require grad, and tensors are none."""
    if type(found) is float or type(found) is int:
        return float(found)
    if isinstance(found, Tensor) and not found.shape and found.dtype != "bool":
        return float(found.item())
    return None
