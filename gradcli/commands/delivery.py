"""Where the answer of a command that draws goes: the terminal, or a file in the format that its name asks for."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Annotated

import typer

from gradcli.calculation.trace import Trace
from gradcli.files import write_whole
from gradcli.views.formats import render
from gradcli.views.lines import Line, can_show, stdout, width_of

Format = Annotated[
    str | None,
    typer.Option("--format", metavar="FORMAT", help="text, json, markdown, mermaid, dot, latex, svg or html."),
]
Output = Annotated[
    str | None, typer.Option("--output", metavar="FILE", help="Write to a file; its extension says the format, as in graph.svg.")
]
Standalone = Annotated[bool, typer.Option("--standalone", help="Of latex: a whole document, not a piece to paste.")]


def columns(format: str, output: str | None) -> int | None:
    """The width that text has to fit: the terminal's, if that is where it goes."""
    return width_of(sys.stdout) if format == "text" and output in (None, "-") else None


def deliver(
    trace: Trace,
    lines: Iterable[Line],
    format: str,
    output: str | None,
    *,
    graph_only: bool = False,
    standalone: bool = False,
    color: str = "auto",
    ascii: bool = False,
    paths: bool = False,
) -> None:
    """Print or write a trace in a format; `lines` are its text view.

    A command finds the format with `formats.chosen(format, output)` before it starts to compute.
    """
    if format == "text" and output in (None, "-"):
        stdout(color, ascii).lines(lines)
        return
    narrow = ascii or (output in (None, "-") and not can_show(sys.stdout))
    text = render(trace, format, graph_only, lines, standalone=standalone, ascii=narrow, paths=paths)
    if output in (None, "-"):
        sys.stdout.write(text)
    else:
        write_whole(str(output), text)
