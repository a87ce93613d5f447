"""A walk down a gradient as a table, as a comparison of two, and as a document."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from gradcli.descent.rates import Advice
from gradcli.descent.walk import Step, Walk
from gradcli.views.lines import Line, Piece
from gradcli.views.sparkline import sparkline
from gradcli.views.tables import table
from gradcli.views.text import for_json, number, printable, tensor
from gradcli.views.widths import clipped

SCHEMA = "gradcli.descent/1"
ROWS = 41  # so many steps are shown; of more, evenly chosen ones
WIDEST = 30  # cells of a number


def lines(gone: Walk, digits: int, ascii: bool) -> Iterator[Line]:
    """The steps, a line each, and how the loss went."""
    shown = _shown(gone)
    names = list(gone.steps[0].values)
    head: list[Piece] = [("step", "quiet")]
    for name in names:
        head += [(name, "name"), (f"{name}.grad", "quiet")]
    rows = [[*head, (gone.name, "name")], *[_row(step, names, digits) for step in shown]]
    yield from table(rows, right=range(1, 2 * len(names) + 2))
    yield []
    yield _went(gone, digits, ascii)
    if len(shown) < len(gone.steps):
        yield [(f"{len(shown)} of {len(gone.steps)} steps are shown; --json has them all", "quiet")]


def compared(first: Walk, second: Walk, titles: Sequence[str], digits: int, ascii: bool) -> Iterator[Line]:
    """Two walks side by side."""
    names = list(first.steps[0].values)
    over: list[Piece] = [("", "")]
    head: list[Piece] = [("step", "quiet")]
    for gone, title in zip((first, second), titles, strict=True):
        over += [(title, "note"), *[("", "")] * (2 * len(names))]
        for name in names:
            head += [(name, "name"), (f"{name}.grad", "quiet")]
        head.append((gone.name, "name"))
    rows = [over, head]
    for k in sorted({step.number for gone in (first, second) for step in _shown(gone)}):
        row: list[Piece] = [(str(k), "quiet")]
        for gone in (first, second):
            there = k < len(gone.steps)
            row += _row(gone.steps[k], names, digits)[1:] if there else [("", "")] * (2 * len(names) + 1)
        rows.append(row)
    yield from table(rows)
    yield []
    for gone, title in zip((first, second), titles, strict=True):
        yield [(f"{title}: ", "note"), *_went(gone, digits, ascii)]


def remarks(gone: Walk, advice: Advice | None, digits: int) -> Iterator[str]:
    """What has to be said about a walk."""
    first, last = gone.steps[0], gone.steps[-1]
    if gone.lost:
        yield f"{_cause(gone)} at step {last.number}"
    elif gone.grows:
        ending = ", and it runs away" if gone.runs_away else ""
        yield f"the loss grew from {number(first.loss, digits)} to {number(last.loss, digits)}{ending}"
    if gone.grows and not gone.plan.zero_grad:
        yield "without zero_grad() every step goes by the sum of all gradients so far"
    if advice is None:
        return
    if advice.curvature is not None:
        yield (
            f"the curvature at the start is {number(advice.curvature, digits)}: there, plain steps above 2/curvature = "
            f"{number(2 / advice.curvature, digits)} overshoot more and more"
        )
    if advice.rate is not None:
        yield f"--lr {advice.rate:g} has been tried, and the loss falls"
    else:
        yield "no smaller step size that was tried brings the loss down"


def document(walks: Sequence[Walk], notes: Sequence[str]) -> dict[str, Any]:
    """The document of --json."""
    return {
        "schema": SCHEMA,
        "output": walks[0].name,
        "walks": [_walk_document(gone) for gone in walks],
        "notes": [{"kind": "descent", "text": text} for text in notes],
    }


def _cause(gone: Walk) -> str:
    """Why a walk could not go on."""
    loss = gone.steps[-1].loss
    if math.isnan(loss):
        return f"{gone.name} is nan: the step has left where it is a number,"
    if loss == -math.inf:
        return f"{gone.name} is -inf: there is no lowest point on this way,"
    return f"{gone.name} is inf: it diverges" if loss == math.inf else "a gradient or a value is not finite"


def _walk_document(gone: Walk) -> dict[str, Any]:
    return {
        "optimizer": gone.plan.optimizer,
        "lr": gone.plan.lr,
        "momentum": gone.plan.momentum,
        "zero_grad": gone.plan.zero_grad,
        "diverged": gone.lost or gone.grows,
        "steps": [
            {
                "step": step.number,
                "values": {name: for_json(v) for name, v in step.values.items()},
                "grads": {name: for_json(g) for name, g in step.grads.items()},
                "loss": for_json(step.loss),
            }
            for step in gone.steps
        ],
    }


def _shown(gone: Walk) -> Sequence[Step]:
    count = len(gone.steps)
    if count <= ROWS:
        return gone.steps
    return [gone.steps[round(k * (count - 1) / (ROWS - 1))] for k in range(ROWS)]


def _row(step: Step, names: Sequence[str], digits: int) -> list[Piece]:
    row: list[Piece] = [(str(step.number), "quiet")]
    for name in names:
        gradient = step.grads[name]
        row.append((_text(step.values[name], digits), "value"))
        row.append(("None" if gradient is None else _text(gradient, digits), "gradient"))
    return [*row, (number(step.loss, digits), "")]


def _text(data: Any, digits: int) -> str:
    return clipped(printable(tensor(data, digits)), WIDEST)


def _went(gone: Walk, digits: int, ascii: bool) -> list[Piece]:
    losses = [step.loss for step in gone.steps]
    first, last = (number(losses[k], digits) for k in (0, -1))
    return [(f"{gone.name}  {first} ", ""), (sparkline(losses, ascii), "value"), (f" {last}", "")]
