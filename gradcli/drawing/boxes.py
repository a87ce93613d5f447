"""What stands in a box, line by line, and how large the box has to be for it."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any, NamedTuple

from gradcli.calculation.trace import Trace, Vertex
from gradcli.drawing.graph import drawn, kind
from gradcli.drawing.grids import Grid, grid
from gradcli.drawing.layers import PORTS, Size
from gradcli.drawing.measure import LINE, SMALL, TEXT, TITLE, flat, room
from gradcli.drawing.steps import Step, added, label, summed
from gradcli.numerals import tensor

MOST_TITLE = 44  # cells
PAD, HIGH = 11.0, 7.0
BRACKET = 9.0  # room on each side of a matrix


class Shown(NamedTuple):
    """Something that stands in a box from one step on until, if it is replaced, another."""

    grid: Grid
    first: int
    until: int | None = None


class Content(NamedTuple):
    """What stands in a box.

    title   what it computes
    values  of each named row what stands there, at first, and later
    foot    grad_fn and shape, left and right
    """

    id: int
    kind: str
    title: str
    values: tuple[tuple[str, str, tuple[Shown, ...]], ...]  # name, style
    foot: tuple[str, str]

    def size(self, ports: int) -> Size:
        """The box that holds it, wide enough for so many arrows."""
        if self.kind == "constant":
            return _whole(max(room(self.title, TEXT) + 14, 26.0), TEXT * LINE + 8)
        wide = [room(self.title, TITLE)]
        high = TITLE * LINE
        for _, _, shown in self.values:
            wide.append(self.indent() + max(room("m" * one.grid.cells, TEXT) + 2 * BRACKET * one.grid.brackets for one in shown))
            high += self.rows(shown) * TEXT * LINE + self.below(shown)
        if any(self.foot):
            wide.append(room("  ".join(part for part in self.foot if part), SMALL))
            high += SMALL * LINE + 3
        return _whole(max(max(wide) + 2 * PAD, (ports + 1) * PORTS, 64.0), high + 2 * HIGH)

    @staticmethod
    def rows(shown: Sequence[Shown]) -> int:
        """How many lines a value takes, whatever it is just then."""
        return max(len(one.grid.rows) for one in shown)

    @staticmethod
    def below(shown: Sequence[Shown]) -> float:
        """The room below a value: brackets of two matrices do not touch."""
        return 4.0 * any(one.grid.brackets for one in shown)

    def indent(self) -> float:
        """Where values begin, behind their names."""
        return max((room(name, SMALL) for name, _, _ in self.values), default=0.0) + 9


def _whole(width: float, height: float) -> Size:
    """A size of which half is a whole number, too."""
    return Size(2.0 * ceil(width / 2), 2.0 * ceil(height / 2))


def contents(trace: Trace, steps: Sequence[Step]) -> list[Content]:
    """What stands in the box of each value that is drawn."""
    computed = {step.box: k for k, step in enumerate(steps) if step.kind == "forward"}
    grads = _grads(trace, steps)
    return [_content(trace, v, computed.get(v.id, 0), grads.get(v.id, ())) for v in drawn(trace)]


def _content(trace: Trace, v: Vertex, at: int, grads: Sequence[Shown]) -> Content:
    sort = kind(v, trace.root)
    title = flat(label(v), MOST_TITLE) or " "
    if sort == "constant":
        short = title if v.value is None or not v.shape else grid(v.value).rows[0] if len(v.shape) == 1 else title
        return Content(v.id, sort, short, (), ("", ""))
    values: list[tuple[str, str, tuple[Shown, ...]]] = []
    if v.value is not None:
        values.append(("value", "value", (Shown(grid(v.value), at),)))
    if grads:
        values.append(("grad", "gradient", tuple(grads)))
    return Content(v.id, sort, title, tuple(values), (flat(_node(v), MOST_TITLE), _shape(v.shape)))


def _node(v: Vertex) -> str:
    if v.op == "leaf":
        return "leaf" if v.requires_grad else "leaf, no grad"
    if v.skipped is not None:
        return f"not recorded ({v.skipped})"
    return v.grad_fn or "not recorded"


def _shape(shape: Sequence[int]) -> str:
    return "(" + ", ".join(map(str, shape)) + ")" if shape else ""


# ------------------------------------------------------------------ gradients, which come step by step
def _grads(trace: Trace, steps: Sequence[Step]) -> dict[int, list[Shown]]:
    """What gradient each box shows from which step on."""
    found: dict[int, list[Shown]] = {}
    if trace.vertices[trace.root].value is None:
        return found
    at = next((k for k, step in enumerate(steps) if step.number), len(steps))
    for one in trace.passes:
        arrived: dict[int, list[Any]] = {}
        for move in one.moves:
            terms = arrived.get(move.vertex, [])
            if move.before is not None:
                shown = _sum([move.before, move.upstream], move.after)
            else:
                shown = _sum(terms, move.upstream if move.after is None else move.after)
            known = found.setdefault(move.vertex, [])
            if not known or known[-1].grid != shown:
                if known:
                    known[-1] = known[-1]._replace(until=at)
                known.append(Shown(shown, at))
            for p in move.products:
                arrived.setdefault(p.input, []).append(p.product if p.reduced is None else p.reduced)
            at += 1
        at += one.error is not None
    return found


def _sum(terms: Sequence[Any], total: Any) -> Grid:
    """4 + 12 = 16 where it is short, otherwise the total."""
    if len(terms) < 2 or any(isinstance(term, list) for term in (*terms, total)):
        return grid(total)
    text = summed(terms, total) if len(terms) <= 3 else tensor(total)
    return Grid((text,)) if len(text) <= 30 else grid(total)


__all__ = ["BRACKET", "HIGH", "PAD", "Content", "Shown", "added", "contents"]
