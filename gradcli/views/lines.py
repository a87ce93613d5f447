"""Lines of styled text: a view says what a piece means, this file prints it, with colour or without."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from shutil import get_terminal_size
from typing import IO

from gradcli.problems import Problem, about_setting
from gradcli.views.text import printable
from gradcli.views.theme import STYLES

Piece = tuple[str, str]  # text, style name ("" for plain)
Line = Sequence[Piece]

ASCII = str.maketrans(
    {"…": "...", "∂": "d", "×": "*", "→": "->", "·": "*", "─": "-", "│": "|", "├": "|", "└": "`", "►": ">", "◄": "<", "—": "-"}
    | {"⊗": "o", "ᵀ": "'", "←": "<"}  # one for one, as columns stay aligned
)


class Output:
    """Where lines go.

    color  "auto" (a terminal that wants colour), "always" or "never"
    ascii  nothing but ASCII
    width  columns of a terminal, at which lines are broken between words; None for as wide as they are
    """

    def __init__(self, stream: IO[str], color: str = "auto", ascii: bool = False, width: int | None = None) -> None:
        self.stream = stream
        self.width = width
        self.colored = wants_color(stream, color)
        self.ascii = ascii or not can_show(stream)

    def line(self, pieces: Line) -> None:
        """Print one line."""
        self.lines([pieces])

    def lines(self, lines: Iterable[Line]) -> None:
        """Print lines."""
        if self.width is not None:
            lines = self._folded(lines, self.width)
        if self.colored:
            self._colored(lines)
            return
        for pieces in lines:
            self.stream.write(self._safe("".join(text for text, _ in pieces)) + "\n")

    def _folded(self, lines: Iterable[Line], width: int) -> Iterator[Line]:
        """The lines, those that are too wide over several; a text to copy stays on one."""
        from gradcli.views.folding import folded

        for pieces in lines:
            safe = [(self._safe(text), style) for text, style in pieces]
            yield from [safe] if any(style in ("help", "place") for _, style in safe) else folded(safe, width)

    def _safe(self, text: str) -> str:
        text = printable(text)
        if not self.ascii:
            return text
        return text.translate(ASCII).encode("ascii", "backslashreplace").decode("ascii")

    def _colored(self, lines: Iterable[Line]) -> None:
        from rich.console import Console  # a pipe needs no Rich
        from rich.text import Text

        console = Console(
            file=self.stream,
            force_terminal=True,
            color_system="standard",  # whether to colour was decided before
            no_color=False,
            highlight=False,
            markup=False,
            emoji=False,
            soft_wrap=True,
        )
        for pieces in lines:
            text = Text()
            for piece, style in pieces:
                text.append(self._safe(piece), STYLES.get(style, ""))
            console.print(text, soft_wrap=True)


def wants_color(stream: IO[str], color: str) -> bool:
    """As asked; otherwise on a terminal, unless NO_COLOR is set or TERM is dumb. FORCE_COLOR colours a pipe too."""
    if color not in ("auto", "always", "never"):
        raise Problem(about_setting("color", f"is auto, always or never, not `{color}`"))
    if color != "auto":
        return color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def can_show(stream: IO[str]) -> bool:
    """Whether the stream's encoding has more than ASCII."""
    encoding = (getattr(stream, "encoding", None) or "ascii").lower().replace("-", "").replace("_", "")
    return encoding.startswith("utf")


def width_of(stream: IO[str]) -> int | None:
    """The columns of a terminal; None for a pipe or a file, where lines are as long as they are."""
    return get_terminal_size().columns if stream.isatty() else None


def stdout(color: str = "auto", ascii: bool = False) -> Output:
    """Standard output."""
    return Output(sys.stdout, color, ascii, width_of(sys.stdout))


def stderr(color: str = "auto", ascii: bool = False) -> Output:
    """Standard error."""
    return Output(sys.stderr, color, ascii, width_of(sys.stderr))
