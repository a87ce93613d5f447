"""Answers of the Python interface in a notebook: each in the forms that a notebook may show, by MIME type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from gradcli.calculation.trace import Trace
from gradcli.views.formats import render
from gradcli.views.text import tensor, valid_xml
from gradcli.views.trace_text import lines
from gradcli.views.tree import has_values, tree_lines

HEIGHT = 640  # of a page inside a notebook, in pixels
Bundle = dict[str, str]


def explained(trace: Trace) -> Bundle:
    """The page that plays, its picture, the steps as Markdown and as text."""
    told = list(lines(trace))
    page = escape(render(trace, "html", text_lines=told))
    frame = f'<iframe srcdoc="{page}" width="100%" height="{HEIGHT}" sandbox="allow-scripts" title="gradcli explain"></iframe>'
    return {
        "text/html": frame,
        "image/svg+xml": render(trace, "svg"),
        "text/markdown": render(trace, "markdown"),
        "text/plain": render(trace, "text", text_lines=told).rstrip("\n"),
    }


def drawn(trace: Trace) -> Bundle:
    """The drawing, and the graph as Markdown and as text."""
    picture = render(trace, "svg")
    told = lines(trace, ("graph",)) if has_values(trace) else tree_lines(trace)
    return {
        "text/html": f"<div>{picture}</div>",
        "image/svg+xml": picture,
        "text/markdown": render(trace, "markdown", graph_only=True),
        "text/plain": render(trace, "text", text_lines=told).rstrip("\n"),
    }


def gradients(
    output: str, value: Any, grads: Mapping[str, Any], formulas: Mapping[str, str | None], notes: Sequence[str]
) -> Bundle:
    """Value and gradients as a table and as text."""
    rows = [(output, "", tensor(value))]
    rows += [(f"{name}.grad", formulas.get(name) or "", tensor(g)) for name, g in grads.items()]
    said = [f"{name} = {shown}" for name, _, shown in rows] + [f"note: {note}" for note in notes]
    cells = "".join(
        f"<tr><th>{_text(name)}</th><td><code>{_text(shown)}</code></td><td><code>{_text(typed)}</code></td></tr>"
        for name, typed, shown in rows
    )
    remarks = "".join(f"<p>note: {_text(note)}</p>" for note in notes)
    marked = [f"| {_cell(name)} | {_cell(shown)} | {_cell(typed)} |" for name, typed, shown in rows]
    return {
        "text/html": f"<table><tr><th></th><th>value</th><th>closed form</th></tr>{cells}</table>{remarks}",
        "text/markdown": "\n".join(
            ["| | value | closed form |", "|---|---|---|", *marked, *(f"\nnote: {note}" for note in notes)]
        ),
        "text/plain": "\n".join(said),
    }


def _text(text: str) -> str:
    return escape(valid_xml(text))


def _cell(text: str) -> str:
    """A cell of a table of Markdown."""
    flat = valid_xml(text).replace("|", "\\|").replace("`", "'")
    return f"`{flat}`" if flat else ""
