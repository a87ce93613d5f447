"""Down the gradient of an expression, step by step, as PyTorch's optimizers go."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from gradcli.autograd.backward import backward
from gradcli.autograd.collector import uncollected
from gradcli.calculation.leaves import as_tensor, clear, grads_of, leaves_of
from gradcli.calculation.notes import is_finite
from gradcli.calculation.passes import ask
from gradcli.calculation.question import Question, output_name
from gradcli.descent.plan import Plan, optimizer_of
from gradcli.evaluate.expression import evaluate
from gradcli.ops.defaults import default_dtype_of
from gradcli.ops.sizes import numel, text
from gradcli.ops.warnings import muted
from gradcli.problems import Problem
from gradcli.tensors.tensor import Tensor


class Step(NamedTuple):
    """Where the variables are before the optimizer steps for the number-th time, and what backward has left in their .grad.

    values, grads  variable -> plain data; of those that require grad
    """

    number: int
    values: Mapping[str, Any]
    grads: Mapping[str, Any]
    loss: float


class Walk(NamedTuple):
    """All steps; after the last one nothing is changed any more.

    name  of the output
    lost  whether it ended early, because a number was not finite any more
    """

    name: str
    plan: Plan
    steps: tuple[Step, ...]
    lost: bool

    @property
    def grows(self) -> bool:
        """Whether the loss is larger at the end than it was at the start, or is no number any more."""
        last, first = self.steps[-1].loss, self.steps[0].loss
        return math.isnan(last) or last > first

    @property
    def runs_away(self) -> bool:
        """Whether each of the last losses is larger than the one before."""
        losses = [step.loss for step in self.steps[-4:]]
        return len(losses) > 3 and all(a < b for a, b in pairwise(losses))


@uncollected()
def walk(question: Question, plan: Plan) -> Walk:
    """Follow a plan. Raises Problem, or BackwardError with PyTorch's text, where there is nothing to go down."""
    asked = ask(question)
    if numel(asked.output.shape) != 1:
        name = output_name(question.tree, question.values)
        raise Problem(
            f"`{name}` has shape {text(asked.output.shape)}, and only a single number can go down",
            fix="reduce it: .sum() or .mean()",
        )
    if asked.error is not None:
        raise asked.error
    leaves = leaves_of(question)
    wanted = {name: x for name, x in leaves.items() if x.requires_grad}
    if not wanted:
        raise Problem("there is no variable to change", why="none of them requires grad")
    optimizer = optimizer_of(plan, list(wanted.values()))
    steps: list[Step] = []
    with default_dtype_of(question.settings.dtype), muted():
        for number in range(plan.steps + 1):
            if plan.zero_grad:
                clear(leaves)
            steps.append(_looked(question, leaves, wanted, number))
            if not _all_finite(steps[-1]):
                return Walk(output_name(question.tree, question.values), plan, tuple(steps), True)
            if number < plan.steps:
                optimizer.step()
    return Walk(output_name(question.tree, question.values), plan, tuple(steps), False)


def _looked(question: Question, leaves: Mapping[str, Tensor], wanted: Mapping[str, Tensor], number: int) -> Step:
    """Forward and backward where the variables are now."""
    output = as_tensor(evaluate(question.tree, leaves).output)
    backward(output)
    values = {name: x.raw.copy() if hasattr(x.raw, "copy") else x.raw for name, x in wanted.items()}
    return Step(number, values, grads_of(wanted), float(output.item()))


def _all_finite(step: Step) -> bool:
    grads = [g for g in step.grads.values() if g is not None]
    return math.isfinite(step.loss) and all(is_finite(v) for v in (*step.values.values(), *grads))
