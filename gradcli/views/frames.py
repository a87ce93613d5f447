"""Backward as a row of pictures: the graph after each step, with what is known by then."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from gradcli.calculation.trace import Move, Pass, Trace, Vertex
from gradcli.files import make_folder, write_whole
from gradcli.problems import FileProblem, Problem
from gradcli.views.formats import FORMATS, RASTER, narrowed, plain, rastered
from gradcli.views.lines import Line, Piece
from gradcli.views.text import local_derivative, tensor
from gradcli.views.trace_text import graph_lines

MOST = 500  # files
SUPPORTED = ("svg", "html", "png", "pdf", "latex", "text", "mermaid", "dot")
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

    All pictures have one layout and one size, so that nothing moves from one slide to the next. Beside those for LaTeX,
    overlays.tex shows them one after the other on one slide of Beamer.
    """
    if format not in SUPPORTED:
        raise Problem(f"frames cannot be written as {format}", fix=f"there are: {', '.join(SUPPORTED)}")
    counted = trace.vertices[trace.root].value is not None  # without values there are rules, and no steps
    count = sum(len(one.moves) for one in trace.passes) if counted else 0
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
    for path, text in zip(paths, _texts(trace, found, format, ascii), strict=True):
        write_whole(path, text)
    if format == "latex":
        paths.append(os.path.join(directory, "overlays.tex"))
        write_whole(paths[-1], overlays([os.path.basename(path) for path in paths[:-1]]))
    return paths


def _texts(trace: Trace, found: list[Frame], format: str, ascii: bool) -> Iterator[str | bytes]:
    """The content of each file. Each view is imported when it is asked for."""
    if format == "text":
        yield from ("".join(plain(line, ascii) + "\n" for line in frame.lines) for frame in found)
    elif format == "mermaid":
        from gradcli.views import mermaid

        yield from (mermaid.graph(frame.trace, frame.current, ascii) for frame in found)
    elif format == "dot":
        from gradcli.views import dot

        yield from (dot.graph(frame.trace, frame.current, ascii) for frame in found)
    else:
        yield from _drawings(trace, format, ascii)


def _drawings(trace: Trace, format: str, ascii: bool) -> Iterator[str | bytes]:
    """One layout, one size: the same drawing after each step of backward."""
    from gradcli.drawing.scene import scene

    drawing = scene(trace)
    for at, step in enumerate(drawing.steps):
        if step.kind not in ("backward", "accumulate"):
            continue
        if format == "latex":
            from gradcli.views import latex

            yield latex.graph(trace, at=at, drawing=drawing)
        elif format == "html":
            from gradcli.views import page

            yield narrowed(page.html(trace, start=at, drawing=drawing), ascii)
        else:
            from gradcli.views import svg

            picture = svg.still(drawing, at)
            yield rastered(picture, format) if format in RASTER else narrowed(picture, ascii)


def overlays(names: list[str]) -> str:
    """The pictures one after the other in the place of one, on a slide of Beamer."""
    head = r"% in a frame of Beamer, with \usepackage{amsmath} and \usepackage{tikz}: \input{overlays.tex}"
    high = r"\providecommand\gradclihigh{.78\textheight}%"  # on every slide anew: what is assigned on one is lost on the next
    fit = r"\sbox4{#1}\ifdim\ht4>\gradclihigh\resizebox{!}{\gradclihigh}{\usebox4}\else\usebox4\fi"
    shown = (rf"\only<{k}>{{\gradclislide{{\input{{{name}}}}}}}%" for k, name in enumerate(names, start=1))
    return "\n".join([head, high, rf"\providecommand\gradclislide[1]{{{fit}}}%", *shown]) + "\n"
