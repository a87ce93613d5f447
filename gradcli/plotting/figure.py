"""The frozen figure: lines, marks and texts with their places in pixels. Views only spell it.

x goes from left to right and y down. Every text keeps room for the width to which it is set, and none overlaps another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gradcli.drawing.measure import LINE, ROOMY, SMALL, TEXT, TITLE, flat, lines
from gradcli.drawing.scene import Text
from gradcli.plotting.clipping import Point, clipped, share

WIDTH, MARGIN = 760.0, 24.0
MOST_LINES = 3  # of a long title, and of one note

Box = tuple[float, float, float, float]  # left, top, right, bottom


class Way(NamedTuple):
    """A line through points."""

    points: tuple[Point, ...]
    style: str


class Shape(NamedTuple):
    """A mark: dot, ring, square or diamond."""

    x: float
    y: float
    kind: str
    style: str
    size: float = 4.0


class Fill(NamedTuple):
    """A rectangle that is filled."""

    left: float
    top: float
    right: float
    bottom: float
    style: str


class Figure(NamedTuple):
    """The drawing; `words` tells what is to be seen."""

    width: float
    height: float
    title: str
    words: str
    fills: tuple[Fill, ...]
    ways: tuple[Way, ...]
    shapes: tuple[Shape, ...]
    plates: tuple[Fill, ...]
    texts: tuple[Text, ...]


class Sheet:
    """A figure while it is drawn, from top to bottom.

    y      how far down it reaches
    taken  the rectangles of texts, which no other may touch
    kept   what lines and marks take, over which no text is put if there is another place
    """

    def __init__(self, title: str, width: float = WIDTH) -> None:
        self.title, self.width = title, width
        self.y = MARGIN
        self.fills: list[Fill] = []
        self.ways: list[Way] = []
        self.shapes: list[Shape] = []
        self.plates: list[Fill] = []  # behind a text that stands on lines
        self.texts: list[Text] = []
        self.taken: list[Box] = []
        self.kept: list[Box] = []

    # ------------------------------------------------------------------ texts in lines of their own
    def heading(self, where: str) -> None:
        """The title, and what it is drawn over."""
        cells = (self.width - 2 * MARGIN) / (ROOMY * TITLE)
        for part in lines([flat(self.title, 600)], cells, MOST_LINES):
            self.line(part, "", TITLE, bold=True)
        for part in lines([flat(where, 600)], (self.width - 2 * MARGIN) / (ROOMY * TEXT), 2):
            self.line(part, "quiet", TEXT)

    def line(self, text: str, style: str = "", size: float = TEXT, bold: bool = False) -> None:
        """A line from the left."""
        self.y += size * LINE
        self.put(Text(MARGIN, self.y, text, style, size, bold=bold))

    def notes(self, told: Sequence[str]) -> None:
        """Sentences below everything."""
        if told:
            self.y += 6
        for text in told:
            rows = lines([flat(text, 600)], (self.width - 2 * MARGIN) / (ROOMY * SMALL) - 2, MOST_LINES)
            for k, part in enumerate(rows):
                self.line(part if not k else f"  {part}", "quiet", SMALL)

    # ------------------------------------------------------------------ anywhere
    def put(self, text: Text) -> None:
        """A text that has its place."""
        self.texts.append(text)
        self.taken.append(text.rectangle())

    def keep(self, points: Sequence[Point], far: float = 5.0) -> None:
        """Keep texts off a line through points, or off a single one."""
        for (x0, y0), (x1, y1) in zip(points, [*points[1:], points[-1]], strict=True):
            count = max(1, min(200, round(max(abs(x1 - x0), abs(y1 - y0)) / far)))
            for k in range(count):
                x, y = x0 + (x1 - x0) * k / count, y0 + (y1 - y0) * k / count
                self.kept.append((x - far / 2, y - far / 2, x + far / 2, y + far / 2))

    def upright(self, frame: Frame, x: float, style: str) -> None:
        """A line from the top to the bottom of a frame, in place of the axis that may be there."""
        _, top, _, bottom = frame.box
        at = frame.x(x)
        self.ways = [w for w in self.ways if w.style != "zero" or w.points != ((at, top), (at, bottom))]
        self.ways.append(Way(((at, top), (at, bottom)), style))

    def put_where_free(self, texts: Sequence[Text], inside: Box, plate: bool = False) -> bool:
        """The first of some texts that lies inside and touches nothing; whether there is one."""
        for text in texts:
            box = text.rectangle()
            if within(box, inside) and not any(meet(box, other) for other in (*self.taken, *self.kept)):
                self.put(text)
                if plate:
                    self.plates.append(Fill(*box, "plate"))
                return True
        return False

    def figure(self, words: str) -> Figure:
        """What has been drawn."""
        height = round(self.y + MARGIN)
        ways = sorted(self.ways, key=lambda way: way.style != "grid")  # under everything else
        parts = (self.fills, ways, self.shapes, self.plates, self.texts)
        return Figure(self.width, height, flat(self.title, 600), words, *map(tuple, parts))  # type: ignore[arg-type]


def within(inner: Box, outer: Box) -> bool:
    """Whether a rectangle lies in another."""
    return inner[0] >= outer[0] and inner[1] >= outer[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def meet(a: Box, b: Box) -> bool:
    """Whether two rectangles overlap."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


class Frame(NamedTuple):
    """A part of the sheet in which numbers have places."""

    box: Box
    low: Point
    high: Point

    def x(self, x: float) -> float:
        """Where a number stands across."""
        left, _, right, _ = self.box
        return left + (right - left) * share(x, self.low[0], self.high[0])

    def y(self, y: float) -> float:
        """Where a number stands up."""
        _, top, _, bottom = self.box
        return bottom - (bottom - top) * share(y, self.low[1], self.high[1])

    def holds(self, point: Point) -> bool:
        """Whether a point is to be seen."""
        return self.low[0] <= point[0] <= self.high[0] and self.low[1] <= point[1] <= self.high[1]

    def at(self, point: Point) -> Point:
        """Where a point is."""
        return self.x(point[0]), self.y(point[1])

    def ways(self, points: Sequence[Point], style: str) -> Iterator[Way]:
        """A line through points, cut off where it leaves."""
        yield from (Way(tuple(map(self.at, part)), style) for part in clipped(points, self.low, self.high))
