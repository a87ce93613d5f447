"""Walks down a gradient in characters, on what they went over, or as their losses over the steps."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from gradcli.plotting.axes import padded
from gradcli.plotting.descents import Descent
from gradcli.plotting.line import Line as Plotted
from gradcli.plotting.plane import Plane
from gradcli.plotting.walks import described
from gradcli.views.canvas import Canvas, Look
from gradcli.views.chart_text import broken, canvas_of, framed, margin_of, surface, told_lines
from gradcli.views.lines import Line

ROWS = 14
TRAILS = (("o", "error"), ("+", "formula"))  # the sign of a walk, and its style


def of_descent(found: Descent, look: Look) -> Iterator[Line]:
    """Walks on what they went over, or their losses over the steps."""
    if isinstance(found.ground, Plane):
        canvas, margin, legend = surface(found.ground, look)
        yield [(f"{'':{margin - 1}}{look.cut(found.ground.ranges[1].name, look.room - margin)}", "quiet")]
        for k, trail in enumerate(found.trails):
            _stops(canvas, [(p[0], p[1]) for p in trail.points], TRAILS[k])
        yield from framed(canvas, margin, found.ground.ranges[0].name, zero=False)
    elif isinstance(found.ground, Plotted):
        legend = []
        yield from _over_line(found, found.ground, look)
    else:
        legend = []
        yield from _losses(found, look)
    named = [f"{sign} {trail.name}".rstrip() for (sign, _), trail in zip(TRAILS, found.trails, strict=False)]
    signs = f"{', '.join(named)}, " if len(named) > 1 else "o a step, "
    yield from told_lines([f"{signs}S the start, E the end", *legend, *described(found, look.digits)], look)


def _stops(canvas: Canvas, points: Sequence[tuple[float, float]], how: tuple[str, str]) -> None:
    sign, style = how
    for point in points:
        canvas.mark(*point, sign, style)
    if points:
        canvas.mark(*points[-1], "E", style)
        canvas.mark(*points[0], "S", style)


def _over_line(found: Descent, ground: Plotted, look: Look) -> Iterator[Line]:
    curve = ground.curves[0]
    losses = [y for trail in found.trails for y in trail.losses]
    low, high = padded(min([curve.low, *losses]), max([curve.high, *losses]))
    margin = margin_of(low, high)
    canvas = canvas_of(look, margin, ROWS, (ground.range.low, low), (ground.range.high, high))
    for run in curve.runs:
        canvas.line(run, "value")
    broken(canvas, ground)
    for trail, how in zip(found.trails, TRAILS, strict=False):
        _stops(canvas, [(p[0], y) for p, y in zip(trail.points, trail.losses, strict=True)], how)
    yield from framed(canvas, margin, ground.range.name)


def _losses(found: Descent, look: Look) -> Iterator[Line]:
    losses = [y for trail in found.trails for y in trail.losses]
    if not losses:
        return
    tens = min(losses) > 0 and max(losses) > 100 * min(losses)
    low, high = padded(*((math.log10(y) if tens else y) for y in (min(losses), max(losses))))
    last = max(max(trail.steps, default=0) for trail in found.trails) or 1
    margin = margin_of(low, high, tens)
    canvas = canvas_of(look, margin, ROWS, (0.0, low), (float(last), high))
    for trail, how in zip(found.trails, TRAILS, strict=False):
        points = [(float(s), math.log10(y) if tens else y) for s, y in zip(trail.steps, trail.losses, strict=True)]
        canvas.line(points, how[1])
        _stops(canvas, points, how)
    yield from framed(canvas, margin, "step", zero=False, steps=(tens, True))
