"""A field of characters to draw on: lines in dots of braille, or in signs of ASCII where a terminal has no more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from gradcli.letters import cut, printable, wide
from gradcli.plotting.clipping import Point, clipped, share
from gradcli.views.lines import ASCII, Piece

USUAL, LEAST, WIDEST = 80, 24, 200  # columns: of a pipe, and at least and at most of a drawing
BRAILLE = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # row by row: the dots of a cell
LEVELS = "'-."  # of a cell of ASCII: where a line runs, from above


class Look(NamedTuple):
    """How wide a drawing may be, in which signs, with how many digits."""

    width: int
    ascii: bool
    digits: int

    @property
    def room(self) -> int:
        """The columns of the drawing."""
        return min(max(self.width, LEAST), WIDEST)

    def shown(self, text: str) -> str:
        """A text as it will be printed, so that it is known how wide it is."""
        text = printable(text)
        return text.translate(ASCII).encode("ascii", "backslashreplace").decode("ascii") if self.ascii else text

    def cut(self, text: str, most: int) -> str:
        """A text of at most `most` cells."""
        text = self.shown(text)
        return text if wide(text) <= most else self.shown(cut(text, most - 2 if self.ascii else most))


class Canvas:
    """Cells, each with dots or a sign of its own.

    low, high  what numbers the corners of the field stand for
    """

    def __init__(self, width: int, height: int, low: Point, high: Point, ascii: bool) -> None:
        self.width, self.height, self.low, self.high, self.ascii = width, height, low, high, ascii
        self.across, self.down = (1, 3) if ascii else (2, 4)  # dots of a cell
        self.dots: dict[tuple[int, int], set[tuple[int, int]]] = {}
        self.inks: dict[tuple[int, int], str] = {}
        self.signs: dict[tuple[int, int], tuple[str, str]] = {}

    # ------------------------------------------------------------------ where things are
    def _dot(self, x: float, y: float) -> tuple[int, int]:
        """The dot in which a point lies."""
        across, down = self.width * self.across, self.height * self.down
        part_x = share(x, self.low[0], self.high[0])
        part_y = 1 - share(y, self.low[1], self.high[1])
        return min(int(part_x * across), across - 1), min(int(part_y * down), down - 1)

    def cell(self, x: float, y: float) -> tuple[int, int]:
        """The column and the row in which a point lies."""
        column, row = self._dot(x, y)
        return column // self.across, row // self.down

    def column(self, x: float) -> int:
        """The column of a number across."""
        return self.cell(x, self.low[1])[0]

    def row(self, y: float) -> int:
        """The row of a number up."""
        return self.cell(self.low[0], y)[1]

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is on it."""
        return self.low[0] <= x <= self.high[0] and self.low[1] <= y <= self.high[1]

    # ------------------------------------------------------------------ drawing
    def line(self, points: Sequence[Point], style: str) -> None:
        """A line through points, as far as it is on the field; a single point is a dot."""
        if len(points) == 1 and self.holds(*points[0]):
            self._set(*self._dot(*points[0]), style)
        for part in clipped(points, self.low, self.high):
            spots = [self._dot(*point) for point in part]
            for (x0, y0), (x1, y1) in pairwise(spots):
                count = max(abs(x1 - x0), abs(y1 - y0), 1)
                for k in range(count + 1):
                    self._set(x0 + round((x1 - x0) * k / count), y0 + round((y1 - y0) * k / count), style)

    def _set(self, x: int, y: int, style: str) -> None:
        cell = x // self.across, y // self.down
        self.dots.setdefault(cell, set()).add((x % self.across, y % self.down))
        self.inks[cell] = style

    def sign(self, cell: tuple[int, int], text: str, style: str, over: bool = True) -> None:
        """A sign in a cell; with `over` in place of what is there."""
        if over or (cell not in self.dots and cell not in self.signs):
            self.signs[cell] = (text, style)

    def mark(self, x: float, y: float, text: str, style: str) -> None:
        """A sign at a point, if that is on the field."""
        if self.holds(x, y):
            self.sign(self.cell(x, y), text, style)

    # ------------------------------------------------------------------ as text
    def pieces(self, row: int) -> list[Piece]:
        """A row, in pieces of one style."""
        cells = [self._shown((column, row)) for column in range(self.width)]
        return [("".join(text for text, _ in group), style) for style, group in groupby(cells, key=lambda cell: cell[1])]

    def rows(self) -> Iterator[list[Piece]]:
        """All rows."""
        yield from (self.pieces(row) for row in range(self.height))

    def _shown(self, cell: tuple[int, int]) -> Piece:
        if cell in self.signs:
            return self.signs[cell]
        dots = self.dots.get(cell)
        if not dots:
            return " ", ""
        if not self.ascii:
            return chr(0x2800 + sum(BRAILLE[y][x] for x, y in dots)), self.inks[cell]
        return LEVELS[next(iter(dots))[1]] if len(dots) == 1 else "|", self.inks[cell]
