"""A figure as SVG: text that stays text, light or dark as the reader has it, nothing from elsewhere.

What is told apart by colour is told apart by the line as well: curves are solid, walks have marks, tangents and kinks are dashed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from gradcli.drawing.measure import FONTS, SMALL, TEXT, TITLE
from gradcli.drawing.scene import Text
from gradcli.plotting.figure import Figure, Fill, Shape, Way
from gradcli.views.text import valid_xml
from gradcli.views.theme import (
    DARK_FRAME,
    DARK_GRID,
    DARK_INK,
    DARK_INKS,
    DARK_PANEL,
    DARK_QUIET,
    FRAME,
    GRID,
    INK,
    INKS,
    PANEL,
    QUIET,
)

SIZES = {TITLE: " t", TEXT: "", SMALL: " s"}
INKED = {"value": 6, "gradient": 2, "walk": 1, "other": 5}  # style -> ANSI number
WIDTHS = (  # style -> how wide a line is, and its dashes
    ("axis", 1.2, ""),
    ("grid", 0.8, ""),
    ("zero", 1.2, ""),
    ("curve", 2.0, ""),
    ("level", 1.1, ""),
    ("arrow", 1.1, ""),
    ("walk", 1.6, ""),
    ("other", 1.6, "7 3"),
    ("hop", 0.9, "2 3"),
    ("tangent", 1.6, ""),
    ("kink", 1.1, "2 4"),
    ("crease", 2.2, "7 4"),
    ("pole", 1.3, "8 4"),
)


def svg(found: Figure) -> str:
    """The whole drawing."""
    panel = f'<rect class="panel" x="0.5" y="0.5" width="{_short(found.width - 1)}" height="{_short(found.height - 1)}" rx="12"/>'
    head = [_opened(found, "img"), f"<title>{_text(found.title)}</title>", f"<desc>{_text(found.words)}</desc>"]
    return "\n".join([*head, "<style>", styles(), "</style>", panel, *_body(found), "</svg>\n"])


def inner(found: Figure) -> str:
    """The drawing inside a page, which has the style sheet."""
    return "\n".join([_opened(found, "img"), *_body(found), "</svg>"])


def _opened(found: Figure, role: str) -> str:
    width, height = _short(found.width), _short(found.height)
    label = f'aria-label="{_text(found.title)}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="figure" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="{role}" xml:space="preserve" {label}>'
    )


def styles() -> str:
    """The style sheet, light, and dark where the reader has it dark."""
    rules = [
        f".figure text {{ font-family: {FONTS}; font-size: {TEXT:g}px; white-space: pre }}",
        f".figure .t {{ font-size: {TITLE:g}px }} .figure .s {{ font-size: {SMALL:g}px }} .figure .b {{ font-weight: bold }}",
        ".figure path { fill: none; stroke-linejoin: round }",
    ]
    for style, width, dashes in WIDTHS:
        dashed = f"; stroke-dasharray: {dashes}" if dashes else ""
        rules.append(f".figure path.{style} {{ stroke-width: {width:g}{dashed} }}")
    rules.append(
        ".figure path.mark { stroke-width: 1.5; stroke-dasharray: none } .figure path.tangent { stroke-dasharray: none }"
    )
    dark = _colors(DARK_PANEL, DARK_FRAME, DARK_INK, DARK_QUIET, DARK_GRID, DARK_INKS)
    light = _colors(PANEL, FRAME, INK, QUIET, GRID, INKS)
    return "\n".join([*rules, *light, "@media (prefers-color-scheme: dark) {", *dark, "}"])


def _colors(panel: str, frame: str, ink: str, quiet: str, grid: str, inks: dict[int, str]) -> Iterator[str]:
    yield f".figure .panel {{ fill: {panel}; stroke: {frame} }} .figure .ground, .figure .plate {{ fill: {panel} }}"
    yield f".figure text {{ fill: {ink} }} .figure text.quiet {{ fill: {quiet} }} .figure .gap {{ fill: {grid} }}"
    yield f".figure .grid {{ stroke: {grid} }} .figure .axis, .figure .zero, .figure .kink, .figure .crease {{ stroke: {quiet} }}"
    yield f".figure .pole {{ stroke: {inks[1]} }} .figure .level {{ stroke: {inks[6]} }} .figure .arrow {{ stroke: {inks[2]} }}"
    for style, number in INKED.items():
        yield f".figure path.{style} {{ stroke: {inks[number]} }} .figure text.{style} {{ fill: {inks[number]} }}"
        yield f".figure path.mark.{style} {{ fill: {inks[number]} }}"
    yield f".figure path.mark.ring, .figure path.mark.diamond {{ fill: {panel} }}"


# ------------------------------------------------------------------ what is in it
def _body(found: Figure) -> Iterator[str]:
    yield from map(_fill, found.fills)
    yield from map(_way, found.ways)
    yield from map(_shape, found.shapes)
    yield from map(_fill, found.plates)
    yield from map(_put, found.texts)


def _fill(one: Fill) -> str:
    width, height = one.right - one.left, one.bottom - one.top
    place = f'x="{_short(one.left)}" y="{_short(one.top)}" width="{_short(width)}" height="{_short(height)}"'
    return f'<rect class="{one.style}" {place}/>'


def _way(way: Way) -> str:
    spelled: list[str] = []
    for x, y in way.points:
        text = f"{_short(x)} {_short(y)}"
        if not spelled or spelled[-1] != text:
            spelled.append(text)
    if len(spelled) == 1:
        spelled *= 2
    return f'<path class="{way.style}" d="M{"L".join(spelled)}"/>'


def _shape(one: Shape) -> str:
    r = one.size
    if one.kind in ("dot", "ring"):
        arc = f"a{_short(r)} {_short(r)} 0 1 0"
        way = f"M{_short(one.x - r)} {_short(one.y)}{arc} {_short(2 * r)} 0{arc} {_short(-2 * r)} 0Z"
    else:
        far = r * (1.3 if one.kind == "diamond" else 1.0)
        turned = ((0.0, -far), (far, 0.0), (0.0, far), (-far, 0.0))
        corners = turned if one.kind == "diamond" else ((-far, -far), (far, -far), (far, far), (-far, far))
        way = "M" + "L".join(f"{_short(one.x + dx)} {_short(one.y + dy)}" for dx, dy in corners) + "Z"
    return f'<path class="mark {one.kind} {one.style}" d="{way}"/>'


def _put(text: Text) -> str:
    anchor = "" if text.anchor == "start" else f' text-anchor="{text.anchor}"'
    style = f"{text.style}{SIZES[text.size]}{' b' if text.bold else ''}".strip()
    place = f'x="{_short(text.x)}" y="{_short(text.y)}" textLength="{_short(text.length)}"'
    return f'<text class="{style}" {place}{anchor}>{_text(text.text)}</text>'


def _short(number: float) -> str:
    """A coordinate to a tenth of a pixel."""
    return re.sub(r"^-0$", "0", f"{number:.1f}".removesuffix(".0"))


def _text(text: str) -> str:
    return escape(valid_xml(text))
