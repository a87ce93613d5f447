"""Derivatives of higher order, each on a graph of its own, through a recorded backward."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from gradcli.calculation.leaves import as_tensor
from gradcli.calculation.question import Question
from gradcli.evaluate.expression import evaluate
from gradcli.ops.defaults import default_dtype_of
from gradcli.problems import Problem, Remedy, about_setting
from gradcli.tensors.tensor import Tensor


class Higher(NamedTuple):
    """What was asked for beyond the gradient.

    derivatives  variable -> first to n-th derivative
    hessian      {row: {column: second derivatives}}
    jacobian     variable -> derivatives of every element of the output
    """

    derivatives: Mapping[str, Sequence[Any]] | None = None
    hessian: Mapping[str, Mapping[str, Any]] | None = None
    jacobian: Mapping[str, Any] | None = None


def higher(question: Question, leaves: Mapping[str, Tensor]) -> Higher:
    """The derivatives that the settings ask for. Raises Problem where they cannot be given."""
    settings = question.settings
    if settings.order <= 1 and not settings.hessian and not settings.jacobian:
        return Higher()
    from gradcli.autograd import functional

    wanted = {name: x for name, x in leaves.items() if x.requires_grad}
    with default_dtype_of(settings.dtype):
        return Higher(
            derivatives=_derivatives(question, leaves, wanted) if settings.order > 1 else None,
            hessian=functional.hessian(_output(question, leaves), wanted) if settings.hessian else None,
            jacobian=functional.jacobian(_output(question, leaves), wanted) if settings.jacobian else None,
        )


def _derivatives(question: Question, leaves: Mapping[str, Tensor], wanted: Mapping[str, Tensor]) -> dict[str, Sequence[Any]]:
    from gradcli.autograd import functional

    found: dict[str, Sequence[Any]] = {}
    for name, x in wanted.items():
        output = _output(question, leaves)
        if x.shape or output.shape:
            raise Problem(
                about_setting("order", "differentiates scalars by scalars"),
                why=f"`{name if x.shape else 'the output'}` has several elements",
                fix=Remedy("tensors"),
            )
        found[name] = functional.derivatives(output, x, question.settings.order)
    return found


def _output(question: Question, leaves: Mapping[str, Tensor]) -> Tensor:
    """The output, on a new graph."""
    return as_tensor(evaluate(question.tree, leaves).output)
