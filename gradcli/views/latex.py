r"""The chain rule as LaTeX: the steps in align* blocks, the graph as a TikZ picture. Both in ASCII, to paste into a document.

The steps need amsmath and nothing else; the graph needs tikz besides, and nothing of its libraries.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from gradcli.calculation.paths import all_paths
from gradcli.calculation.trace import Move, Pass, Product, Together, Trace, Vertex
from gradcli.drawing.scene import Scene, scene
from gradcli.views.latex_math import formula, name, reading, text, value
from gradcli.views.tikz import picture
from gradcli.views.widths import cells

MOST_ROWS = 200  # of one block; a longer one is shown by its ends
LONGEST_ROW = 60  # characters, roughly as set; a longer row goes on below
LONGEST_PART = 46  # the same of a formula alone, in which brackets and operators have room around them
OPERATORS = re.compile(r"\\left\b|\\right\b|\\[{}]|[{}]| (?:\+|-|\\cdot|\\otimes)(?= )")
PAGE = (  # as large as the picture
    r"\ifdefined\pdfpagewidth\else\let\pdfpagewidth\pagewidth\let\pdfpageheight\pageheight\fi",
    r"\pdfpagewidth\dimexpr\wd0+2cm\relax \pdfpageheight\dimexpr\ht0+\dp0+2cm\relax",
    r"\hoffset\dimexpr1cm-1in\relax \voffset\hoffset \shipout\box0",
)


def steps(trace: Trace, standalone: bool = False, paths: bool = False) -> str:
    """Forward, backward and result, with `paths` the sums over paths; a fragment, or a whole document."""
    lines = [*_steps(trace), *(_block("Paths", list(_paths(trace)), str) if paths else ())]
    if not standalone:
        return _joined([r"% needs \usepackage{amsmath}", *lines])
    return _joined([r"\documentclass{article}", r"\usepackage{amsmath}", r"\begin{document}", *lines, r"\end{document}"])


def graph(trace: Trace, standalone: bool = False, at: int | None = None, drawing: Scene | None = None) -> str:
    """The graph as a tikzpicture, as it is after a step, by default at the end; a fragment, or a whole document."""
    lines = list(picture(trace, scene(trace) if drawing is None else drawing, at))
    if not standalone:
        return _joined([r"% needs \usepackage{amsmath} and \usepackage{tikz}", *lines])
    head = [r"\documentclass{article}", r"\usepackage{amsmath}", r"\usepackage{tikz}"]
    return _joined(
        [
            *head,
            r"\begin{document}",
            r"\textwidth\maxdimen\linewidth\maxdimen",
            r"\setbox0\hbox{%",
            *lines,
            "}",
            *PAGE,
            r"\end{document}",
        ]
    )


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(lines) + "\n"


# ------------------------------------------------------------------ the steps
def _steps(trace: Trace) -> Iterator[str]:
    known = [v for v in trace.vertices if v.op != "constant" and v.value is not None]
    yield from _block("Forward", sorted(known, key=lambda v: v.op != "leaf"), _forward)
    if not trace.recorded:
        yield r"Nothing was recorded: inside \texttt{no\_grad} there is no graph to go back through."
    for k, one in enumerate(trace.passes, start=1):
        title = f"Backward, pass {k}" if len(trace.passes) > 1 else "Backward"
        yield from _block(title, [found for move in one.moves for found in _uses(trace, move)], lambda use: _row(trace, *use))
        yield from _error(one)
    yield from _block("Result", list(_result(trace)), str)


def _block(title: str, items: Sequence[Any], written: Callable[[Any], str]) -> Iterator[str]:
    """A heading and a row for each item, aligned at their first equals sign; what is left out is not even written."""
    if not items:
        return
    edge = MOST_ROWS // 2
    if len(items) <= MOST_ROWS:
        shown = [written(item) for item in items]
    else:
        dots = rf"&\;\;\vdots \quad \text{{{len(items) - 2 * edge} more rows}}"
        shown = [*map(written, items[:edge]), dots, *map(written, items[-edge:])]
    yield rf"\noindent\textbf{{{title}}}"
    yield r"{\allowdisplaybreaks\begin{align*}"
    yield from (f"  {row} \\\\" for row in shown[:-1])
    yield f"  {shown[-1]}"
    yield r"\end{align*}}%"


def _forward(v: Vertex) -> str:
    """v_1 &= x^2 = 2^2 = 4, and of a leaf its value alone."""
    if v.op == "leaf":
        return f"{name(v.name)} &= {value(v.value)}"
    parts = [formula(v.text)]
    if v.numbers is not None and v.numbers != v.text:
        parts.append(formula(v.numbers))
    return _equal(name(v.name), [*parts, value(v.value)])


def _equal(left: str, parts: Sequence[str]) -> str:
    """left = a = b = c, on several rows where it is long; what is the same twice in a row is written once."""
    row = f"{left} &= {_folded(parts[0])}"
    length = _width(parts[0])
    for before, part in pairwise(parts):
        if part == before:
            continue
        below = length + _width(part) > LONGEST_ROW
        row += f" \\\\\n    &= {_folded(part)}" if below else f" = {part}"
        length = _width(part) + (0 if below else length + 3)
    return row


def _folded(part: str) -> str:
    """A formula; one that is longer than a row goes on below, before an operator that stands in no brackets."""
    if _width(part) <= LONGEST_PART:
        return part
    found, depth, start = [""], 0, 0
    for token in OPERATORS.finditer(part):
        depth += {"{": 1, "\\left": 1, "}": -1, "\\right": -1}.get(token[0], 0)
        if depth == 0 and token[0].startswith(" "):
            found[-1] += part[start : token.start()]
            start = token.start()
            found += [""] * (_width(found[-1]) > LONGEST_PART // 2)
    found[-1] += part[start:]
    return " \\\\\n    &\\quad ".join(filter(None, map(str.strip, found)))


def _width(source: str) -> int:
    """About how many letters wide a reader sees it; a fraction counts with both its halves."""
    return cells(re.sub(r"\\(?:left|right|frac|mathit|operatorname|text|partial)\b|\\[ ,]|[\s{}\\]", "", source))


def _uses(trace: Trace, move: Move) -> list[tuple[Move, Product | Together | None]]:
    """A step operand by operand; None for an accumulation, and for what was added up before the step."""
    if trace.vertices[trace.root].value is None:
        return [(move, p) for p in move.products if p.rule or p.formula]
    if move.grad_fn == "AccumulateGrad":
        return [(move, None)]
    found: list[Product | Together | None] = [*([None] if move.terms else []), *move.products, *move.together]
    return [(move, p) for p in found]


def _row(trace: Trace, move: Move, p: Product | Together | None) -> str:
    v = trace.vertices[move.vertex]
    if isinstance(p, Together):
        return _whole(trace, p)
    if p is not None:
        return _product(trace, v, move, p)
    return _accumulated(trace, v, move) if move.grad_fn == "AccumulateGrad" else _added(trace, v, move)


def _added(trace: Trace, v: Vertex, move: Move) -> str:
    """What arrived by several ways: 9 + 9 + 9 = 27."""
    terms = " + ".join(map(value, move.terms)) if len(move.terms) <= 6 else rf"\text{{{len(move.terms)} contributions}}"
    return _equal(_partial(trace.output, v.name), [terms, value(move.upstream)])


def _whole(trace: Trace, t: Together) -> str:
    """The gradient through a call of several operations, as it is read."""
    left = _partial(trace.vertices[t.vertex].name, trace.vertices[t.input].name)
    numbers = [] if t.numbers is None else [reading(t.numbers)]
    return _equal(left, [reading(t.rule), *numbers, value(t.product)])


def _product(trace: Trace, v: Vertex, move: Move, p: Product) -> str:
    """The chain rule at one operand: dy/dv dv/dx = 3 2x = 3 4 = 12."""
    source = trace.vertices[p.input].name
    if trace.vertices[trace.root].value is None:
        return _equal(_partial(v.name, source), [reading(p.rule or p.formula or "")])
    upstream = value(move.upstream)
    if p.local is None:
        left = _share(trace, v.name, source)
        said = p.rule or p.formula
        rule = [] if said is None else [reading(said)]
        numbers = [] if p.numbers is None else [reading(p.numbers)]
        found = _equal(left, [*rule, *numbers, value(p.product)])
        letter = rf" \qquad \left({name(trace.upstream)} = {upstream}\right)"
        row = found + (letter if rule and "\n" not in found and _width(found) + _width(upstream) < LONGEST_ROW - 8 else "")
    else:
        said = p.rule or p.formula
        local = [] if said is None else [rf"{upstream} \cdot {_bracketed(formula(said))}"]
        put_in = rf"{upstream} \cdot {_bracketed(value(p.local))}"
        row = _equal(_share(trace, v.name, source), [*local, put_in, value(p.product)])
    return row if p.reduced is None else rf"{row} \\{chr(10)}    &\xrightarrow{{\text{{summed}}}} {value(p.reduced)}"


def _bracketed(factor: str) -> str:
    """A factor that is a sum or begins with a minus, in brackets."""
    plain = not factor.startswith("-") and " + " not in factor and " - " not in factor
    return factor if plain else rf"\left({factor}\right)"


def _share(trace: Trace, through: str, source: str) -> str:
    """What one use of a value contributes to its gradient."""
    return rf"{_partial(trace.output, through)} {_partial(through, source)}"


def _partial(of: str, by: str) -> str:
    return rf"\frac{{\partial {name(of)}}}{{\partial {name(by)}}}"


def _accumulated(trace: Trace, v: Vertex, move: Move) -> str:
    grad = rf"{name(v.name)}\text{{.grad}}"
    if move.terms and move.before is None:
        return f"{_added(trace, v, move)} \\\\\n    {grad} &= {value(move.after)}"
    if move.before is None:
        return f"{grad} &= {value(move.after)}"
    return _equal(grad, [f"{value(move.before)} + {_bracketed(value(move.upstream))}", value(move.after)])


def _error(one: Pass) -> Iterator[str]:
    if one.error is not None:
        yield rf"\noindent\texttt{{{text(one.error.kind)}}}: {text(one.error.message)}\par"
        for what, words in (("why", one.error.why), ("fix", one.error.fix)):
            if words:
                yield rf"\noindent {what}: {text(words)}\par"


def _result(trace: Trace) -> Iterator[str]:
    for leaf in trace.formulas:
        typed = trace.closed_form(leaf)
        numbers = [formula(trace.numbers[leaf])] if leaf in trace.numbers else []
        reached = [value(trace.passes[0].grads[leaf])] if numbers and trace.passes else []
        yield _equal(rf"\frac{{d {name(trace.output)}}}{{d {name(leaf)}}}", [formula(typed), *numbers, *reached])
    for leaf, g in trace.grads.items():
        yield rf"{name(leaf)}\text{{.grad}} &= {value(g)}"


def _paths(trace: Trace) -> Iterator[str]:
    """For each element of a variable the sum of the products along the paths to it."""
    for found in all_paths(trace):
        if found.number > len(found.shown):
            yield rf"{_partial(found.output, found.input)} &= \text{{a sum over {found.number} paths}}"
            continue
        ways = [r" \cdot ".join(_bracketed(value(x)) for x in p.locals) or "1" for p in found.shown] or ["0"]
        yield _equal(_partial(found.output, found.input), [" + ".join(ways), value(found.total)])
