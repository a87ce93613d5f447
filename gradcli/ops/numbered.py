"""Arithmetic with a plain number where PyTorch's own code does it: the nodes bear the names of those overloads, MulBackward1."""

from __future__ import annotations

from gradcli.ops.arithmetic import add_tensor, div_true, mul
from gradcli.ops.op import Op


def _by_number(op: Op, grad_fn: str) -> Op:
    """The row on a tensor and a number, which has no gradient and is no edge of the graph."""
    other = op.renamed(grad_fn)
    other.rules, other.plans = {"x": op.rules["x"]}, {}
    return other


plus_number, times_number, over_number = (
    _by_number(op, name) for op, name in ((add_tensor, "AddBackward1"), (mul, "MulBackward1"), (div_true, "DivBackward1"))
)
