"""Who looks on while a question is answered: told of every operation, every node of backward and every pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gradcli.autograd.backward import Visit
from gradcli.evaluate.expression import Evaluation, Position
from gradcli.ops.op import Op
from gradcli.problems import BackwardError
from gradcli.tensors.op_node import OpNode
from gradcli.tensors.tensor import Tensor


def node_of(out: Tensor) -> OpNode | None:
    """The node of a row's result; None if nothing was recorded."""
    return out.edge if isinstance(out.edge, OpNode) else None


class Observer:
    """Looks on and does nothing; those who want to know override what they want to hear of.

    always  hears of every pass; otherwise of the first alone, after which nothing new happens
    place   where in the tree the evaluator is
    """

    always = False

    def __init__(self) -> None:
        self.place = Position()

    def begin(self, leaves: Mapping[str, Tensor]) -> None:
        """A forward pass begins."""

    def ran(self, op: Op, operands: Sequence[Any], options: Mapping[str, Any], out: Tensor) -> None:
        """An operation has run."""

    def warned(self, text: str) -> None:
        """An operation answers, and PyTorch would warn."""

    def evaluated(self, evaluation: Evaluation, output: Tensor) -> None:
        """The forward pass has ended well."""

    def visited(self, visit: Visit) -> None:
        """Backward has been at a node."""

    def passed(self, grads: Mapping[str, Any], error: BackwardError | None) -> None:
        """A backward pass has ended, with these gradients left behind, or with an error."""
