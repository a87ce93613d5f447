"""All derivatives of one operation's result by one of its operands, element by element, where they are few."""

from __future__ import annotations

from typing import Any

from gradcli.autograd.backward import call_rule
from gradcli.ops.op import RuleCall
from gradcli.ops.sizes import numel
from gradcli.recording.modes import set_grad_enabled
from gradcli.recording.node import Freed
from gradcli.tensors.op_node import OpNode
from gradcli.tensors.tensor import Tensor

MOST = 144  # derivatives of one operand


def jacobian(node: OpNode, step: RuleCall, out: Any, gradient: Any) -> Any:
    """A row for each element of the result, in order: its derivatives by the elements of the operand, in order.

    gradient  of the operand, for its shape
    None where everything is one number, where there are too many, and where the rule needs what is not there.
    """
    shape, size = tuple(getattr(out, "shape", ())), tuple(getattr(gradient, "shape", ()))
    rows, columns = numel(shape), numel(size)
    if (not shape and not size) or not 0 < rows * columns <= MOST or isinstance(node.saved, Freed) or node.op.several:
        return None
    known = [x.raw if isinstance(x, Tensor) else x for x in node.saved]
    found = []
    with set_grad_enabled(False):
        for k in range(rows):
            product = node._fitted(call_rule(step, node, _unit(out, k), known), step.operand)
            found.append([product] if not size else product.ravel().tolist())
    return found


def _unit(out: Any, k: int) -> Any:
    """1 at one element, 0 elsewhere."""
    if not getattr(out, "shape", ()):
        return 1.0
    unit = out * 0
    unit = unit.copy()
    unit[...] = 0
    unit.reshape(-1)[k] = 1
    return unit
