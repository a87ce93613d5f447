"""One question answered: the value of an expression, its gradients, pass by pass, and what has to be said about them.

Nothing here knows of command lines, files or terminals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from gradcli.autograd.collector import uncollected
from gradcli.calculation.higher import Higher, higher
from gradcli.calculation.leaves import grads_of
from gradcli.calculation.notes import Note
from gradcli.calculation.passes import Asked, ask
from gradcli.calculation.question import Question, Settings, checked, output_name
from gradcli.evaluate.expression import Evaluation
from gradcli.problems import BackwardError
from gradcli.syntax.tree import Tree
from gradcli.tensors.tensor import Tensor


class Calculation(NamedTuple):
    """The answer.

    tree           what was asked about
    name           the output's name
    values         named intermediate values, in order, as plain data
    value          of the output
    requires_grad, grad_fn   of the output
    grads          variable -> its .grad at the end as plain data; None if it has none
    passes         the same after each pass
    notes          what should be known
    error          what backward raised, in which pass
    derivatives    variable -> first to n-th derivative, when asked for
    hessian, jacobian   when asked for
    """

    tree: Tree
    name: str
    values: tuple[tuple[str, Any], ...]
    value: Any
    requires_grad: bool
    grad_fn: str | None
    grads: Mapping[str, Any]
    passes: tuple[Mapping[str, Any], ...]
    notes: tuple[Note, ...]
    error: BackwardError | None = None
    derivatives: Mapping[str, Sequence[Any]] | None = None
    hessian: Mapping[str, Mapping[str, Any]] | None = None
    jacobian: Mapping[str, Any] | None = None


@uncollected()  # until the graph is gone
def calculate(tree: Tree, values: Mapping[str, Any], settings: Settings) -> Calculation:
    """Evaluate, go backward, and report.

    values  variable -> number, nested list, array or tensor
    Raises Problem when the expression cannot be evaluated; what backward raises is part of the answer.
    """
    return answered(ask(checked(tree, values, settings)))


def answered(asked: Asked) -> Calculation:
    """The report on a question that has been asked."""
    question, output, leaves = asked.question, asked.output, asked.leaves
    done = asked.error is None
    further = higher(question, leaves) if done else Higher()
    return Calculation(
        tree=question.tree,
        name=output_name(question.tree, question.values),
        values=_named(asked.evaluation),
        value=output.raw,
        requires_grad=output.requires_grad,
        grad_fn=output.grad_fn.name() if output.grad_fn is not None else None,
        grads=asked.grads[-1] if done and asked.grads else grads_of(leaves),
        passes=asked.grads,
        notes=asked.record.warnings() + (asked.record.notes(leaves) if done and asked.grads else ()),
        error=asked.error,
        **further._asdict(),
    )


def symbolic(question: Question, wrt: Sequence[str]) -> Calculation:
    """The report where there are no values, and only formulas are asked for."""
    return Calculation(
        tree=question.tree,
        name=output_name(question.tree, question.values),
        values=(),
        value=None,
        requires_grad=True,
        grad_fn=None,
        grads=dict.fromkeys(wrt),
        passes=(),
        notes=(),
    )


def _named(evaluation: Evaluation) -> tuple[tuple[str, Any], ...]:
    """The named intermediate values, as plain data."""
    shown = [(name, value.raw if isinstance(value, Tensor) else value) for name, value in evaluation.named]
    return tuple((name, value) for name, value in shown if not isinstance(value, tuple | list))
