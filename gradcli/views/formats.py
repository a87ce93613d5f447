"""The formats: their names, the extensions that mean them, and the one function that renders a trace in any of them.

Each view is imported when it is asked for: most commands need none of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from gradcli.calculation.trace import Trace
from gradcli.problems import Problem, Remedy, Words
from gradcli.suggest import suggest_name
from gradcli.views.lines import ASCII, Line
from gradcli.views.text import json_line, printable

FORMATS = {  # name -> the extensions that mean it; without the dot they are names too
    "text": (".txt",),
    "json": (".json",),
    "markdown": (".md", ".markdown"),
    "mermaid": (".mmd", ".mermaid"),
    "dot": (".dot", ".gv"),
    "latex": (".tex",),
    "svg": (".svg",),
    "html": (".html", ".htm"),
    "png": (".png",),
    "pdf": (".pdf",),
}
PICTURES = ("svg", "png", "pdf")  # of which a part can be asked for
RASTER = ("png", "pdf")  # which are bytes, and need the extra `picture`
EXTENSIONS = {extension: name for name, extensions in FORMATS.items() for extension in extensions}
NAMES = {**{name: name for name in FORMATS}, **{extension[1:]: name for extension, name in EXTENSIONS.items()}, "tree": "text"}


class Part(NamedTuple):
    """What of a picture is asked for: parts of the explanation, or one value; by default all of it."""

    only: tuple[str, ...] = ()
    node: str | None = None


WHOLE = Part()


def chosen(format: str | None, output: str | None) -> str:
    """The format that is asked for by name or by the extension of the file, otherwise text. Raises Problem."""
    if format is not None:
        return named(format)
    if output is not None and output.lower() in FORMATS:
        raise Problem(
            f"`{printable(output)}` is a format, and no name of a file", fix=Remedy("did you mean", ("format", output.lower()))
        )
    extension = os.path.splitext(output or "")[1].lower()
    if not extension or output == "-" or (output or "").startswith("/dev/"):
        return "text"
    if extension not in EXTENSIONS:
        raise Problem(f"no format goes with the extension {printable(extension)[:40]}", fix=_nearest(extension, list(EXTENSIONS)))
    return EXTENSIONS[extension]


def named(format: str) -> str:
    """The format of a name. Raises Problem with the nearest right one."""
    wanted = format.lower().removeprefix(".")
    if wanted not in NAMES:
        raise Problem(f"there is no format `{printable(format)[:40]}`", fix=_nearest(wanted, list(NAMES), "format"))
    return NAMES[wanted]


def _nearest(wanted: str, known: Sequence[str], setting: str = "") -> Words:
    near = suggest_name(wanted, known)
    if near is None:
        return f"there are: {', '.join(FORMATS if setting else EXTENSIONS)}"
    return Remedy("did you mean", (setting, near)) if setting else f"did you mean {near}?"


def render(
    trace: Trace,
    format: str,
    graph_only: bool = False,
    text_lines: Iterable[Line] = (),
    *,
    standalone: bool = False,
    animate: bool = False,
    ascii: bool = False,
    paths: bool = False,
    part: Part = WHOLE,
) -> str:
    """A trace in a format.

    graph_only  only the graph, where the format has more to tell
    text_lines  the text view of what was asked for: what `text` shows, and `html` below the drawing
    standalone  of LaTeX: a whole document instead of a fragment
    animate     of SVG: a drawing that plays forward and backward
    ascii       nothing but ASCII, where a terminal or a file must not have more
    paths       also the chain rule as a sum over paths
    part        of a picture what is asked for
    """
    if format == "text":
        return "".join(plain(line, ascii) + "\n" for line in text_lines)
    if format == "json":
        from gradcli.views.trace_json import document

        return json_line(document(trace, paths), ascii) + "\n"
    if format in ("svg", "html"):
        return _picture(trace, format, text_lines, animate, ascii, part)
    return _drawn(trace, format, graph_only, standalone, ascii, paths)


def _picture(trace: Trace, format: str, text_lines: Iterable[Line], animate: bool, ascii: bool, part: Part) -> str:
    if format == "svg":
        from gradcli.views.svg import svg

        return narrowed(svg(trace, animate, *part), ascii)
    from gradcli.views.page import html

    return narrowed(html(trace, text_lines), ascii)


def narrowed(document: str, ascii: bool) -> str:
    """A document of XML or HTML, in ASCII if it must be; a script or a style sheet in it has nothing else."""
    return document.encode("ascii", "xmlcharrefreplace").decode("ascii") if ascii else document


def drawn(trace: Trace, format: str, part: Part = WHOLE) -> bytes:
    """The drawing as png or pdf. Raises Problem where the extra `picture` is missing."""
    from gradcli.views.svg import svg

    return rastered(svg(trace, False, *part), format)


def rastered(picture: str, format: str) -> bytes:
    """An SVG as png or pdf."""
    from gradcli.views.raster import raster

    return raster(picture, format)


def _drawn(trace: Trace, format: str, graph_only: bool, standalone: bool, ascii: bool, paths: bool) -> str:
    if format == "mermaid":
        from gradcli.views import mermaid

        return mermaid.graph(trace, ascii=ascii)
    if format == "dot":
        from gradcli.views import dot

        return dot.graph(trace, ascii=ascii)
    if format == "latex":
        from gradcli.views import latex

        return latex.graph(trace, standalone) if graph_only else latex.steps(trace, standalone, paths)
    from gradcli.views import markdown

    text = markdown.graph(trace) if graph_only else markdown.steps(trace, paths)
    return narrowed(text.translate(ASCII), ascii) if ascii else text


def plain(line: Line, ascii: bool = False) -> str:
    """A line without its styles."""
    text = printable("".join(piece for piece, _ in line))
    return text.translate(ASCII).encode("ascii", "backslashreplace").decode("ascii") if ascii else text
