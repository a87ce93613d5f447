"""Which mistake a wrong gradient is. This is the door: most checks pass, and need nothing of what is behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gradcli.calculation.question import Settings
from gradcli.syntax.tree import Tree

if TYPE_CHECKING:
    from gradcli.checks.mistakes.mistake import Mistake


def of_number(
    tree: Tree, values: Mapping[str, Any], name: str, claims: Mapping[str, Any], grads: Mapping[str, Any], settings: Settings
) -> list[Mistake]:
    """The mistakes that lead to a wrong number; several where none is more believable.

    claims, grads  what is claimed of the variables, and what is right, as plain data
    """
    from gradcli.checks.mistakes import naming  # only a wrong claim needs it, and NumPy with it

    return naming.of_number(tree, values, name, claims, grads, settings)


def of_formula(
    tree: Tree, name: str, claim: Tree, text: str, points: Sequence[Mapping[str, Any]], settings: Settings
) -> list[Mistake]:
    """The mistake that leads to a wrong formula at all points that can be tried, or where the formula holds.

    claim  the formula, which was typed as `text`
    """
    from gradcli.checks.mistakes import naming  # only a wrong claim needs it, and NumPy with it

    return naming.of_formula(tree, name, claim, text, points, settings)
