"""Gradients that are operations of their own, as PyTorch's elu_backward: their derivative is a formula that was written apart.

Such a gradient is a row with the upstream gradient as its first operand. On numbers and on symbols its kernel is just the
formula; only where it is recorded is it the row, so that a second derivative follows the row's own rules.
"""

from __future__ import annotations

from typing import Any

from gradcli.ops.op import Op


def is_recorded(g: Any) -> bool:
    """Whether an upstream gradient is a tensor, so that what is done to it may be differentiated again."""
    return hasattr(g, "requires_grad")


def is_in_order(x: Any) -> bool:
    """Whether something is an array, and no stand-in for one, whose elements lie in order."""
    if hasattr(x, "run_op"):
        return False
    flags = getattr(x, "flags", None)
    return flags is not None and bool(flags.c_contiguous)


def slope(row: Op, *operands: Any, **options: Any) -> Any:
    """A gradient by the row that computes it; without the row where nothing is recorded.

    The row's kernel is written with operations of the table, not with the primitives that it is given.
    """
    return row(*operands, **options) if is_recorded(operands[0]) else row.kernel(None, *operands, **options)
