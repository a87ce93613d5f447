"""A session as a page of HTML that needs nothing from elsewhere: no script, no font, no style sheet of others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from gradcli.script.cells import Cell
from gradcli.script.events import Event
from gradcli.views import theme
from gradcli.views.lines import Line
from gradcli.views.prose import as_html
from gradcli.views.session_pieces import Piece, label, pieces, source
from gradcli.views.text import valid_xml

FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
NOTHING: Mapping[int, Sequence[str]] = {}
NUMBERS = {"red": 1, "green": 2, "yellow": 3, "magenta": 5, "cyan": 6}  # of colours, as the theme's inks have them


def page(
    cells: Sequence[Cell], told: Mapping[int, Sequence[Event]], name: str, prose: Mapping[int, Sequence[str]] = NOTHING
) -> str:
    """The text of the page, with the Markdown that stands between the cells; a cell that did not run says so."""
    title = _safe(name)
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
            f"<title>{title}</title>",
            "<style>",
            *_style(),
            "</style></head>",
            "<body>",
            f"<h1>{title}</h1>",
            *(line for cell in cells for line in (*_said(prose, cell.number), *_cell(cell, told.get(cell.number)))),
            *_said(prose, len(cells) + 1),
            "</body></html>\n",
        ]
    )


def _said(prose: Mapping[int, Sequence[str]], number: int) -> Iterator[str]:
    for text in prose.get(number, ()):
        yield f'<div class="prose">\n{as_html(text)}</div>'


def _cell(cell: Cell, events: Sequence[Event] | None) -> Iterator[str]:
    yield "<section>"
    if label(cell):
        yield f'<p class="label">{_safe(label(cell))}</p>'
    yield f'<pre class="code">{_safe(source(cell))}</pre>'
    if events is None:
        yield '<p class="note">This cell did not run.</p>'
    for piece in pieces(events or ()):
        yield _told(piece)
    yield "</section>"


def _told(piece: Piece) -> str:
    if piece.kind == "note":
        return f'<p class="note">note: {_safe(piece.text)}</p>'
    if piece.kind == "backward":
        return '<pre class="backward">' + "\n".join(map(_styled, piece.lines)) + "</pre>"
    return f'<pre class="{piece.kind}">{_safe(piece.text.rstrip(chr(10)))}</pre>'


def _styled(line: Line) -> str:
    return "".join(f'<span class="{style}">{_safe(text)}</span>' if style else _safe(text) for text, style in line)


def _safe(text: str) -> str:
    """Text of the user's: no mark-up of it counts, and no control character is left."""
    return escape(valid_xml(text))


# ------------------------------------------------------------------ how it looks
def _style() -> Iterator[str]:
    """Light or dark, as the reader has it."""
    yield f"body {{ margin: 2rem auto; max-width: 60rem; padding: 0 1rem; background: {theme.PANEL}; color: {theme.INK} }}"
    yield "body, h1 { font: 1rem/1.4 system-ui, sans-serif } h1 { font-weight: bold }"
    yield f"pre {{ font: 0.95rem/1.35 {FONTS}; margin: 0.5rem 0; padding: 0 0.8rem; overflow-x: auto }}"
    yield f".code {{ border: 1px solid {theme.FRAME}; border-radius: 6px; padding: 0.6rem 0.8rem }}"
    yield ".prose { margin: 1.4rem 0 } .prose h1 { font-size: 1.5rem } .prose th, .prose td { padding: 0 0.8rem }"
    yield f".prose code {{ font: 0.95rem/1.35 {FONTS} }}"
    yield ".label { margin: 1.4rem 0 0; opacity: 0.6 } .quiet { opacity: 0.7 } .name { font-weight: bold }"
    yield from _inks(theme.INKS)
    yield "@media (prefers-color-scheme: dark) {"
    yield f"body {{ background: {theme.DARK_PANEL}; color: {theme.DARK_INK} }}"
    yield from _inks(theme.DARK_INKS)
    yield "}"


def _inks(inks: Mapping[int, str]) -> Iterator[str]:
    colors = {name: style.rpartition(" ")[2] for name, style in theme.STYLES.items()}
    for name, color in {**colors, "complaint": "yellow"}.items():
        if color in NUMBERS:
            yield f".{name} {{ color: {inks[NUMBERS[color]]} }}"
