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

# The same meanings on a slide: ink on a light panel, each readable on its own at a distance.
PANEL = "#fbfbf8"
FRAME = "#d8d8d0"
INK = "#1b1f24"
INKS = {  # by ANSI number, as the styles above name them: red, green, yellow, magenta, cyan
    1: "#b3261e",
    2: "#1a7f37",
    3: "#8a5a00",
    5: "#7a3e9d",
    6: "#0b6e99",
}
DARK_PANEL = "#1d2127"
DARK_INK = "#d7dbe0"
DARK_INKS = {1: "#ff8a80", 2: "#7ee08f", 3: "#e8c26a", 5: "#d3a6f0", 6: "#7fd0f0"}

# What the boxes of a drawn graph mean: fill, border.
BOXES = {
    "leaf": ("#e3f4e6", "#1a7f37"),  # requires grad: this is where gradients arrive
    "fixed": ("#f3f3ef", "#8c8c84"),  # a leaf that does not
    "constant": ("#ffffff", "#c4c4bc"),
    "operation": ("#e8f1f8", "#0b6e99"),
    "quiet": ("#ffffff", "#8c8c84"),  # computed but not recorded
    "output": ("#efe6f6", "#7a3e9d"),
    "current": ("#fdf0cf", "#8a5a00"),  # the step that a frame is about
}
DARK_BOXES = {
    "leaf": ("#1f3527", "#7ee08f"),
    "fixed": ("#2a2f36", "#9aa3ad"),
    "constant": ("#1d2127", "#5d666f"),
    "operation": ("#1c303c", "#7fd0f0"),
    "quiet": ("#1d2127", "#9aa3ad"),
    "output": ("#332840", "#d3a6f0"),
    "current": ("#463a1c", "#e8c26a"),
}
QUIET, DARK_QUIET = "#5a6068", "#a3abb4"  # what is said beside the numbers
DARK_FRAME = "#3a4149"
GRID, DARK_GRID = "#e6e6df", "#31373f"  # the lines at the numbers of an axis

# Without colour a kind is told by its border: how thick it is, and of which dashes.
BORDERS = {
    "leaf": (2.0, ""),
    "fixed": (1.2, "5 3"),
    "constant": (1.0, ""),
    "operation": (1.2, ""),
    "quiet": (1.2, "2 3"),
    "output": (3.0, ""),
    "current": (3.0, ""),
}
