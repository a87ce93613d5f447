"""Where a drawing of a function or of a walk goes: the terminal, or a file in the format that its name asks for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gradcli.calculation.question import Question, Settings, checked
from gradcli.files import write_whole
from gradcli.problems import NameProblem, Problem, Remedy
from gradcli.syntax.tree import Tree
from gradcli.views.canvas import USUAL, Look
from gradcli.views.formats import RASTER, chosen, narrowed, plain
from gradcli.views.lines import Line, can_show, stdout, width_of

if TYPE_CHECKING:
    from gradcli.plotting.figure import Figure

FORMATS = ("text", "json", "svg", "html", "png", "pdf")
PICTURES = FORMATS[2:]
Format = Annotated[str | None, typer.Option("--format", metavar="FORMAT", help="text, json, svg, html, png or pdf.")]


def format_of(format: str | None, output: str | None) -> str:
    """The format that was asked for. Raises Problem for one that shows graphs alone."""
    found = chosen(format, output)
    if found not in FORMATS:
        raise Problem(f"{found} has no drawings of functions", fix=f"the formats are {', '.join(FORMATS)}")
    return found


def asked(tree: Tree, values: Mapping[str, Any], settings: Settings) -> Question:
    """What is asked, of a command that takes no values which do not occur. Raises Problem."""
    try:
        return checked(tree, values, settings)
    except NameProblem as problem:
        if isinstance(problem.fix, Remedy) and problem.fix.kind == "variables":
            problem.fix = f"the variables of this expression are: {problem.fix.about[0]}"
        raise


def look(output: str | None, ascii: bool, digits: int) -> Look:
    """How a drawing in characters has to look where it goes."""
    shown = output in (None, "-")
    return Look((width_of(sys.stdout) if shown else None) or USUAL, ascii or (shown and not can_show(sys.stdout)), digits)


def deliver(
    lines: Callable[[], Iterable[Line]],
    figure: Callable[[], Figure],
    format: str,
    output: str | None,
    *,
    color: str = "auto",
    ascii: bool = False,
) -> None:
    """Print or write a drawing, in characters or as a picture."""
    if format == "text" and output in (None, "-"):
        stdout(color, ascii).lines(lines())
        return
    if format == "text":
        write_whole(str(output), "".join(plain(line, ascii) + "\n" for line in lines()))
        return
    from gradcli.views.figure_svg import svg

    if format in RASTER:
        from gradcli.views.raster import raster

        write_whole(output or "-", raster(svg(figure()), format))
        return
    narrow = ascii or (output in (None, "-") and not can_show(sys.stdout))
    if format == "svg":
        text = narrowed(svg(figure()), narrow)
    else:
        from gradcli.views.figure_page import html

        text = narrowed(html(figure(), lines()), narrow)
    if output in (None, "-"):
        sys.stdout.write(text)
    else:
        write_whole(str(output), text)
