"""The style sheet and the script of the page, which are files of their own: page.css, without the colours, and page.js.

The script chooses what is shown; it makes nothing, and asks nobody for anything.
"""

from __future__ import annotations

from pathlib import Path

from gradcli.views.theme import (
    BOXES,
    DARK_BOXES,
    DARK_FRAME,
    DARK_INK,
    DARK_INKS,
    DARK_PANEL,
    DARK_QUIET,
    FRAME,
    INK,
    INKS,
    PANEL,
    QUIET,
)


def script() -> str:
    """The script."""
    return Path(__file__).with_name("page.js").read_text("utf-8")


def style() -> str:
    """The style sheet, light, and dark where the reader has it dark."""
    plain = Path(__file__).with_name("page.css").read_text("utf-8")
    light = _colors(PANEL, FRAME, INK, QUIET, INKS, BOXES)
    dark = _colors(DARK_PANEL, DARK_FRAME, DARK_INK, DARK_QUIET, DARK_INKS, DARK_BOXES)
    return f"{plain}{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n"


def _colors(panel: str, frame: str, ink: str, quiet: str, inks: dict[int, str], boxes: dict[str, tuple[str, str]]) -> str:
    return f"""body {{ background: {panel}; color: {ink} }}
.told, details, button {{ border-color: {frame} }}
.told small, .told .quiet, pre .quiet, dt {{ color: {quiet} }} a {{ color: {inks[6]} }}
.told samp, .told .value, pre .value {{ color: {inks[6]} }} .told var, .told .gradient, pre .gradient {{ color: {inks[2]} }}
.told code, .told .formula, pre .formula {{ color: {inks[5]} }}
.told strong, pre .error {{ color: {inks[1]} }} pre .note {{ color: {inks[3]} }}
mark {{ background: {boxes["current"][0]}; color: inherit; outline: 2px solid {boxes["current"][1]} }}
.gradcli g:focus {{ outline: 3px solid {inks[6]} }}"""
