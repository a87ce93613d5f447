"""The trace for people: the graph as a tree, the forward steps, the backward steps, the result."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from gradcli.calculation.notes import shortened
from gradcli.calculation.paths import Paths, paths
from gradcli.calculation.trace import Move, Pass, Product, Raised, Trace, Vertex, named
from gradcli.views.blocks import expanded, joined
from gradcli.views.lines import Line, Piece
from gradcli.views.tables import branches, fits, stacked, stacked_tree, table
from gradcli.views.text import contributions, local_derivative, tensor, times

PARTS = ("graph", "forward", "backward", "result")
LONGEST_HEADING = 160  # characters of the expression
ARRIVES = "arrives at "
BELOW = ((3,), (4, 5))  # the columns of a step of backward on further lines
MOST_STEPS = 200  # of one part; longer ones are shown by their ends


def lines(trace: Trace, only: Collection[str] = PARTS, width: int | None = None) -> Iterator[Line]:
    """The screen, or the parts of it that are asked for; `width` is the terminal's, None for as wide as it takes."""
    yield from heading(trace)
    if "graph" in only:
        yield []
        yield from graph_lines(trace, width)
        yield from _chain(trace)
    if "forward" in only:
        yield []
        yield from _forward(trace, width)
    if "backward" in only:
        yield from _passes(trace, width)
    if "result" in only:
        yield []
        yield from _result(trace)
        if trace.error is not None and "backward" not in only:
            yield from raised(trace.error)


def heading(trace: Trace) -> Iterator[Line]:
    """The expression, and where it is looked at."""
    statements = [s.strip() for s in trace.expression.replace("\n", ";").split(";") if s.strip()]
    last = statements[-1] if statements else ""
    head = last if last.partition("=")[0].strip() == trace.output else f"{trace.output} = {last}"
    text = shortened("; ".join([*statements[:-1], head]), LONGEST_HEADING)
    values = [f"{v.name} = {tensor(v.value)}" for v in trace.vertices if v.op == "leaf" and v.value is not None]
    yield [(text, "name"), (f"    at {', '.join(values)}" if values else "", "quiet")]


def _elided(rows: list[list[Piece]], what: str) -> list[list[Piece]]:
    """Thousands of rows by their ends, with the count of those left out."""
    if len(rows) <= MOST_STEPS:
        return rows
    edge = MOST_STEPS // 2
    return [*rows[:edge], [(f"… {len(rows) - 2 * edge} more {what} …", "quiet")], *rows[-edge:]]


# ------------------------------------------------------------------ the graph
def graph_lines(trace: Trace, width: int | None = None) -> Iterator[Line]:
    """The tree from the output down; a value that is used twice is drawn once."""
    grads = reached(trace)
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
        rows.append(vertex_row(v, head, grads.get(i)))
        if len(indent) < 4 * 40:  # deeper than this nobody follows the lines
            stack += _branches(v, indent)[::-1]
        elif v.inputs:
            rows.append([(f"{indent}└── …", "quiet")])
    rows = _elided(rows, "rows")
    for shown in (_in_rows(rows), rows):
        aligned = list(table(shown, right=(1, 2)))
        if fits(aligned, width):
            yield from aligned
            return
    yield from stacked_tree(rows, width)


def _in_rows(rows: Sequence[list[Piece]]) -> list[list[Piece]]:
    """The same with matrices row by row, the branches going on beside them."""
    found = []
    for k, row in enumerate(rows):
        bars = branches(row[0][0], rows[k + 1][0][0] if k + 1 < len(rows) else "")
        label, *rest = expanded(row, top=len(row))
        found += [label, *([(bars, ""), *line[1:]] for line in rest)]
    return found


def _branches(v: Vertex, indent: str) -> list[tuple[int, str, str]]:
    last = len(v.inputs) - 1
    return [
        (child, indent + ("└── " if k == last else "├── "), indent + ("    " if k == last else "│   "))
        for k, child in enumerate(v.inputs)
    ]


def vertex_row(v: Vertex, head: str, grad: Any) -> list[Piece]:
    """One value: how it was computed, what it is, the gradient that reached it, its node."""
    if v.op == "constant":
        return [(f"{head}{v.name}", "")]
    label = v.name if v.op == "leaf" else f"{v.name} = {v.text}"
    saved = f"   saved: {', '.join(v.saved)}" if v.saved else ""
    return [
        (head + label, ""),
        (tensor(v.value), "value"),
        ("" if grad is None else tensor(grad), "gradient"),
        (_kind(v) + saved, "quiet"),
    ]


def _kind(v: Vertex) -> str:
    if v.op == "leaf":
        return "leaf, requires grad" if v.requires_grad else "leaf"
    if v.skipped is not None:
        return f"not recorded (would be {v.skipped})"
    return v.grad_fn or "not recorded"


def reached(trace: Trace) -> dict[int, Any]:
    """The gradient that reached each value in the first pass."""
    return {move.vertex: move.upstream for move in (trace.passes[0].moves if trace.passes else ())}


def _chain(trace: Trace) -> Iterator[Line]:
    """A pure chain also as the textbook draws it: x ──(×3)──► y ──(+5)──► z"""
    links: list[tuple[str, str]] = []
    v = trace.vertices[trace.root]
    while v.op not in ("leaf", "constant"):
        sources = [trace.vertices[i] for i in v.inputs if trace.vertices[i].op != "constant"]
        if len(sources) != 1 or len(links) == 12:
            return
        links.append((_link(v, sources[0]), v.name))
        v = sources[0]
    if v.op != "leaf" or len(links) < 2:
        return
    pieces: list[Piece] = [(v.name, "name")]
    for label, name in reversed(links):
        pieces += [(f" ──({label})──► ", "quiet"), (name, "name")]
    yield []
    yield pieces


def _link(v: Vertex, source: Vertex) -> str:
    """What is done to the one input: ×3, +5, sin, W @, [0]."""
    rest = v.text.replace(source.name, "", 1).strip()
    if " @ " in v.text or v.text.startswith(f"{source.name}["):
        return rest
    if v.text == f"{source.name}.T":
        return "T"
    if len(v.inputs) != 2 or rest.startswith((f"{v.op}(", ".")):
        return v.op
    rest = rest.replace(" ", "")
    if rest.endswith(("*", "+")):  # 3*x reads ×3, and 5 + x reads +5
        rest = rest[-1] + rest[:-1]
    return "×" + rest[1:] if rest.startswith("*") and not rest.startswith("**") else rest


# ------------------------------------------------------------------ the steps
def _forward(trace: Trace, width: int | None) -> Iterator[Line]:
    yield [("Forward", "name")]
    rows: list[list[Piece]] = []
    for v in trace.vertices:
        if v.op in ("leaf", "constant"):
            continue
        numbers = f"= {v.numbers}" if v.numbers is not None and v.numbers != v.text else ""
        value: Piece = (f"= {tensor(v.value)}", "value")
        rows.append(
            [(str(len(rows) + 1), "quiet"), (v.name, ""), (f"= {v.text}", ""), (numbers, ""), value, (_about(v), "quiet")]
        )
    yield from _aligned(_elided(rows, "steps"), width, below=((3,), (4,), (5,)), under=2, top=3)
    if not trace.recorded:
        yield [("Nothing was recorded: inside no_grad, requires_grad is False and grad_fn is None throughout.", "note")]


def _about(v: Vertex) -> str:
    """Of a step that changes shapes, or is one of several that were typed as one: its node, its shapes, what was typed."""
    if v.shapes is None and v.within is None:
        return ""
    within = "" if v.within is None else f"a step of {v.within}"
    return "   ".join(part for part in (v.grad_fn or "", v.shapes or "", within) if part)


def _aligned(rows: list[list[Piece]], width: int | None, below: Sequence[Sequence[int]], under: int, top: int) -> Iterator[Line]:
    """Steps in columns, matrices row by row; where the terminal is too narrow, each over several lines."""
    yield from _all_aligned([rows], width, below, under, top)[0]


def _all_aligned(
    blocks: Sequence[list[list[Piece]]], width: int | None, below: Sequence[Sequence[int]], under: int, top: int
) -> list[list[Line]]:
    """Several such lists of steps, all in columns or all over several lines."""
    aligned = [list(table([line for row in rows for line in expanded(row, top)])) for rows in blocks]
    if all(fits(lines, width) for lines in aligned):
        return aligned
    return [list(stacked([_told_below(row) for row in rows], head=3, below=below, under=under, width=width)) for rows in blocks]


def _told_below(row: list[Piece]) -> list[Piece]:
    """A row as it is where each of its cells has a line: what arrived is one equation."""
    if len(row) < 6 or not row[5][0].startswith(ARRIVES):
        return row
    return [*row[:3], (f"{row[3][0]} = {row[4][0]}  {row[5][0]}", row[3][1]), ("", ""), ("", "")]


def _passes(trace: Trace, width: int | None) -> Iterator[Line]:
    """The passes, all of them laid out in one way."""
    blocks = [
        _elided([row for n, move in enumerate(one.moves, start=1) for row in _move_rows(trace, move, n)], "rows")
        for one in trace.passes
    ]
    for k, (one, found) in enumerate(zip(trace.passes, _all_aligned(blocks, width, BELOW, 1, 4), strict=True), start=1):
        yield []
        several = f", pass {k}" if len(trace.passes) > 1 else ""
        start = f", from ∂{trace.output}/∂{trace.output} = {tensor(one.moves[0].upstream)}" if one.moves else ""
        yield [(f"Backward{several}{start}", "name")]
        yield from found
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
        return [_accumulation(v, move, n)]
    head: list[Piece] = [(str(n), "quiet"), (move.grad_fn, ""), (f"{v.name} = {v.text}", "")]
    bare: list[Piece] = [("", "")] * 3
    if not move.products:  # one of several results, or a rule that passes nothing on
        return [
            [
                *head,
                ("", ""),
                (contributions(move.terms, move.upstream) or tensor(move.upstream), "gradient"),
                ("arrives", "quiet"),
            ]
        ]
    rows: list[list[Piece]] = [[*bare, *found] for found in _arriving(trace, v, move)]
    for p in move.products:
        target = trace.vertices[p.input].name
        shapes = f"   {p.shapes}" if p.shapes else ""
        local = (local_derivative(v.name, target, p), "formula")
        rows.append([*bare, local, (times(move.upstream, p), "gradient"), (f"to {target}{shapes}", "quiet")])
        if p.guard is not None:
            rows.append([*bare, (f"(where {p.guard}, it is 0)", "note")])
        rows += _broadcast(trace, v, p)
    for t in move.together:
        left = f"∂{trace.vertices[t.vertex].name}/∂{trace.vertices[t.input].name} = {t.rule}"
        rows.append([*bare, (left, "formula"), (_found(t.numbers, t.product), "gradient"), (f"all of {t.call}", "quiet")])
    return [[*head, *rows[0][3:]], *rows[1:]]


def _found(numbers: str | None, product: Any) -> str:
    found = tensor(product)
    return found if numbers is None or numbers == found else f"{numbers} = {found}"


def _arriving(trace: Trace, v: Vertex, move: Move) -> Iterator[list[Piece]]:
    """What arrived at a step: where it is a sum of several, and where rules call it by a letter."""
    lettered = any(p.local is None and p.rule is not None for p in move.products)
    if not lettered and not move.terms:
        return
    name = f"∂{trace.output}/∂{v.name}"
    arrived = contributions(move.terms, move.upstream) or tensor(move.upstream)
    yield [
        (f"{trace.upstream} = {name}" if lettered else name, "formula"),
        (arrived, "gradient"),
        (f"{ARRIVES}{v.name}", "quiet"),
    ]


def _broadcast(trace: Trace, v: Vertex, p: Product) -> list[list[Piece]]:
    """In words: an operand that was used for several elements collects the gradients of all of them."""
    if p.reduced is None:
        return []
    source = trace.vertices[p.input]
    lead = len(v.shape) - len(source.shape)
    axes = [*range(lead), *(lead + k for k, n in enumerate(source.shape) if n == 1 and v.shape[lead + k] != 1)]
    which = f"axis {axes[0]}" if len(axes) == 1 else f"axes {', '.join(map(str, axes))}"
    words = (
        f"{source.name} {_shape(source.shape)} was broadcast to {_shape(v.shape)}, so its gradient is summed over {which}: "
        f"{tensor(p.reduced)}"
    )
    return [[("", ""), ("", ""), ("", ""), (words, "note")]]


def _shape(shape: Sequence[int]) -> str:
    return "(" + ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"


def _accumulation(v: Vertex, move: Move, n: int) -> list[Piece]:
    """4 + 12 = 16, x.grad: None becomes 16"""
    total = contributions(move.terms, move.upstream)
    change = f"{v.name}.grad: {tensor(move.before)} becomes {tensor(move.after)}"
    if move.before is not None:
        change = f"{v.name}.grad: {tensor(move.before)} + {tensor(move.upstream)} becomes {tensor(move.after)}"
    return [(str(n), "quiet"), (move.grad_fn, ""), (v.name, ""), (total, "gradient"), (change, "gradient")]


# ------------------------------------------------------------------ the result
def _result(trace: Trace) -> Iterator[Line]:
    yield [("Result", "name")]
    for name in trace.formulas:
        text = trace.closed_form(name)
        numbers = f" = {trace.numbers[name]}" if name in trace.numbers else ""
        value = f" = {tensor(_own(trace, name))}" if numbers else ""
        value = "" if value == numbers else value
        yield [(f"d{trace.output}/d{name}", "name"), (" = ", ""), (text, "formula"), (numbers, ""), (value, "gradient")]
    for name, g in trace.grads.items():
        yield from joined([(f"{name}.grad", "name"), (" = ", ""), (tensor(g), "gradient")], top=2)
    for note in trace.notes:
        yield [("note: ", "note"), (note.text, "")]


def _own(trace: Trace, name: str) -> Any:
    """The gradient of one pass alone, whatever had accumulated before."""
    return trace.passes[0].grads[name]


# ------------------------------------------------------------------ one node, and the paths
def node_lines(trace: Trace, name: str, width: int | None = None) -> Iterator[Line]:
    """Everything about one value. Raises Problem if there is none of that name."""
    found = named(trace, name)
    yield from table(
        [
            [("", ""), ("value", "quiet"), ("grad", "quiet"), ("grad_fn", "quiet")],
            vertex_row(found, "", reached(trace).get(found.id)),
        ]
    )
    if found.span is not None:
        yield [("in the expression: ", "quiet"), (trace.expression[found.span[0] : found.span[1]], "")]
    users = [v.name for v in trace.vertices if found.id in v.inputs]
    yield [("used by: ", "quiet"), (", ".join(users) or "nothing, it is the output", "")]
    blocks = [_rows_about(trace, one, found.id) for one in trace.passes]
    for k, lines in enumerate(_all_aligned(blocks, width, BELOW, 1, 4), start=1):
        if lines:
            yield [(f"pass {k}" if len(trace.passes) > 1 else "backward", "name")]
            yield from lines


def _rows_about(trace: Trace, one: Pass, vertex: int) -> list[list[Piece]]:
    """The steps that bring a value its gradient, and those that it passes on."""
    rows: list[list[Piece]] = []
    for n, move in enumerate(one.moves, start=1):
        mine = tuple(p for p in move.products if p.input == vertex or move.vertex == vertex)
        if mine or move.vertex == vertex:
            own = move if move.vertex == vertex else move._replace(terms=(), together=())
            rows += _move_rows(trace, own._replace(products=mine), n)
    return rows


def _ends(texts: list[str]) -> list[str]:
    """A long row by its ends."""
    return texts if len(texts) <= 12 else [*texts[:5], "…", *texts[-5:]]


def path_lines(trace: Trace) -> Iterator[Line]:
    """The chain rule as a sum over paths, for each variable, or for each of its elements."""
    for leaf in trace.vertices:
        if leaf.op != "leaf" or not leaf.requires_grad:
            continue
        found = paths(trace, leaf.id)
        if found is None:
            yield [(f"Paths from {trace.output} to {leaf.name}: ", "name"), ("more than fit here", "quiet")]
            continue
        for one in found:
            yield from _paths(one)


def _paths(found: Paths) -> Iterator[Line]:
    yield [(f"Paths from {found.output} to {found.input}: {found.number}", "name")]
    rows: list[list[Piece]] = []
    for path in found.shown:
        product = f"{' × '.join(_ends(list(map(tensor, path.locals))))} = {tensor(path.product)}"
        rows.append([("  " + " ← ".join(_ends(list(path.elements))), ""), (product, "gradient")])
    yield from table(rows)
    if found.number > len(found.shown):
        yield [(f"  … {found.number - len(found.shown)} more paths …", "quiet")]
    else:
        yield [("  sum: ", "quiet"), (tensor(found.total), "gradient")]
