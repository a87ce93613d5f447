"""Which learning rate would do where a walk went astray: guessed from the curvature, and tried before it is named."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from gradcli.autograd import functional
from gradcli.calculation.leaves import as_tensor, leaves_of
from gradcli.calculation.question import Question
from gradcli.descent.walk import Walk, walk
from gradcli.evaluate.expression import evaluate
from gradcli.ops.defaults import default_dtype_of
from gradcli.ops.late import np
from gradcli.ops.sizes import numel
from gradcli.problems import Problem

MOST = 200  # numbers of all variables for which all second derivatives are computed
TRIES = 40


class Advice(NamedTuple):
    """What would go better.

    curvature  the largest second derivative in any direction at the start; None where it is not known
    rate       a learning rate with which the same walk has been tried, and its loss falls; None where none was found
    """

    curvature: float | None
    rate: float | None


def advice(question: Question, gone: Walk) -> Advice:
    """A rate for a walk whose loss grew."""
    curvature = steepest(question)
    candidates = [gone.plan.lr / 2**k for k in range(1, TRIES)]
    if curvature is not None and 0 < 1 / curvature < gone.plan.lr:
        candidates.insert(0, 1 / curvature)
    for rate in candidates:
        short = _short(rate)
        if short > 0 and _falls(walk(question, gone.plan._replace(lr=short))):
            return Advice(curvature, short)
    return Advice(curvature, None)


def steepest(question: Question) -> float | None:
    """The largest eigenvalue of the second derivatives where the variables are; None where it is not above 0, or not known."""
    leaves = leaves_of(question)
    wanted = {name: x for name, x in leaves.items() if x.requires_grad}
    if sum(numel(x.shape) for x in wanted.values()) > MOST:
        return None
    with default_dtype_of(question.settings.dtype):
        try:
            table = functional.hessian(as_tensor(evaluate(question.tree, leaves).output), wanted)
        except Problem:
            return None
    sizes = {name: numel(x.shape) for name, x in wanted.items()}
    rows = [np.hstack([_block(table[a][b], sizes[a], sizes[b]) for b in wanted]) for a in wanted]
    matrix = np.vstack(rows)
    if not np.isfinite(matrix).all():
        return None
    found = float(np.linalg.eigvalsh((matrix + matrix.T) / 2)[-1])
    return found if found > 0 else None


def _block(data: Any, rows: int, columns: int) -> Any:
    return np.asarray(data, dtype=np.float64).reshape(rows, columns)


def _short(rate: float) -> float:
    """Two digits, rounded down: a rate is typed by hand."""
    if not rate or not math.isfinite(rate):
        return 0.0
    place = 10.0 ** (math.floor(math.log10(rate)) - 1)
    return float(f"{math.floor(rate / place) * place:.2g}")


def _falls(gone: Walk) -> bool:
    losses = [step.loss for step in gone.steps]
    return not gone.lost and losses[-1] < losses[0] and max(losses) <= losses[0]
