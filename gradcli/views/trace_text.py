"""The trace for people: the graph as a tree, the forward steps, the backward steps, the result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gradcli.trace import Move, Pass, Raised, Trace, Vertex
from gradcli.views.lines import Line, Piece
from gradcli.views.text import tensor


def lines(trace: Trace) -> Iterator[Line]:
    """The whole screen."""
    yield [(f"{trace.output} = ", "name"), (trace.expression, "")]
    yield []
    yield from _tree(trace)
    yield []
    yield from _forward(trace)
    for k, one in enumerate(trace.passes, start=1):
        yield []
        yield from _backward(trace, one, k)
    yield []
    yield from _result(trace)


def table(rows: Sequence[Sequence[Piece]]) -> Iterator[Line]:
    """Rows with their columns aligned."""
    widths: list[int] = []
    for row in rows:
        for k, (text, _) in enumerate(row):
            if k == len(widths):
                widths.append(0)
            widths[k] = max(widths[k], len(text))
    for row in rows:
        last = max((k for k, (text, _) in enumerate(row) if text), default=0)
        yield [(text if k == last else text.ljust(widths[k]) + "  ", style) for k, (text, style) in enumerate(row[: last + 1])]


# ------------------------------------------------------------------ the graph
def _tree(trace: Trace) -> Iterator[Line]:
    grads = _reached(trace)
    rows: list[list[Piece]] = [[("Graph", "name"), ("value", "quiet"), ("grad", "quiet"), ("grad_fn", "quiet")]]
    seen: set[int] = set()
    stack: list[tuple[int, str, str]] = [(trace.root, "", "")]
    while stack:
        i, head, indent = stack.pop()
        v = trace.vertices[i]
        if i in seen and v.op != "constant":
            rows.append([(f"{head}{v.name} (above)", "")])
            continue
        seen.add(i)
        rows.append(_vertex_row(v, head, grads.get(i)))
        last = len(v.inputs) - 1
        branches = [
            (child, indent + ("└── " if k == last else "├── "), indent + ("    " if k == last else "│   "))
            for k, child in enumerate(v.inputs)
        ]
        stack += branches[::-1]
    yield from table(rows)


def _vertex_row(v: Vertex, head: str, grad: Any) -> list[Piece]:
    if v.op == "constant":
        return [(f"{head}{v.name}", "")]
    label = v.name if v.op == "leaf" else f"{v.name} = {v.text}"
    kind = ("leaf, requires grad" if v.requires_grad else "leaf") if v.op == "leaf" else (v.grad_fn or "not recorded")
    saved = f"   saved: {', '.join(v.saved)}" if v.saved else ""
    return [
        (head + label, ""),
        (tensor(v.value), "value"),
        ("" if grad is None else tensor(grad), "gradient"),
        (kind + saved, "quiet"),
    ]


def _reached(trace: Trace) -> dict[int, Any]:
    """The gradient that reached each value in the first pass."""
    found: dict[int, Any] = {}
    for move in trace.passes[0].moves if trace.passes else ():
        found[move.vertex] = move.upstream
    return found


# ------------------------------------------------------------------ the steps
def _forward(trace: Trace) -> Iterator[Line]:
    yield [("Forward", "name")]
    rows: list[list[Piece]] = []
    for v in trace.vertices:
        if v.op in ("leaf", "constant"):
            continue
        rows.append([(str(len(rows) + 1), "quiet"), (v.name, ""), (f"= {v.text}", ""), (f"= {tensor(v.value)}", "value")])
    yield from table(rows)


def _backward(trace: Trace, one: Pass, k: int) -> Iterator[Line]:
    several = f", pass {k}" if len(trace.passes) > 1 else ""
    start = f", from d{trace.output}/d{trace.output} = {tensor(one.moves[0].upstream)}" if one.moves else ""
    yield [(f"Backward{several}{start}", "name")]
    rows: list[list[Piece]] = []
    for n, move in enumerate(one.moves, start=1):
        rows += _move_rows(trace, move, n)
    yield from table(rows)
    if one.error is not None:
        yield from raised(one.error)


def raised(error: Raised) -> Iterator[Line]:
    """PyTorch's error, its cause, the way out."""
    yield [(f"{error.kind}: ", "error"), (error.message, "")]
    if error.why:
        yield [("  why: ", "quiet"), (error.why, "")]
    if error.fix:
        yield [("  fix: ", "help"), (error.fix, "")]


def _move_rows(trace: Trace, move: Move, n: int) -> list[list[Piece]]:
    v = trace.vertices[move.vertex]
    if move.grad_fn == "AccumulateGrad":
        change = f"{v.name}.grad: {tensor(move.before)} becomes {tensor(move.after)}"
        return [[(str(n), "quiet"), (move.grad_fn, ""), (v.name, ""), (change, "gradient")]]
    rows: list[list[Piece]] = []
    for k, p in enumerate(move.products):
        target = trace.vertices[p.input].name
        local = "" if p.local is None or p.formula == tensor(p.local) else f" = {tensor(p.local)}"
        formula = f"∂{v.name}/∂{target} = {p.formula}{local}" if p.formula is not None else f"∂{v.name}/∂{target}{local}"
        times = f"{tensor(move.upstream)} × {tensor(p.local)} = {tensor(p.product)}" if p.local is not None else tensor(p.product)
        summed = f", summed to {tensor(p.reduced)}" if p.reduced is not None else ""
        rows.append(
            [
                (str(n) if not k else "", "quiet"),
                (move.grad_fn if not k else "", ""),
                (f"{v.name} = {v.text}" if not k else "", ""),
                (formula, "formula"),
                (f"{times}{summed}", "gradient"),
                (f"to {target}", "quiet"),
            ]
        )
    return rows


def _result(trace: Trace) -> Iterator[Line]:
    yield [("Result", "name")]
    for name, g in trace.grads.items():
        yield [(f"{name}.grad", "name"), (" = ", ""), (tensor(g), "gradient")]
    for note in trace.notes:
        yield [("note: ", "note"), (note.text, "")]
