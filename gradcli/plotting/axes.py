"""A frame with its axes: round numbers, light lines at them, the names of what runs."""

from __future__ import annotations

import math
from collections.abc import Sequence

from gradcli.drawing.measure import SMALL, flat, room
from gradcli.drawing.scene import Text
from gradcli.plotting.clipping import Point
from gradcli.plotting.figure import MARGIN, Box, Fill, Frame, Sheet, Way
from gradcli.plotting.ticks import powers, powers_text, texts, ticks

PAD = 0.06  # of what is to be seen: the room above and below
TICK = 5.0
ACROSS, UP = 9, 6  # at most so many numbers
NAMED = 60  # cells of a name
BELOW = TICK + 3.1 * SMALL  # the room of the numbers and the name


def padded(low: float, high: float, part: float = PAD) -> tuple[float, float]:
    """An interval with some room at its ends; around a single number, some room as well."""
    if high - low <= 1e-12 * max(abs(low), abs(high)):
        around = abs(low) * 0.5 or 1.0
        return low - around, high + around
    wide = part * (high / 2 - low / 2) * 2
    return max(low - wide, -1.7e308), min(high + wide, 1.7e308)


def left_of(columns: Sequence[Sequence[float]], tens: bool = False) -> float:
    """Where frames begin whose axes bear these numbers."""
    spelled = powers_text if tens else texts
    widest = max((room(text, SMALL) for column in columns if column for text in spelled(column)), default=0.0)
    return MARGIN + widest + TICK + 4


def marks(low: float, high: float, most: int, tens: bool = False) -> tuple[float, ...]:
    """The numbers along an axis; of an axis of powers of ten, their exponents."""
    return powers(10.0**low, 10.0**high, most) if tens else ticks(low, high, most)


def framed(sheet: Sheet, box: Box, low: Point, high: Point, name: str = "", tens: bool = False, whole: bool = False) -> Frame:
    """A frame with axes; `name` stands below, with the numbers across, or both are left out.

    tens   powers of ten go up
    whole  whole numbers alone go across
    """
    frame = Frame(box, low, high)
    sheet.fills.append(Fill(*box, "ground"))
    _up(sheet, frame, tens)
    _across(sheet, frame, name, whole)
    left, top, right, bottom = box
    sheet.ways.append(Way(((left, top), (left, bottom), (right, bottom)), "axis"))
    return frame


def _up(sheet: Sheet, frame: Frame, tens: bool) -> None:
    left, _, right, _ = frame.box
    numbers = marks(frame.low[1], frame.high[1], UP, tens)
    for number, text in zip(numbers, (powers_text if tens else texts)(numbers) if numbers else (), strict=True):
        y = frame.y(math.log10(number) if tens else number)
        zero = not tens and number == 0
        sheet.ways.append(Way(((left, y), (right, y)), "zero" if zero else "grid"))
        sheet.ways.append(Way(((left - TICK, y), (left, y)), "axis"))
        sheet.put(Text(left - TICK - 3, y + 0.35 * SMALL, text, "quiet", SMALL, "end"))


def _across(sheet: Sheet, frame: Frame, name: str, whole: bool) -> None:
    _, top, right, bottom = frame.box
    numbers = ticks(frame.low[0], frame.high[0], ACROSS)
    numbers = tuple(x for x in numbers if x.is_integer()) if whole else numbers
    if name:
        sheet.put(Text(right, bottom + TICK + 2.5 * SMALL, flat(name, NAMED), "quiet", SMALL, "end"))
    for number, text in zip(numbers, texts(numbers) if numbers else (), strict=True):
        x = frame.x(number)
        sheet.ways.append(Way(((x, top), (x, bottom)), "zero" if number == 0 else "grid"))
        sheet.ways.append(Way(((x, bottom), (x, bottom + TICK)), "axis"))
        if name:
            below = Text(x, bottom + TICK + 1.2 * SMALL, text, "quiet", SMALL, "middle")
            sheet.put_where_free([below], (2.0, top, sheet.width - 2.0, bottom + 100))
