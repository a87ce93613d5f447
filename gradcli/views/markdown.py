"""A trace as Markdown: for an issue, a notebook, a worksheet.

The user's text stands in code spans, where nothing of it is Markdown, or in a fenced Mermaid graph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gradcli.calculation.paths import all_paths
from gradcli.calculation.trace import Move, Pass, Product, Trace, Vertex
from gradcli.views import mermaid
from gradcli.views.text import contributions, in_upstream, local_derivative, printable, symbolic_derivative, tensor, times

MOST_ROWS = 200  # of one table; a longer one is shown by its ends


def graph(trace: Trace) -> str:
    """The graph alone."""
    return _joined([f"# {span(trace.expression)}", *_graph(trace)])


def steps(trace: Trace, paths: bool = False) -> str:
    """Graph, forward steps, backward steps, result, and with `paths` the chain rule as a sum over paths."""
    return _joined(
        [
            f"# {span(trace.expression)}",
            *_values(trace),
            "## Graph",
            *_graph(trace),
            *_forward(trace),
            *_passes(trace),
            *_result(trace),
            *(_paths(trace) if paths else ()),
        ]
    )


def _joined(blocks: Sequence[str]) -> str:
    return "\n\n".join(blocks) + "\n"


def _values(trace: Trace) -> Iterator[str]:
    found = [span(f"{v.name} = {tensor(v.value)}") for v in trace.vertices if v.op == "leaf" and v.value is not None]
    if found:
        yield f"at {', '.join(found)}"


def _graph(trace: Trace) -> Iterator[str]:
    yield fenced(mermaid.graph(trace), "mermaid")


# ------------------------------------------------------------------ the steps
def _forward(trace: Trace) -> Iterator[str]:
    rows = [
        [str(n), span(f"{v.name} = {v.text}"), _numbers(v), span(tensor(v.value)), _node(v), span(v.shapes or "")]
        for n, v in enumerate((v for v in trace.vertices if v.op not in ("leaf", "constant")), start=1)
        if v.value is not None
    ]
    if rows:
        yield "## Forward"
        shapes = any(row[5] for row in rows)
        head = ["", "step", "numbers", "value", "grad_fn", "shapes"]
        yield table(head, rows) if shapes else table(head[:5], [row[:5] for row in rows])
    if not trace.recorded:
        yield "Nothing was recorded: inside `no_grad`, `requires_grad` is `False` and `grad_fn` is `None` throughout."


def _numbers(v: Vertex) -> str:
    return span(v.numbers) if v.numbers is not None and v.numbers != v.text else ""


def _node(v: Vertex) -> str:
    if v.skipped is not None:
        return f"not recorded ({span(v.skipped)})"
    return span(v.grad_fn) if v.grad_fn is not None else ""


def _passes(trace: Trace) -> Iterator[str]:
    for k, one in enumerate(trace.passes, start=1):
        yield f"## Backward, pass {k}" if len(trace.passes) > 1 else "## Backward"
        known = trace.vertices[trace.root].value is not None
        rows = [row for n, move in enumerate(one.moves, start=1) for row in (_rows if known else _rules)(trace, move, n)]
        head = ["", "node", "of", "upstream", "local derivative", "product", "goes to"]
        if rows:
            yield table(head if known else [*head[:3], head[4], head[6]], rows)
        yield from _error(one)


def _error(one: Pass) -> Iterator[str]:
    if one.error is not None:
        yield f"**{span(one.error.kind)}** {span(one.error.message)}"
        yield from (f"{what}: {span(text)}" for what, text in (("why", one.error.why), ("fix", one.error.fix)) if text)


def _rows(trace: Trace, move: Move, n: int) -> Iterator[list[str]]:
    v = trace.vertices[move.vertex]
    upstream = span(contributions(move.terms, move.upstream) or tensor(move.upstream))
    if move.grad_fn == "AccumulateGrad":
        change = f"{v.name}.grad: {tensor(move.before)} becomes {tensor(move.after)}"
        yield [str(n), span(move.grad_fn), span(v.name), upstream, "", span(change), ""]
        return
    if any(p.local is None and p.rule is not None for p in move.products):
        arrived = contributions(move.terms, move.upstream) or tensor(move.upstream)
        upstream = span(f"{trace.upstream} = {arrived}")
    first = [str(n), span(move.grad_fn), span(f"{v.name} = {v.text}"), upstream]
    if not move.products:  # one of several results, or a rule that passes nothing on
        yield [*first, "", "", ""]
    for k, p in enumerate(move.products):
        target = trace.vertices[p.input].name
        local = span(local_derivative(v.name, target, p)) + (f" (0 where {span(p.guard)})" if p.guard else "")
        shapes = f" {span(p.shapes)}" if p.shapes else ""
        yield [*(["", "", "", ""] if k else first), local, _product(move, p), span(target) + shapes]
    for t in move.together:
        left = f"∂{trace.vertices[t.vertex].name}/∂{trace.vertices[t.input].name} = {t.rule}"
        found = tensor(t.product) if t.numbers is None else f"{t.numbers} = {tensor(t.product)}"
        yield ["", "", "", "", span(left), span(found), f"all of {span(t.call)}"]


def _rules(trace: Trace, move: Move, n: int) -> Iterator[list[str]]:
    """A step without numbers."""
    v = trace.vertices[move.vertex]
    if move.grad_fn == "AccumulateGrad":
        yield [str(n), span(move.grad_fn), span(v.name), "", ""]
        return
    first = [str(n), span(move.grad_fn), span(f"{v.name} = {v.text}")]
    if not move.products:
        yield [*first, "", ""]
    for k, p in enumerate(move.products):
        target = trace.vertices[p.input].name
        guard = f" (0 where {span(p.guard)})" if p.guard else ""
        yield [
            *(["", "", ""] if k else first),
            span(symbolic_derivative(v.name, target, p, in_upstream(trace, p))) + guard,
            span(target),
        ]


def _product(move: Move, p: Product) -> str:
    """3 × 4 = 12, a rule with its numbers; of other tensors only what comes out."""
    one_number = not any(isinstance(x, list) for x in (move.upstream, p.local, p.product))
    shown = span(times(move.upstream, p) if one_number or p.local is None else tensor(p.product))
    return shown if p.reduced is None else f"{shown}, summed to {span(tensor(p.reduced))}"


# ------------------------------------------------------------------ the result
def _result(trace: Trace) -> Iterator[str]:
    found = []
    for name in trace.formulas:
        text = trace.closed_form(name)
        numbers = f" = {trace.numbers[name]}" if name in trace.numbers else ""
        reached = f" = {tensor(trace.passes[0].grads[name])}" if numbers and trace.passes else ""
        found.append(span(f"d{trace.output}/d{name} = {text}{numbers}{'' if reached == numbers else reached}"))
    found += [span(f"{name}.grad = {tensor(g)}") for name, g in trace.grads.items()]
    if found:
        yield "## Result"
        yield "\n".join(f"- {line}" for line in found)
    if trace.notes:
        yield "## Notes"
        yield "\n".join(f"- {span(note.text)}" for note in trace.notes)


def _paths(trace: Trace) -> Iterator[str]:
    yield "## Paths"
    for found in all_paths(trace):
        yield f"from {span(found.output)} to {span(found.input)}: {found.number}"
        lines = [
            span(f"{' ← '.join(p.elements)}: {' × '.join(map(tensor, p.locals))} = {tensor(p.product)}") for p in found.shown
        ]
        if found.number == len(found.shown):
            lines.append(f"sum {span(tensor(found.total))}")
        yield "\n".join(f"- {line}" for line in lines)


# ------------------------------------------------------------------ spelling
def span(text: str) -> str:
    """A code span: nothing in it is Markdown, whatever it holds."""
    flat = " ".join(printable(text).split())
    if not flat:
        return ""
    fence = "`" * (_longest_run(flat) + 1)
    pad = " " if flat[0] == "`" or flat[-1] == "`" else ""
    return f"{fence}{pad}{flat}{pad}{fence}"


def fenced(text: str, language: str) -> str:
    """A block of code."""
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table; in a cell even a code span must not hold a plain pipe."""
    edge = MOST_ROWS // 2
    shown = list(rows)
    if len(rows) > MOST_ROWS:
        between = ["…", f"{len(rows) - 2 * edge} more rows", *[""] * (len(head) - 2)]
        shown = [*rows[:edge], between, *rows[-edge:]]
    return "\n".join(_row(cells) for cells in [head, ["---"] * len(head), *shown])


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
