"""A session as a page of Markdown: code, what it printed, and what it raised, each in a fence that nothing in it can close."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gradcli.script.cells import Cell
from gradcli.script.events import Event
from gradcli.views.formats import plain
from gradcli.views.markdown import fenced, span
from gradcli.views.prose import on_a_page
from gradcli.views.session_pieces import Piece, label, pieces, source
from gradcli.views.text import printable

NOTHING: Mapping[int, Sequence[str]] = {}


def page(
    cells: Sequence[Cell], told: Mapping[int, Sequence[Event]], name: str, prose: Mapping[int, Sequence[str]] = NOTHING
) -> str:
    """The text of the page, with the Markdown that stands between the cells; a cell that did not run says so."""
    order: list[str | Cell] = []
    for cell in cells:
        order += [*prose.get(cell.number, ()), cell]
    order += prose.get(len(cells) + 1, ())
    said = iter(on_a_page([text if isinstance(text, str) else None for text in order]))
    blocks = [f"# {span(name)}"]
    for part in order:
        blocks += [next(said)] if isinstance(part, str) else _cell(part, told.get(part.number))
    return "\n\n".join(blocks) + "\n"


def _cell(cell: Cell, events: Sequence[Event] | None) -> Iterator[str]:
    if label(cell):
        yield f"**{label(cell)}**"
    yield fenced(_lines(source(cell)), "python")
    if events is None:
        yield "This cell did not run."
    for piece in pieces(events or ()):
        yield _told(piece)


def _told(piece: Piece) -> str:
    if piece.kind == "note":
        return f"note: {span(piece.text)}"
    if piece.kind == "backward":
        return fenced("\n".join(plain(line) for line in piece.lines), "text")
    return fenced(_lines(piece.text), "text")


def _lines(text: str) -> str:
    """Text line by line; characters that a terminal would obey are spelled out."""
    return "\n".join(printable(line) for line in text.split("\n"))
