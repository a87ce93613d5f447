"""Which operand of an operation is meant, where one value is used for several of them."""

from __future__ import annotations

from collections.abc import Sequence

from gradcli.ops.op import Op

ROLES = {
    "*": ("1st factor", "2nd factor"),
    "+": ("1st term", "2nd term"),
    "-": ("1st term", "2nd term"),
    "/": ("numerator", "denominator"),
    "**": ("base", "exponent"),
}
ORDINALS = ("1st", "2nd", "3rd")


def role(op: Op, inputs: Sequence[int], operand: int) -> str | None:
    """The operand in words; None where its name is enough."""
    if inputs.count(inputs[operand]) < 2:
        return None
    named = ROLES.get(op.symbol or "")
    if named is not None and len(inputs) == 2:
        return named[operand]
    return f"{ORDINALS[operand] if operand < len(ORDINALS) else f'{operand + 1}th'} operand"
