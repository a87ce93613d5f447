"""The text view as a picture for a slide: Rich's recording of it, in ink on a calm panel.

Rich's own frame fetches a font from the network and draws a window around the text; this one does neither. A line that
would make the picture too wide to read goes on below, indented.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from html import escape, unescape

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from gradcli.views import theme
from gradcli.views.lines import Line
from gradcli.views.text import printable, valid_xml
from gradcli.views.widths import cells

WIDEST = 160  # columns; more are too small to read from the last row
NARROWEST = 24
INDENT = 8  # of what goes on below
MARGIN = 28
CELL = 12.2  # Rich draws characters of 20 pixels, 12.2 wide, in lines of 24.4
LINE = 24.4
FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
NEXT = "\f"  # between the pieces that Rich hands out; no text contains it


def render(format: str, lines: Iterable[Line], title: str) -> str:
    """svg or html."""
    return svg(lines, title) if format == "svg" else html(lines, title)


def svg(lines: Iterable[Line], title: str, width: int | None = None) -> str:
    """A picture that needs nothing from elsewhere; as wide as the text, or `width` columns."""
    console, rows = _recorded(lines, width)
    parts = console.export_svg(
        theme=_theme(), title="", code_format=f"{{styles}}{NEXT}{{matrix}}", font_aspect_ratio=CELL / 20, unique_id="t"
    )
    styles, matrix = parts.split(NEXT)
    wide, high = round(console.width * CELL) + 2 * MARGIN, round(rows * LINE) + 2 * MARGIN
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" role="img">',
            f"<title>{escape(valid_xml(title))}</title>",
            "<style>",
            f"text {{ font-family: {FONTS}; font-size: 20px; white-space: pre }}",
            styles,
            "</style>",
            f'<rect x="0.5" y="0.5" width="{wide - 1}" height="{high - 1}" rx="12" fill="{theme.PANEL}" stroke="{theme.FRAME}"/>',
            f'<g transform="translate({MARGIN}, {MARGIN - 3})">',
            valid_xml(_placed(matrix)),
            "</g>",
            "</svg>\n",
        ]
    )


def html(lines: Iterable[Line], title: str) -> str:
    """A page that needs nothing from elsewhere, light or dark as the reader has it."""
    console, _ = _recorded(lines, None)
    dark = console.export_html(theme=_dark_theme(), clear=False, code_format="{stylesheet}")
    light, code = console.export_html(theme=_theme(), code_format=f"{{stylesheet}}{NEXT}{{code}}").split(NEXT)
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
            f"<title>{escape(valid_xml(title))}</title>",
            "<style>",
            f"body {{ margin: 2rem; background: {theme.PANEL}; color: {theme.INK} }}",
            f"pre {{ font: 1rem/1.3 {FONTS}; overflow-x: auto }}",
            light,
            "@media (prefers-color-scheme: dark) {",
            f"body {{ background: {theme.DARK_PANEL}; color: {theme.DARK_INK} }}",
            dark,
            "}",
            "</style></head>",
            "<body>",
            f"<pre>{valid_xml(code)}</pre>",
            "</body></html>\n",
        ]
    )


def columns(lines: Iterable[Line]) -> int:
    """How wide a picture of these lines is."""
    return _columns([_text(line) for line in lines])


# ------------------------------------------------------------------ recording
def _columns(texts: Sequence[Text]) -> int:
    return max(NARROWEST, min(max((text.cell_len for text in texts), default=0), WIDEST))


def _recorded(lines: Iterable[Line], width: int | None) -> tuple[Console, int]:
    """A console that has seen the lines, and how many rows they took."""
    texts = [_text(line) for line in lines]
    wide = width or _columns(texts)
    console = Console(
        record=True,
        file=io.StringIO(),
        width=wide,
        force_terminal=True,
        color_system="standard",
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )
    rows = [row for text in texts for row in _wrapped(text, wide, console)]
    for row in rows:
        console.print(row, soft_wrap=True)
    return console, len(rows)


def _text(line: Line) -> Text:
    text = Text()
    for piece, style in line:
        text.append(printable(piece).replace("\n", " ").replace("\t", " "), theme.STYLES.get(style, ""))
    return text


def _wrapped(text: Text, width: int, console: Console) -> list[Text]:
    """A line, or its pieces one below the other."""
    if text.cell_len <= width:
        return [text]
    first = text.wrap(console, width, no_wrap=False)[0]
    rest = text[len(first.plain.rstrip()) :]
    rest = rest[len(rest.plain) - len(rest.plain.lstrip()) :]
    below = rest.wrap(console, width - INDENT)
    for row in below:
        row.pad_left(INDENT)
    return [first, *below]


def _theme() -> TerminalTheme:
    return _colors(theme.PANEL, theme.INK, theme.INKS)


def _dark_theme() -> TerminalTheme:
    return _colors(theme.DARK_PANEL, theme.DARK_INK, theme.DARK_INKS)


def _colors(panel: str, ink: str, inks: dict[int, str]) -> TerminalTheme:
    return TerminalTheme(_rgb(panel), _rgb(ink), [_rgb(inks.get(k, ink)) for k in range(8)])


def _rgb(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


_TEXT = re.compile(
    r'<text class="(?P<class>[^"]*)" x="(?P<x>[^"]*)" y="(?P<y>[^"]*)" textLength="[^"]*" clip-path="[^"]*">'
    r"(?P<lead>(?:&#160;)*)(?P<text>[^<]*?)(?:&#160;|\n)*</text>"
)


def _placed(matrix: str) -> str:
    """Each piece of text where its first letter stands.

    Not every viewer keeps the spaces at the beginning of a text, and Rich clips lines to the window that is not drawn here.
    The text itself is escaped: no plain quotation mark or bracket in it.
    """
    return _TEXT.sub(_shifted, matrix)


def _shifted(found: re.Match[str]) -> str:
    if not found["text"]:
        return ""
    x = float(found["x"]) + len(found["lead"]) / len("&#160;") * CELL
    length = cells(unescape(found["text"])) * CELL
    return f'<text class="{found["class"]}" x="{x:g}" y="{found["y"]}" textLength="{length:g}">{found["text"]}</text>\n'
