"""The figure of a function of one variable, of one of two, and of walks down a gradient."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from gradcli.drawing.measure import EM, LINE, ROOMY, SMALL, TEXT, flat, room
from gradcli.drawing.scene import Text
from gradcli.numerals import number
from gradcli.plotting import words
from gradcli.plotting.axes import BELOW, TICK, UP, framed, left_of, marks, padded
from gradcli.plotting.descents import Descent, Trail
from gradcli.plotting.figure import MARGIN, Box, Figure, Fill, Frame, Point, Shape, Sheet, Way
from gradcli.plotting.line import Curve, Line
from gradcli.plotting.plane import Arrow, Plane
from gradcli.plotting.ranges import Range
from gradcli.plotting.ticks import texts, ticks

HIGH, BETWEEN = 210.0, 14.0  # of a panel of a curve, and what is between two
WALKED, SQUARE = 330.0, 440.0  # of the panel of a walk, and of a surface
STYLES = ("value", "gradient")
TANGENT = 42.0  # half of its length
MOST_TANGENTS, MOST_POINTS = 8, 60
NUMBERED = 16.0  # how far apart points are that bear the numbers of their steps
HEAD = 5.0
TRAILS = (("walk", "dot"), ("other", "square"))


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
        sheet.y += 8
        last = k == len(found.curves) - 1
        box = (left, sheet.y, sheet.width - MARGIN, sheet.y + HIGH)
        low, high = windows[k]
        frame = framed(sheet, box, (found.range.low, low), (found.range.high, high), found.range.name if last else "")
        _broken(sheet, frame, found)
        _curve(sheet, frame, curve, STYLES[k])
        _kinks(sheet, frame, found, k)
        sheet.y = box[3] + (BELOW if last else 2)
    said = [text for _, text in words.of_line(found, digits)]
    sheet.notes(said)
    return sheet.figure(". ".join([f"{found.output} and {found.range.name}.grad, {words.where(found, digits)}", *said]))


def _curve(sheet: Sheet, frame: Frame, curve: Curve, style: str) -> None:
    for run in curve.runs:
        if len(run) > 1:
            sheet.ways += frame.ways(run, f"curve {style}")


def _broken(sheet: Sheet, frame: Frame, found: Line) -> None:
    """Stretches without numbers, and poles."""
    _, top, _, bottom = frame.box
    for gap in found.gaps:
        low, high = (frame.x(min(max(x, frame.low[0]), frame.high[0])) for x in (gap.low, gap.high))
        if high - low > 1:
            sheet.fills.append(Fill(low, top, high, bottom, "gap"))
        else:
            sheet.ways.append(Way(((low, top), (low, bottom)), "pole"))
    for pole in found.poles:
        x = frame.x(pole.x)
        sheet.ways.append(Way(((x, top), (x, bottom)), "pole"))


def _kinks(sheet: Sheet, frame: Frame, found: Line, panel: int) -> None:
    """Where they are; the value there, or the gradient that torch takes, between those on both sides."""
    _, top, _, bottom = frame.box
    style = STYLES[panel]
    for mark in found.marks:
        x = mark.kink.x
        sheet.ways.append(Way(((frame.x(x), top), (frame.x(x), bottom)), "kink"))
        sides = [(x, y) for y in (mark.left, mark.right) if panel and y != mark.grad]
        for kind, points in (("ring", sides), ("dot" if panel else "diamond", [(x, mark.grad if panel else mark.value)])):
            sheet.shapes += [Shape(*frame.at(p), kind, style) for p in points if math.isfinite(p[1]) and frame.holds(p)]


# ------------------------------------------------------------------ two variables
def of_plane(found: Plane, digits: int | None = None) -> Figure:
    """Contours with their levels, and the gradient as arrows."""
    sheet = Sheet(f"{found.output} = {found.expression}")
    sheet.heading(words.where(found, digits))
    frame = _surface(sheet, found)
    names = [one.name for one in found.ranges]
    said = [text for _, text in words.of_plane(found, digits)]
    shown = ["contours of equal value with their levels"] if found.contours else []
    shown += (
        [f"arrows: the gradient, ({names[0]}.grad, {names[1]}.grad), uphill; the longest are the steepest"]
        if found.arrows
        else []
    )
    sheet.y = frame.box[3] + BELOW
    sheet.notes([*shown, *said])
    return sheet.figure(". ".join([f"Contours of {found.output}, {words.where(found, digits)}", *shown, *said]))


def _surface(sheet: Sheet, found: Plane, trails: Sequence[Trail] | None = None) -> Frame:
    """The contours, with arrows, or with room for walks."""
    across, up = found.ranges
    left = left_of([ticks(up.low, up.high, 6)])
    sheet.y += TEXT * LINE + 6
    sheet.put(Text(left - TICK, sheet.y, up.name, "quiet", SMALL, "start"))
    box = (left, sheet.y + 8, sheet.width - MARGIN, sheet.y + 8 + SQUARE)
    frame = framed(sheet, box, (across.low, up.low), (across.high, up.high), across.name)
    for one in found.contours:
        for way in one.lines:
            sheet.ways += frame.ways(way, "level")
    for trail in trails or ():
        sheet.keep([frame.at((p[0], p[1])) for p in trail.points] or [(0.0, 0.0)])
    _levels(sheet, frame, found)
    if trails is None:
        _arrows(sheet, frame, found.arrows)
    return frame


def _levels(sheet: Sheet, frame: Frame, found: Plane) -> None:
    """Each contour with its level, where there is room for it."""
    if not found.contours:
        return
    for one, text in zip(found.contours, texts([c.level for c in found.contours]), strict=True):
        for line in sorted(one.lines, key=len, reverse=True)[:3]:
            places = [line[k * (len(line) - 1) // 8] for k in (4, 3, 5, 2, 6, 1, 7)]
            shown = [Text(x, y + 0.35 * SMALL, text, "value", SMALL, "middle") for x, y in map(frame.at, places)]
            sheet.put_where_free(shown, _inner(frame.box), plate=True)


def _inner(box: Box) -> Box:
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


# ------------------------------------------------------------------ walks
def of_descent(found: Descent, told: Sequence[str] = (), digits: int | None = None) -> Figure:
    """Walks over what they went over, or their losses; `told` is what is known about them."""
    sheet = Sheet(f"{found.output} = {found.expression}")
    sheet.heading(_over(found, digits))
    _legend(sheet, found)
    if isinstance(found.ground, Line):
        _over_line(sheet, found, found.ground)
    elif isinstance(found.ground, Plane):
        _over_plane(sheet, found, found.ground)
    else:
        _losses(sheet, found)
    said = [*described(found, digits), *_explained(found), *told]
    sheet.notes(said)
    return sheet.figure(". ".join(said))


def _over(found: Descent, digits: int | None) -> str:
    return words.where(found.ground, digits) if found.ground is not None else "the loss at each step"


def described(found: Descent, digits: int | None = None) -> Iterator[str]:
    """Where each walk begins and ends, as a sentence."""
    names = [one.name for one in _ranges(found.ground)]
    for trail in found.trails:
        title = f"{trail.name}: " if trail.name else ""
        if not trail.losses:
            yield f"{title}nothing of the walk can be drawn"
            continue
        ends = []
        for k in (0, -1):
            at = ", ".join(f"{name} = {number(x, digits)}" for name, x in zip(names, trail.points[k], strict=False))
            ends.append(f"{found.output} = {number(trail.losses[k], digits)}{f' at {at}' if at else ''}")
        yield f"{title}from {ends[0]} to {ends[1]} in {trail.steps[-1]} steps"
        if trail.left:
            yield f"{title}what follows step {trail.steps[-1]} lies beyond the drawing"


def _explained(found: Descent) -> Iterator[str]:
    """What the signs of the drawing mean."""
    if isinstance(found.ground, Line):
        yield f"the straight pieces are the slopes that {found.ground.range.name}.grad holds: tangents, while .grad is cleared"
    if isinstance(found.ground, Plane) and found.ground.contours:
        yield "contours of equal value with their levels"


def _ranges(ground: Line | Plane | None) -> Sequence[Range]:
    return () if ground is None else (ground.range,) if isinstance(ground, Line) else ground.ranges


def _legend(sheet: Sheet, found: Descent) -> None:
    if len(found.trails) < 2:
        return
    sheet.y += TEXT * LINE + 4
    x = MARGIN
    for trail, (style, kind) in zip(found.trails, TRAILS, strict=False):
        y = sheet.y - 0.35 * TEXT
        sheet.ways.append(Way(((x, y), (x + 34, y)), style))
        sheet.shapes.append(Shape(x + 17, y, kind, style))
        sheet.put(Text(x + 42, sheet.y, trail.name, style, TEXT))
        x += 42 + room(trail.name, TEXT) + 30


def _shown(trail: Trail) -> list[int]:
    """The points that are marked: all, or of many evenly chosen ones."""
    count = len(trail.points)
    return (
        list(range(count)) if count <= MOST_POINTS else [round(k * (count - 1) / (MOST_POINTS - 1)) for k in range(MOST_POINTS)]
    )


def _over_line(sheet: Sheet, found: Descent, ground: Line) -> None:
    curve = ground.curves[0]
    losses = [y for trail in found.trails for y in trail.losses]
    low, high = padded(min([curve.low, *losses]), max([curve.high, *losses]), 0.1)
    left = left_of([ticks(low, high, 6)])
    sheet.y += 12
    box = (left, sheet.y, sheet.width - MARGIN, sheet.y + WALKED)
    frame = framed(sheet, box, (ground.range.low, low), (ground.range.high, high), ground.range.name)
    _broken(sheet, frame, ground)
    _curve(sheet, frame, curve, STYLES[0])
    for trail, (style, _) in zip(found.trails, TRAILS, strict=False):
        points = [(p[0], loss) for p, loss in zip(trail.points, trail.losses, strict=True)]
        sheet.ways += frame.ways(points, f"{style} hop")
        _tangents(sheet, frame, trail, points, style)
    for trail, (style, kind) in zip(found.trails, TRAILS, strict=False):
        points = [(p[0], loss) for p, loss in zip(trail.points, trail.losses, strict=True)]
        _stops(sheet, frame, trail, points, (style, kind))
    sheet.y = box[3] + BELOW


def _apart(places: Sequence[Point], far: float) -> list[int]:
    """The first of some places, and those that are not too near to one before."""
    found: list[int] = []
    for k, (x, y) in enumerate(places):
        if all(math.hypot(x - places[j][0], y - places[j][1]) >= far for j in found):
            found.append(k)
    return found


def _tangents(sheet: Sheet, frame: Frame, trail: Trail, points: Sequence[Point], style: str) -> None:
    """The slope that .grad holds at the first points that are far enough apart, as a piece of a straight line."""
    left, top, right, bottom = frame.box
    tall, wide = (bottom - top) / (frame.high[1] - frame.low[1]), (right - left) / (frame.high[0] - frame.low[0])
    for k in _apart([frame.at(point) for point in points], TANGENT * 0.8)[:MOST_TANGENTS]:
        slope = trail.slopes[k][0] * tall / wide
        if not math.isfinite(slope):
            continue
        x, y = frame.at(points[k])
        dx = TANGENT / math.hypot(1.0, slope)
        ends = ((x - dx, y + dx * slope), (x + dx, y - dx * slope))
        plain = Frame(frame.box, (left, top), (right, bottom))
        flipped = [(px, bottom + top - py) for px, py in ends]
        sheet.ways += plain.ways(flipped, f"{style} tangent")


def _stops(sheet: Sheet, frame: Frame, trail: Trail, points: Sequence[Point], look: tuple[str, str]) -> None:
    """The points, with the numbers of the steps where there is room."""
    style, kind = look
    for point in points:
        sheet.keep([frame.at(point)], 8.0)
    for k in _shown(trail):
        sheet.shapes.append(Shape(*frame.at(points[k]), kind, style, 3.2))
    for k in _apart([frame.at(point) for point in points], NUMBERED):
        x, y = frame.at(points[k])
        text, gap = str(trail.steps[k]), 7.0
        below, above = y + gap + 0.8 * SMALL, y - gap
        places = [(x + gap, y - 4, "start"), (x - gap, y - 4, "end"), (x, above, "middle"), (x, below, "middle")]
        places += [(x + gap, y + 0.9 * SMALL, "start"), (x - gap, y + 0.9 * SMALL, "end")]
        shown = [Text(px, py, text, style, SMALL, anchor) for px, py, anchor in places]
        sheet.put_where_free(shown, _inner(frame.box), plate=True)


def _over_plane(sheet: Sheet, found: Descent, ground: Plane) -> None:
    frame = _surface(sheet, ground, found.trails)
    for trail, (style, _) in zip(found.trails, TRAILS, strict=False):
        points = [(p[0], p[1]) for p in trail.points]
        sheet.ways += frame.ways(points, style)
    for trail, (style, kind) in zip(found.trails, TRAILS, strict=False):
        points = [(p[0], p[1]) for p in trail.points]
        _stops(sheet, frame, trail, points, (style, kind))
    sheet.y = frame.box[3] + BELOW


def _losses(sheet: Sheet, found: Descent) -> None:
    """The loss over the steps, in powers of ten where that is what tells anything."""
    losses = [y for trail in found.trails for y in trail.losses]
    if not losses:
        return
    tens = min(losses) > 0 and max(losses) > 100 * min(losses)
    shown = [math.log10(y) for y in losses] if tens else losses
    low, high = padded(min(shown), max(shown))
    last = max(max(trail.steps, default=0) for trail in found.trails) or 1
    left = left_of([marks(low, high, UP, tens)], tens)
    sheet.y += 12
    box = (left, sheet.y, sheet.width - MARGIN, sheet.y + WALKED)
    frame = framed(sheet, box, (0.0, low), (float(last), high), "step", tens)
    for trail, (style, kind) in zip(found.trails, TRAILS, strict=False):
        points = [(float(s), math.log10(y) if tens else y) for s, y in zip(trail.steps, trail.losses, strict=True)]
        sheet.ways += frame.ways(points, style)
        sheet.shapes += [Shape(*frame.at(points[k]), kind, style, 3.2) for k in _shown(trail)]
    sheet.y = box[3] + BELOW


__all__ = ["EM", "described", "of_descent", "of_line", "of_plane"]
