"""A node of the graph: what PyTorch calls the grad_fn of a tensor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gradcli.ops.op import NOTHING, Op, Plan, Step
from gradcli.ops.sizes import Shape

if TYPE_CHECKING:
    from gradcli.tensors.tensor import Tensor


class Freed:
    """Stands where saved tensors were, once backward has let go of them."""


FREED = Freed()


class Node:
    """One recorded operation.

    op             the row of the table
    next_functions the node behind each operand; None for a constant
    saved          the operands and results that the rules need, or FREED
    options        the options of the call: dim, keepdim, ...
    metas          (shape, dtype) of each operand, or None when all are 0-d float64
    out_meta       (shape, dtype) of the result, or None when it is 0-d float64
    sequence       creation order; backward goes from the highest to the lowest
    """

    __slots__ = ("__weakref__", "metas", "next_functions", "op", "options", "out_meta", "plan", "saved", "sequence")

    def __init__(
        self,
        op: Op,
        plan: Plan,
        next_functions: tuple[Node | AccumulateGrad | None, ...],
        saved: tuple[Any, ...],
        options: Mapping[str, Any],
        sequence: int,
    ) -> None:
        self.op = op
        self.plan = plan
        self.next_functions = next_functions
        self.saved: tuple[Any, ...] | Freed = saved
        self.options = options
        self.metas: tuple[tuple[Shape, str], ...] | None = None
        self.out_meta: tuple[Shape, str] | None = None
        self.sequence = sequence

    @property
    def name(self) -> str:
        """PyTorch's name: AddBackward0."""
        return self.op.grad_fn

    def argument(self, step: Step, name: str) -> Any:
        """An argument of a rule that needs no saved tensor: an option or a size."""
        if name in self.options:
            return self.options[name]
        shapes = tuple(shape for shape, _ in self.metas) if self.metas else ((),) * len(self.next_functions)
        if name == "shape":
            return shapes[step.operand]
        if name == "shapes":
            return shapes
        if name == "dtypes":
            return tuple(dtype for _, dtype in self.metas) if self.metas else ("float64",) * len(shapes)
        if name == "index":
            return step.operand
        return self.op.defaults[name]

    def __repr__(self) -> str:
        return f"<{self.name}>"


class AccumulateGrad:
    """The end of the graph at a leaf: adds what arrives to the leaf's `.grad`."""

    __slots__ = ("__weakref__", "variable")

    name = "AccumulateGrad"
    sequence = -1
    op = None
    next_functions: tuple[Node | None, ...] = ()
    options: Mapping[str, Any] = NOTHING

    def __init__(self, variable: Tensor) -> None:
        self.variable = variable

    def __repr__(self) -> str:
        return "<AccumulateGrad>"


GraphNode = Node | AccumulateGrad
