"""Backward as a row of pictures: the graph after each step, with what is known by then."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from gradcli.calculation.trace import Move, Pass, Trace, Vertex
from gradcli.files import make_folder, write_whole
from gradcli.problems import FileProblem, Problem
from gradcli.views.formats import FORMATS, plain
from gradcli.views.lines import Line, Piece
from gradcli.views.text import local_derivative, tensor
from gradcli.views.trace_text import graph_lines

MOST = 500  # files
SUPPORTED = ("svg", "html", "text", "mermaid", "dot", "latex")
MARK = "  ◄"


class Frame(NamedTuple):
    """One step: the trace as far as it has come, the value that the step is about, what to say, and the text view."""

    trace: Trace
    current: int
    title: str
    lines: list[Line]


def frames(trace: Trace) -> Iterator[Frame]:
    """One frame for each step of each pass."""
    for k, one in enumerate(trace.passes, start=1):
        for n, move in enumerate(one.moves, start=1):
            yield _frame(trace, one, k, n, move)


def _frame(trace: Trace, one: Pass, k: int, n: int, move: Move) -> Frame:
    known = trace._replace(passes=(Pass(one.moves[:n], one.grads),))
    v = trace.vertices[move.vertex]
    several = f"pass {k}, " if len(trace.passes) > 1 else ""
    title = f"{several}step {n} of {len(one.moves)}: {move.grad_fn}"
    of = v.name if v.op == "leaf" else f"{v.name} = {v.text}"
    lines = [[(f"{title}, ", "quiet"), (of, "name")], [], *_marked(known, v), [], *_said(trace, move)]
    return Frame(known, v.id, title, lines)


def _marked(known: Trace, v: Vertex) -> Iterator[Line]:
    """The graph, with the value of this step standing out."""
    label = v.name if v.op == "leaf" else f"{v.name} = {v.text}"
    for line in graph_lines(known):
        if line and len(line) > 1 and line[0][0].lstrip("│├└─ ").rstrip() == label:
            branch = line[0][0][: len(line[0][0]) - len(line[0][0].lstrip("│├└─ "))]
            yield [(branch, ""), (line[0][0][len(branch) :], "note"), *line[1:], (MARK, "note")]
        else:
            yield line


def _said(trace: Trace, move: Move) -> Iterator[Line]:
    """What the step does, in one line for each operand."""
    v = trace.vertices[move.vertex]
    yield [("gradient that arrived: ", "quiet"), (tensor(move.upstream), "gradient")]
    if move.grad_fn == "AccumulateGrad":
        before = "" if move.before is None else f"{tensor(move.before)} + {tensor(move.upstream)} = "
        yield [(f"{v.name}.grad", "name"), (" becomes ", ""), (f"{before}{tensor(move.after)}", "gradient")]
        return
    for p in move.products:
        target = trace.vertices[p.input].name
        pieces: list[Piece] = [(local_derivative(v.name, target, p), "formula"), ("    ", "")]
        times = "" if p.local is None else f"{tensor(move.upstream)} × {tensor(p.local)} = "
        pieces.append((f"{times}{tensor(p.product)}", "gradient"))
        if p.reduced is not None:
            pieces.append((f", summed to {tensor(p.reduced)}", "gradient"))
        yield [*pieces, (f"    to {target}", "quiet")]


# ------------------------------------------------------------------ files
def write_frames(trace: Trace, directory: str, format: str = "svg", ascii: bool = False) -> list[str]:
    """Write 01.svg, 02.svg, ... into a folder, which is made if it is not there; the paths. Raises Problem.

    All pictures have one size, so that nothing moves from one slide to the next.
    """
    if format not in SUPPORTED:
        raise Problem(f"frames cannot be written as {format}", fix=f"there are: {', '.join(SUPPORTED)}")
    count = sum(len(one.moves) for one in trace.passes)
    if not count:
        raise Problem("there are no backward steps to draw", why=trace.error.message if trace.error is not None else None)
    if count > MOST:
        raise Problem(f"{count:,} backward steps would be as many files; the most is {MOST}", fix="take a shorter expression")
    try:
        make_folder(directory)
    except (OSError, ValueError) as error:
        raise FileProblem(f"cannot make the folder {directory}: {getattr(error, 'strerror', None) or error}") from None
    found = list(frames(trace))
    digits = max(2, len(str(count)))
    paths = [os.path.join(directory, f"{n:0{digits}}{FORMATS[format][0]}") for n in range(1, count + 1)]
    for path, text in zip(paths, _texts(found, format, ascii), strict=True):
        write_whole(path, text)
    return paths


def _texts(found: list[Frame], format: str, ascii: bool) -> Iterator[str]:
    if format in ("svg", "html", "text"):
        yield from _pictures(found, format, ascii)
    for frame in found:  # each view is imported when it is asked for
        if format == "mermaid":
            from gradcli.views import mermaid

            yield mermaid.graph(frame.trace, frame.current, ascii)
        elif format == "dot":
            from gradcli.views import dot

            yield dot.graph(frame.trace, frame.current, ascii)
        elif format == "latex":
            from gradcli.views import latex

            yield latex.graph(frame.trace, current=frame.current)


def _pictures(found: list[Frame], format: str, ascii: bool) -> Iterator[str]:
    if format == "text":
        yield from ("".join(plain(line, ascii) + "\n" for line in frame.lines) for frame in found)
        return
    from gradcli.views import picture

    width = max(picture.columns(frame.lines) for frame in found)
    rows = max(len(frame.lines) for frame in found)
    for frame in found:
        padded = [*frame.lines, *[[]] * (rows - len(frame.lines))]
        yield picture.svg(padded, frame.title, width) if format == "svg" else picture.html(padded, frame.title)
