"""The figure of walks down a gradient: on a curve, on contours, or as losses over the steps."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from gradcli.drawing.measure import LINE, SMALL, TEXT, room
from gradcli.drawing.scene import Text
from gradcli.numerals import number
from gradcli.plotting import words
from gradcli.plotting.axes import BELOW, UP, framed, left_of, marks, padded
from gradcli.plotting.charts import STYLES, broken, curve_in, inner, surface
from gradcli.plotting.clipping import Point
from gradcli.plotting.descents import Descent, Trail
from gradcli.plotting.figure import MARGIN, Figure, Frame, Shape, Sheet, Way
from gradcli.plotting.line import Line
from gradcli.plotting.plane import Plane
from gradcli.plotting.ranges import Range
from gradcli.plotting.ticks import ticks

HIGH = 330.0  # of the panel
TANGENT = 42.0  # half of its length
NUMBERED = 16.0  # how far apart points are that bear the numbers of their steps
MOST_TANGENTS, MOST_POINTS, MANY = 8, 60, 20
TRAILS = (("walk", "dot"), ("other", "square"))


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
        if len(trail.steps) == 1:
            yield f"{title}the start, {ends[0]}, is all of the walk that can be drawn"
            continue
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
    box = (left, sheet.y, sheet.width - MARGIN, sheet.y + HIGH)
    frame = framed(sheet, box, (ground.range.low, low), (ground.range.high, high), ground.range.name)
    broken(sheet, frame, ground)
    curve_in(sheet, frame, curve, STYLES[0])
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


def _numbered(places: Sequence[Point], shown: Sequence[int]) -> list[int]:
    """The marked points that bear their numbers: both ends, and others as far as they are apart."""
    order = list(dict.fromkeys((*shown[:1], *shown[-1:], *shown)))
    far = NUMBERED if len(shown) < MANY else 2.5 * NUMBERED
    return [order[k] for k in _apart([places[k] for k in order], far)]


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
    for k in _numbered([frame.at(point) for point in points], _shown(trail)):
        x, y = frame.at(points[k])
        text, gap = str(trail.steps[k]), 7.0
        below, above = y + gap + 0.8 * SMALL, y - gap
        places = [(x + gap, y - 4, "start"), (x - gap, y - 4, "end"), (x, above, "middle"), (x, below, "middle")]
        places += [(x + gap, y + 0.9 * SMALL, "start"), (x - gap, y + 0.9 * SMALL, "end")]
        shown = [Text(px, py, text, style, SMALL, anchor) for px, py, anchor in places]
        sheet.put_where_free(shown, inner(frame.box), plate=True)


def _over_plane(sheet: Sheet, found: Descent, ground: Plane) -> None:
    frame = surface(sheet, ground, [[(p[0], p[1]) for p in trail.points] for trail in found.trails if trail.points])
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
    box = (left, sheet.y, sheet.width - MARGIN, sheet.y + HIGH)
    frame = framed(sheet, box, (0.0, low), (float(last), high), "step", tens, whole=True)
    for trail, (style, kind) in zip(found.trails, TRAILS, strict=False):
        points = [(float(s), math.log10(y) if tens else y) for s, y in zip(trail.steps, trail.losses, strict=True)]
        sheet.ways += frame.ways(points, style)
        sheet.shapes += [Shape(*frame.at(points[k]), kind, style, 3.2) for k in _shown(trail)]
    sheet.y = box[3] + BELOW
