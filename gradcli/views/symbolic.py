"""An expression without values: its structure, the steps with their rules, and the closed form."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from gradcli.calculation.trace import Move, Pass, Trace
from gradcli.views.lines import Line, Piece
from gradcli.views.tables import fits, stacked, table
from gradcli.views.text import in_upstream, symbolic_derivative
from gradcli.views.trace_text import PARTS, graph_lines, heading, raised


def has_values(trace: Trace) -> bool:
    """Whether a trace has numbers; an expression without values has none."""
    return trace.vertices[trace.root].value is not None


def lines(trace: Trace, only: Collection[str] = PARTS, width: int | None = None) -> Iterator[Line]:
    """The screen, or the parts of it that are asked for; `width` is the terminal's, None for as wide as it takes."""
    yield from heading(trace)
    if "graph" in only:
        yield []
        yield from tree(trace)
    if "forward" in only:
        yield []
        yield [("Forward", "name")]
        steps = [v for v in trace.vertices if v.op not in ("leaf", "constant")]
        yield from table([[(str(n), "quiet"), (v.name, ""), (f"= {v.text}", "")] for n, v in enumerate(steps, start=1)])
    if "backward" in only:
        for one in trace.passes:
            yield []
            yield from _backward(trace, one, width)
    if "result" in only and (trace.formulas or trace.notes):
        yield []
        if trace.formulas:
            yield [("Result", "name")]
        for name in trace.formulas:
            yield [(f"d{trace.output}/d{name}", "name"), (" = ", ""), (trace.closed_form(name), "formula")]
        for note in trace.notes:
            yield [("note: ", "note"), (note.text, "")]


def tree(trace: Trace) -> Iterator[Line]:
    """The graph without the columns for numbers."""
    yield from ([*line[:1], *line[3:]] for line in graph_lines(trace))


def _backward(trace: Trace, one: Pass, width: int | None) -> Iterator[Line]:
    yield [(f"Backward, from ∂{trace.output}/∂{trace.output} = 1", "name")]
    arrived: dict[int, int] = {}
    rows: list[list[Piece]] = []
    for n, move in enumerate(one.moves, start=1):
        rows += _rows(trace, move, n, arrived.get(move.vertex, 0))
        for p in move.products:
            arrived[p.input] = arrived.get(p.input, 0) + 1
    aligned = list(table(rows))
    yield from aligned if fits(aligned, width) else stacked(rows, head=3, below=((3,), (4,)), under=1, width=width)
    if one.error is not None:
        yield from raised(one.error)


def _rows(trace: Trace, move: Move, n: int, contributions: int) -> Iterator[list[Piece]]:
    v = trace.vertices[move.vertex]
    added_up = f"∂{trace.output}/∂{v.name} is the sum of {contributions} contributions"
    if move.grad_fn == "AccumulateGrad":
        added = f"{v.name}.grad += ∂{trace.output}/∂{v.name}"
        yield [
            (str(n), "quiet"),
            (move.grad_fn, ""),
            (v.name, ""),
            (added_up if contributions > 1 else "", "quiet"),
            (added, "gradient"),
        ]
        return
    head: list[Piece] = [(str(n), "quiet"), (move.grad_fn, ""), (f"{v.name} = {v.text}", "")]
    if contributions > 1:
        yield [*head, (added_up, "quiet")]
        head = [("", "")] * 3
    elif v.op != "sum" and any(in_upstream(trace, p) for p in move.products):
        yield [*head, (f"{trace.upstream} = ∂{trace.output}/∂{v.name}", "quiet")]
        head = [("", "")] * 3
    if not move.products:
        yield head
    for p in move.products:
        target = trace.vertices[p.input].name
        local = symbolic_derivative(v.name, target, p, whole=in_upstream(trace, p))
        yield [*head, (local, "formula"), (f"to {target}", "quiet")]
        head = [("", "")] * 3
        if p.guard is not None:
            yield [*head, (f"(where {p.guard}, it is 0)", "note")]
