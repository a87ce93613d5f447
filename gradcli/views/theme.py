"""The one place for colours: what each kind of text looks like on a terminal."""

from __future__ import annotations

STYLES = {
    "name": "bold",
    "value": "cyan",
    "gradient": "green",
    "formula": "magenta",
    "note": "yellow",
    "error": "bold red",
    "place": "bold red",
    "help": "green",
    "quiet": "dim",
}
