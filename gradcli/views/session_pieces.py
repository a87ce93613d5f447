"""What a cell told, put together for a page: texts that follow one another on one stream are one piece."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from gradcli.script.cells import Cell
from gradcli.script.events import Backward, ErrorEvent, Event, Note, Result, Stdout
from gradcli.views.lines import Line
from gradcli.views.session import backward_lines, complaint


class Piece(NamedTuple):
    """A part of what a cell told.

    kind   output, result, complaint (what went to standard error), error, note, or backward
    lines  of backward, with their styles; otherwise none
    """

    kind: str
    text: str
    lines: Sequence[Line] = ()


def pieces(events: Iterable[Event]) -> list[Piece]:
    """The parts, in the order in which they came."""
    found: list[Piece] = []
    for event in events:
        piece = _piece(event)
        if found and found[-1].kind == piece.kind and piece.kind in ("output", "complaint"):
            piece = Piece(piece.kind, found.pop().text + piece.text)
        found.append(piece)
    return found


def _piece(event: Event) -> Piece:
    if isinstance(event, Backward):
        return Piece("backward", "", list(backward_lines(event))[:-1])
    if isinstance(event, Stdout | Result):
        return Piece("output" if isinstance(event, Stdout) else "result", event.text)
    kind = "error" if isinstance(event, ErrorEvent) else "note" if isinstance(event, Note) else "complaint"
    return Piece(kind, event.text if isinstance(event, Note) else complaint(event))


def source(cell: Cell) -> str:
    """The code of a cell; one of a script begins with as many empty lines as stand above it."""
    return cell.text[cell.first :].strip("\n")


def label(cell: Cell) -> str:
    """What a notebook writes beside a cell; a script is no cell."""
    return f"In [{cell.number}]" if cell.echo else ""
