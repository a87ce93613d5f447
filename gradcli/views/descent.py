"""A walk down a gradient as a table, as a comparison of two, and as a document."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from gradcli.descent.rates import Advice
from gradcli.descent.walk import Step, Walk
from gradcli.letters import cut
from gradcli.views.lines import Line, Piece
from gradcli.views.sparkline import sparkline
from gradcli.views.tables import fits, table
from gradcli.views.text import for_json, number, printable, tensor

SCHEMA = "gradcli.descent/1"
ROWS = 41  # so many steps are shown; of more, evenly chosen ones
WIDEST = 30  # cells of a number


def lines(gone: Walk, digits: int, ascii: bool, width: int | None = None) -> Iterator[Line]:
    """The steps, a line each, and how the loss went; `width` is the terminal's, None for as wide as it takes."""
    shown = _shown(gone)
    yield from _steps(gone, shown, digits, width)
    yield []
    yield _went(gone, digits, ascii)
    if len(shown) < len(gone.steps):
        yield [(f"{len(shown)} of {len(gone.steps)} steps are shown", "quiet")]


def _steps(gone: Walk, shown: Sequence[Step], digits: int, width: int | None) -> Iterator[Line]:
    """A table, or where that is wider than the terminal, the loss of each step and below it the variables."""
    names = list(gone.steps[0].values)
    rows = [[("step", "quiet"), *_names(names, gone.name)], *[_row(step, names, digits) for step in shown]]
    aligned = list(table(rows, right=range(1, 2 * len(names) + 2)))
    if fits(aligned, width):
        yield from aligned
        return
    for number_, *numbers, loss in rows[1:]:
        yield [("step ", "quiet"), number_, ("   ", ""), *_equal((gone.name, "name"), loss)]
        for k, name in enumerate(names):
            pair = [_equal((title, style), numbers[2 * k + n]) for n, (title, style) in enumerate(_names([name], "")[:2])]
            together: Line = [("  ", ""), *pair[0], ("   ", ""), *pair[1]]
            yield from [together] if fits([together], width) else [[("  ", ""), *one] for one in pair]


def _names(names: Sequence[str], loss: str) -> list[Piece]:
    """The heads of the columns behind the first."""
    return [piece for name in names for piece in ((name, "name"), (f"{name}.grad", "quiet"))] + [(loss, "name")]


def _equal(name: Piece, text: Piece) -> list[Piece]:
    return [name, (" = ", "quiet"), text]


def compared(
    first: Walk, second: Walk, titles: Sequence[str], digits: int, ascii: bool, width: int | None = None
) -> Iterator[Line]:
    """Two walks side by side, or where that is wider than the terminal, one after the other."""
    names = list(first.steps[0].values)
    blank: list[Piece] = [("", "")] * (2 * len(names))
    over: list[Piece] = [("", "")]
    head: list[Piece] = [("step", "quiet")]
    for gone, title in zip((first, second), titles, strict=True):
        over += [(title, "note"), *blank]
        head += _names(names, gone.name)
    rows = [over, head]
    for k in sorted({step.number for gone in (first, second) for step in _shown(gone)}):
        row: list[Piece] = [(str(k), "quiet")]
        for gone in (first, second):
            row += _row(gone.steps[k], names, digits)[1:] if k < len(gone.steps) else [*blank, ("", "")]
        rows.append(row)
    beside = list(table(rows))
    if fits(beside, width):
        yield from beside
    else:
        for k, (gone, title) in enumerate(zip((first, second), titles, strict=True)):
            yield from [[]] * k
            yield [(title, "note")]
            yield from _steps(gone, _shown(gone), digits, width)
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
        yield f"a learning rate of {advice.rate:g} has been tried, and the loss falls"
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
    return cut(printable(tensor(data, digits)), WIDEST)


def _went(gone: Walk, digits: int, ascii: bool) -> list[Piece]:
    losses = [step.loss for step in gone.steps]
    first, last = (number(losses[k], digits) for k in (0, -1))
    return [(f"{gone.name}  {first} ", ""), (sparkline(losses, ascii), "value"), (f" {last}", "")]
