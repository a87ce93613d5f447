"""Where the answer of a command that draws goes: the terminal, or a file in the format that its name asks for."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import Annotated

import typer

from gradcli.calculation.trace import Trace
from gradcli.commands import unused
from gradcli.files import write_whole
from gradcli.problems import Problem
from gradcli.views.formats import RASTER, WHOLE, Part, drawn, render
from gradcli.views.lines import Line, can_show, stdout, width_of

Format = Annotated[
    str | None,
    typer.Option("--format", metavar="FORMAT", help="text, json, markdown, mermaid, dot, latex, svg, html, png or pdf."),
]
Output = Annotated[
    str | None, typer.Option("--output", metavar="FILE", help="Write to a file; its extension says the format, as in graph.svg.")
]
Standalone = Annotated[bool, typer.Option("--standalone", help="Of latex: a whole document, not a piece to paste.")]

Animate = Annotated[bool, typer.Option("--animate", help="Of svg: a drawing that plays forward and backward.")]


def columns(format: str, output: str | None) -> int | None:
    """The width that text has to fit: the terminal's, if that is where it goes."""
    return width_of(sys.stdout) if format == "text" and output in (None, "-") else None


def refuse_stored(given: list[str], texts: Mapping[str, str]) -> None:
    """Raise Problem for values and settings beside a trace that was stored, which is shown as it is."""
    if texts:
        raise Problem("the expression is a trace that was stored, with values of its own", fix="leave the values out")
    unused.refuse(
        (*unused.NUMBERS, "wrt", "allow_unused"), given, "is about computing, and a trace that was stored is only shown"
    )


def deliver(
    trace: Trace,
    lines: Iterable[Line],
    format: str,
    output: str | None,
    *,
    graph_only: bool = False,
    standalone: bool = False,
    animate: bool = False,
    color: str = "auto",
    ascii: bool = False,
    paths: bool = False,
    part: Part = WHOLE,
) -> None:
    """Print or write a trace in a format; `lines` are its text view.

    A command finds the format with `formats.chosen(format, output)` before it starts to compute.
    """
    if format == "text" and output in (None, "-") and not animate:
        stdout(color, ascii).lines(lines)
        return
    if animate and format != "svg":
        raise Problem(f"only svg is animated, not {format}", fix="leave out --animate, or add --format svg")
    if format in RASTER:
        write_whole(output or "-", drawn(trace, format, part))
        return
    narrow = ascii or (output in (None, "-") and not can_show(sys.stdout))
    text = render(trace, format, graph_only, lines, standalone=standalone, animate=animate, ascii=narrow, paths=paths, part=part)
    if output in (None, "-"):
        sys.stdout.write(text)
    else:
        write_whole(str(output), text)
