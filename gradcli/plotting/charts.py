"""The figure of a function of one variable, and of one of two."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from gradcli.drawing.measure import LINE, ROOMY, SMALL, TEXT, flat
from gradcli.drawing.scene import Text
from gradcli.plotting import words
from gradcli.plotting.axes import BELOW, TICK, framed, left_of, padded
from gradcli.plotting.clipping import Point
from gradcli.plotting.figure import MARGIN, Box, Figure, Fill, Frame, Shape, Sheet, Way
from gradcli.plotting.line import Curve, Line
from gradcli.plotting.plane import Arrow, Plane
from gradcli.plotting.ticks import texts, ticks

HIGH, BETWEEN = 210.0, 14.0  # of a panel of a curve, and what is between two
SQUARE = 440.0  # of the panel of a surface
STYLES = ("value", "gradient")
HEAD = 5.0
SEEN = 0.05  # of a triangle of three places of a line, in square pixels


def of_line(found: Line, digits: int | None = None) -> Figure:
    """A curve above its gradient."""
    sheet = Sheet(f"{found.output} = {found.expression}")
    sheet.heading(words.where(found, digits))
    windows = [padded(curve.low, curve.high) for curve in found.curves]
    left = left_of([ticks(*window, 6) for window in windows])
    for k, curve in enumerate(found.curves):
        told = f"{curve.name} = {found.formula}" if k and found.formula else curve.name
        sheet.y += BETWEEN
        sheet.line(flat(told, int((sheet.width - 2 * MARGIN) / (ROOMY * TEXT))), STYLES[k], TEXT, bold=True)
        sheet.y += 12
        last = k == len(found.curves) - 1
        box = (left, sheet.y, sheet.width - MARGIN, sheet.y + HIGH)
        low, high = windows[k]
        frame = framed(sheet, box, (found.range.low, low), (found.range.high, high), found.range.name if last else "")
        broken(sheet, frame, found)
        curve_in(sheet, frame, curve, STYLES[k])
        _kinks(sheet, frame, found, k)
        sheet.y = box[3] + (BELOW if last else 2)
    said = [text for _, text in words.of_line(found, digits)]
    sheet.notes(said)
    return sheet.figure(". ".join([f"{found.output} and {found.range.name}.grad, {words.where(found, digits)}", *said]))


def curve_in(sheet: Sheet, frame: Frame, curve: Curve, style: str) -> None:
    """The pieces of a curve; a point that stands alone is told by its mark."""
    for run in curve.runs:
        if len(run) > 1:
            sheet.ways += frame.ways(run, f"curve {style}")


def broken(sheet: Sheet, frame: Frame, found: Line) -> None:
    """Stretches without numbers, and poles."""
    _, top, _, bottom = frame.box
    for gap in found.gaps:
        low, high = (frame.x(min(max(x, frame.low[0]), frame.high[0])) for x in (gap.low, gap.high))
        if high - low > 1:
            sheet.fills.append(Fill(low, top, high, bottom, "gap"))
        else:
            sheet.upright(frame, gap.low, "pole")
    for pole in found.poles:
        sheet.upright(frame, pole.x, "pole")


def _kinks(sheet: Sheet, frame: Frame, found: Line, panel: int) -> None:
    """Where they are; the value there, or the gradient that torch takes, between those on both sides."""
    style = STYLES[panel]
    for mark in found.marks:
        x = mark.kink.x
        sheet.upright(frame, x, "kink")
        sides = [(x, y) for y in (mark.left, mark.right) if panel and y != mark.grad]
        for kind, points in (("ring", sides), ("dot" if panel else "diamond", [(x, mark.grad if panel else mark.value)])):
            sheet.shapes += [Shape(*frame.at(p), kind, style) for p in points if math.isfinite(p[1]) and frame.holds(p)]


# ------------------------------------------------------------------ two variables
def of_plane(found: Plane, digits: int | None = None) -> Figure:
    """Contours with their levels, and the gradient as arrows."""
    sheet = Sheet(f"{found.output} = {found.expression}")
    sheet.heading(words.where(found, digits))
    frame = surface(sheet, found)
    names = [one.name for one in found.ranges]
    said = [text for _, text in words.of_plane(found, digits)]
    shown = ["contours of equal value with their levels"] if found.contours else []
    shown += ["dashed: kinks"] if any(len(line) > 1 for crease in found.creases for line in crease.lines) else []
    shown += (
        [f"arrows: the gradient, ({names[0]}.grad, {names[1]}.grad), uphill; the longest are the steepest"]
        if found.arrows
        else []
    )
    sheet.y = frame.box[3] + BELOW
    sheet.notes([*shown, *said])
    return sheet.figure(". ".join([f"Contours of {found.output}, {words.where(found, digits)}", *shown, *said]))


def surface(sheet: Sheet, found: Plane, ways: Sequence[Sequence[Point]] | None = None) -> Frame:
    """The contours, with arrows, or with room for walks."""
    across, up = found.ranges
    left = left_of([ticks(up.low, up.high, 6)])
    sheet.y += TEXT * LINE + 6
    sheet.put(Text(left - TICK, sheet.y, up.name, "quiet", SMALL, "start"))
    box = (left, sheet.y + 8, sheet.width - MARGIN, sheet.y + 8 + SQUARE)
    frame = framed(sheet, box, (across.low, up.low), (across.high, up.high), across.name)
    sheet.fills += _without_numbers(frame, found)
    for one in found.contours:
        for way in one.lines:
            sheet.ways += frame.ways(way, "level")
    for walked in ways or ():
        sheet.keep([frame.at(point) for point in walked])
    _levels(sheet, frame, found)
    _creases(sheet, frame, found)
    if ways is None:
        _arrows(sheet, frame, found.arrows)
    return frame


def _creases(sheet: Sheet, frame: Frame, found: Plane) -> None:
    """Kinks as lines, and as marks where they are points."""
    for line in (line for crease in found.creases for line in crease.lines):
        if len(line) > 1:
            sheet.ways += frame.ways(_turning([*line], frame), "crease")
        elif frame.holds(line[0]):
            sheet.shapes.append(Shape(*frame.at(line[0]), "diamond", "value"))


def _turning(line: Sequence[Point], frame: Frame) -> list[Point]:
    """The ends of a line, and where it turns so that it can be seen."""
    found = [line[0]]
    for here, following in pairwise(line[1:]):
        (x, y), (a, b), (c, d) = map(frame.at, (found[-1], here, following))
        if abs((a - x) * (d - y) - (b - y) * (c - x)) > SEEN:
            found.append(here)
    return [*found, line[-1]]


def _without_numbers(frame: Frame, found: Plane) -> Iterator[Fill]:
    """What of a surface has no numbers, in rectangles as high as rows are alike."""
    edges = [_halfway(axis) for axis in (found.xs, found.ys)]
    alike = [list(rows) for _, rows in groupby(range(len(found.ys)), key=lambda row: _stretches(found.values[row]))]
    for rows in alike:
        for first, last in _stretches(found.values[rows[0]]):
            left, bottom = frame.at((edges[0][first], edges[1][rows[0]]))
            right, top = frame.at((edges[0][last + 1], edges[1][rows[-1] + 1]))
            yield Fill(left, top, right, bottom, "gap")


def _halfway(axis: Sequence[float]) -> list[float]:
    """The places between samples, and both ends."""
    return [axis[0], *(a / 2 + b / 2 for a, b in pairwise(axis)), axis[-1]]


def _stretches(row: Sequence[float]) -> tuple[tuple[int, int], ...]:
    """From where to where there are no numbers in a row."""
    where = [k for k, value in enumerate(row) if not math.isfinite(value)]
    starts = [k for k in where if k == 0 or math.isfinite(row[k - 1])]
    ends = [k for k in where if k == len(row) - 1 or math.isfinite(row[k + 1])]
    return tuple(zip(starts, ends, strict=True))


def _levels(sheet: Sheet, frame: Frame, found: Plane) -> None:
    """Each contour with its level, where there is room for it."""
    if not found.contours:
        return
    for one, text in zip(found.contours, texts([c.level for c in found.contours]), strict=True):
        for line in sorted(one.lines, key=len, reverse=True)[:3]:
            places = [line[k * (len(line) - 1) // 8] for k in (4, 3, 5, 2, 6, 1, 7)]
            shown = [Text(x, y + 0.35 * SMALL, text, "value", SMALL, "middle") for x, y in map(frame.at, places)]
            sheet.put_where_free(shown, inner(frame.box), plate=True)


def inner(box: Box) -> Box:
    """The room of texts in a frame."""
    return box[0] + 2, box[1] + 2, box[2] - 2, box[3] - 2


def _arrows(sheet: Sheet, frame: Frame, arrows: Sequence[Arrow]) -> None:
    """Arrows as the gradient looks on the sheet; long where it is steep, and none through a number."""
    scale = [(frame.box[k + 2] - frame.box[k]) / (frame.high[k] - frame.low[k]) for k in (0, 1)]
    ways = [(a.dx / scale[0] ** -1, -a.dy / scale[1] ** -1) for a in arrows]
    lengths = [math.hypot(*way) for way in ways]
    longest = max((n for n in lengths if math.isfinite(n)), default=0.0)
    if not longest:
        return
    room_ = 0.8 * min((frame.box[2] - frame.box[0]) / 15, (frame.box[3] - frame.box[1]) / 11)
    for arrow, way, length in zip(arrows, ways, lengths, strict=True):
        size = room_ * math.sqrt(length / longest) if math.isfinite(length) else 0.0
        if size > 3:
            _arrow(sheet, frame.at((arrow.x, arrow.y)), (way[0] / length * size / 2, way[1] / length * size / 2))


def _arrow(sheet: Sheet, middle: Point, half: Point) -> None:
    (x, y), (dx, dy) = middle, half
    tip, tail = (x + dx, y + dy), (x - dx, y - dy)
    size = math.hypot(dx, dy)
    ux, uy = dx / size, dy / size
    head = min(HEAD, size)
    sides = [(tip[0] - head * ux + s * 0.45 * head * uy, tip[1] - head * uy - s * 0.45 * head * ux) for s in (1, -1)]
    around = (min(tip[0], tail[0]) - 2, min(tip[1], tail[1]) - 2, max(tip[0], tail[0]) + 2, max(tip[1], tail[1]) + 2)
    if not any(a[0] < around[2] and around[0] < a[2] and a[1] < around[3] and around[1] < a[3] for a in sheet.taken):
        sheet.ways.append(Way((tail, tip), "arrow"))
        sheet.ways.append(Way((sides[0], tip, sides[1]), "arrow"))
