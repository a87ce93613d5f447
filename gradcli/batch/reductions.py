"""Reductions in an expression that is asked of each row: `x.mean()` of one number, where a column may have been meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gradcli.calculation.leaves import make_leaves, whole_positions
from gradcli.calculation.notes import shortened
from gradcli.calculation.question import Settings
from gradcli.evaluate.expression import Position, evaluate
from gradcli.ops.defaults import default_dtype_of
from gradcli.ops.warnings import muted
from gradcli.problems import Problem
from gradcli.recording.modes import watched
from gradcli.syntax.tree import Tree
from gradcli.tensors.tensor import Tensor

NAMES = frozenset(
    "all amax amin any argmax argmin cummax cummin cumprod cumsum log_softmax logsumexp max mean median min mode nanmean "
    "nanmedian nansum norm prod quantile softmax softmin sort std std_mean sum var var_mean linalg.norm "
    "linalg.vector_norm".split()
)
BETWEEN = frozenset({"max", "min"})  # which, of two tensors, reduce nothing
SAMPLE = 1.5  # where every function of the table that has a domain is inside of it, or nothing is learnt
SHOWN = 3  # of such reductions in a note


def over_one_number(tree: Tree, columns: Sequence[str], constants: Mapping[str, Any], settings: Settings) -> tuple[str, ...]:
    """The reductions that have a single number of a row to work on, as they are written; none if that cannot be told."""
    if not any(_is_reduction(tree, i) for i in range(len(tree))):
        return ()
    place, found = Position(), dict[int, str]()

    def ran(_: Any, operands: Sequence[Any], *__: Any) -> None:
        operand = operands[0] if operands else None
        if _is_reduction(tree, place.node) and isinstance(operand, Tensor) and operand.shape == () and operand.requires_grad:
            found.setdefault(place.node, shortened(tree.text(place.node)))

    values = {**dict.fromkeys(columns, SAMPLE), **constants}
    try:
        leaves = make_leaves(values, settings._replace(wrt=tuple(columns)), whole_positions(tree))
        with default_dtype_of(settings.dtype), muted(), watched(ran):
            evaluate(tree, leaves, place)
    except Problem:  # which the rows will tell
        pass
    return tuple(found.values())


def note(found: Sequence[str]) -> str:
    """What has to be known about them."""
    listed = ", ".join(f"`{text}`" for text in found[:SHOWN]) + (", …" if len(found) > SHOWN else "")
    verb = "is" if len(found) == 1 else "are"
    return f"{listed} {verb} taken within each row, over one number, and not over the rows of a column"


def _is_reduction(tree: Tree, i: int) -> bool:
    if tree.kinds[i] not in ("call", "method"):
        return False
    name, count = tree.values[i][0], tree.operand_count(i)
    if name not in NAMES or not count or (name in BETWEEN and count > 1):
        return False
    return tree.kinds[tree.operands(i)[0]] not in ("list", "tuple")
