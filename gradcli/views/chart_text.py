"""Drawings in characters: a curve above its gradient, a surface in shades. As wide as there is room."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from gradcli.plotting import words
from gradcli.plotting.axes import marks, padded
from gradcli.plotting.line import Line as Plotted
from gradcli.plotting.plane import Arrow, Plane
from gradcli.plotting.ticks import powers_text, texts, ticks
from gradcli.views.canvas import Canvas, Look
from gradcli.views.lines import Line, Piece
from gradcli.views.widths import cells, wrapped

ROWS = 8  # of a panel
STYLES = ("value", "gradient")
SHADES = " ░▒▓█"
DIGITS = "0123456789"
ARROWS = "→↗↑↖←↙↓↘"


def of_line(found: Plotted, look: Look) -> Iterator[Line]:
    """A curve above its gradient, on one scale across."""
    yield from head(found.output, found.expression, words.where(found, look.digits), look)
    windows = [padded(curve.low, curve.high) for curve in found.curves]
    margin = max(margin_of(*window) for window in windows)
    for k, curve in enumerate(found.curves):
        told = f"{curve.name} = {found.formula}" if k and found.formula else curve.name
        yield []
        yield [(look.cut(told, look.room), STYLES[k])]
        low, high = windows[k]
        canvas = canvas_of(look, margin, ROWS, (found.range.low, low), (found.range.high, high))
        for run in curve.runs:
            canvas.line(run, STYLES[k])
        broken(canvas, found)
        for mark in found.marks:
            canvas.mark(mark.kink.x, mark.grad if k else mark.value, "o", "note")
        yield from framed(canvas, margin, found.range.name if k else "")
    if found.marks:
        yield from told_lines(["o a kink, with the gradient that torch takes there"], look)
    yield from told_lines([text for _, text in words.of_line(found, look.digits)], look)


def head(name: str, expression: str, where: str, look: Look) -> Iterator[Line]:
    """What is drawn, and over what."""
    for k, part in enumerate(wrapped(look.cut(f"{name} = {' '.join(expression.split())}", 3 * look.room), look.room)):
        yield [(part, "name" if not k else "")]
    yield from ([(part, "quiet")] for part in wrapped(look.cut(where, 3 * look.room), look.room))


def told_lines(told: Sequence[str], look: Look) -> Iterator[Line]:
    """Sentences, as wide as there is room."""
    for text in told:
        yield from ([(part, "quiet")] for part in wrapped(look.shown(text), look.room))


# ------------------------------------------------------------------ axes
def margin_of(low: float, high: float, tens: bool = False) -> int:
    """The columns of the numbers of an axis, and of the axis."""
    return max(map(cells, _numbers(low, high, tens).values()), default=0) + 2


def _numbers(low: float, high: float, tens: bool = False) -> dict[float, str]:
    """The numbers of an axis, where they stand, with their texts."""
    found = marks(low, high, 5, tens)
    shown = (powers_text if tens else texts)(found) if found else ()
    return {math.log10(x) if tens else x: text for x, text in zip(found, shown, strict=True)}


def canvas_of(look: Look, margin: int, rows: int, low: tuple[float, float], high: tuple[float, float]) -> Canvas:
    """A field for what stands between two corners."""
    return Canvas(max(look.room - margin - 1, 8), rows, low, high, look.ascii)


def framed(
    canvas: Canvas, margin: int, name: str, zero: bool = True, steps: tuple[bool, bool] = (False, False)
) -> Iterator[Line]:
    """The rows with the axis before them, and, with a name, the numbers across below.

    steps  whether powers of ten go up, and whole numbers alone across
    """
    tens, whole = steps
    tick, bar, corner, rule, down = ("+", "|", "+", "-", "+") if canvas.ascii else ("┤", "│", "└", "─", "┬")
    labels = {canvas.row(y): text for y, text in _numbers(canvas.low[1], canvas.high[1], tens).items()}
    if zero and canvas.low[1] < 0 < canvas.high[1] and not tens:
        for column in range(canvas.width):
            canvas.sign((column, canvas.row(0.0)), "." if canvas.ascii else "┄", "quiet", over=False)
    for row, pieces in enumerate(canvas.rows()):
        yield _stripped([(f"{labels.get(row, ''):>{margin - 2}} {tick if row in labels else bar}", "quiet"), *pieces])
    numbers = ticks(canvas.low[0], canvas.high[0], max(canvas.width // 9, 2))
    numbers = tuple(x for x in numbers if x.is_integer()) if whole else numbers
    columns = {canvas.column(x): text for x, text in zip(numbers, texts(numbers) if numbers else (), strict=True)}
    axis = "".join(down if column in columns else rule for column in range(canvas.width))
    yield [(f"{'':{margin - 1}}{corner}{axis}", "quiet")]
    if name:
        shown = Look(0, canvas.ascii, 0).cut(name, canvas.width)
        yield from ([(row, "quiet")] for row in _across(columns, margin, canvas.width, shown))


def _across(columns: dict[int, str], margin: int, width: int, shown: str) -> Iterator[str]:
    """The numbers below their places, as many as have room, and the name."""
    line = ""
    for column, text in columns.items():
        start = max(margin + column - (len(text) - 1) // 2, 0)
        start = min(start, margin + width + 1 - len(text))
        if start >= len(line) + (1 if line else 0):
            line = f"{line:<{start}}{text}"
    if cells(line) + 2 + cells(shown) <= margin + width + 1:
        yield line + " " * (margin + width + 1 - cells(line) - cells(shown)) + shown
    else:
        yield line
        yield " " * (margin + width + 1 - cells(shown)) + shown


def _stripped(pieces: list[Piece]) -> list[Piece]:
    """Without blanks at the end."""
    while pieces and not pieces[-1][0].strip(" "):
        pieces = pieces[:-1]
    return [*pieces[:-1], (pieces[-1][0].rstrip(" "), pieces[-1][1])]


def broken(canvas: Canvas, found: Plotted) -> None:
    """Poles as lines, stretches without numbers hatched."""
    hatch, bar = ("/", ":") if canvas.ascii else ("╱", "┊")
    for gap in found.gaps:
        first, last = (canvas.column(min(max(x, canvas.low[0]), canvas.high[0])) for x in (gap.low, gap.high))
        for column in range(first, last + (gap.low != gap.high)):
            for row in range(canvas.height):
                canvas.sign((column, row), hatch, "quiet", over=False)
    alone = [gap.low for gap in found.gaps if gap.low == gap.high]
    for x in [*(pole.x for pole in found.poles), *alone]:
        for row in range(canvas.height):
            canvas.sign((canvas.column(x), row), bar, "error", over=False)


# ------------------------------------------------------------------ two variables
def of_plane(found: Plane, look: Look) -> Iterator[Line]:
    """A surface in shades, with the gradient as arrows."""
    yield from head(found.output, found.expression, words.where(found, look.digits), look)
    canvas, margin, legend = surface(found, look)
    _arrows(canvas, found)
    for point in (point for crease in found.creases for line in crease.lines for point in line):
        canvas.mark(*point, "o", "note")
    yield [(f"{'':{margin - 1}}{look.cut(found.ranges[1].name, look.room - margin)}", "quiet")]
    yield from framed(canvas, margin, found.ranges[0].name, zero=False)
    yield from told_lines(legend, look)
    if found.arrows:
        yield from told_lines([f"{'> ^ < v' if look.ascii else '→ ↑ ← ↓'} the direction of the gradient, uphill"], look)
    if found.creases:
        yield from told_lines(["o a kink"], look)
    yield from told_lines([text for _, text in words.of_plane(found, look.digits)], look)


def surface(found: Plane, look: Look) -> tuple[Canvas, int, list[str]]:
    """The field of a surface, the columns of its axis, and what its shades mean."""
    across, up = found.ranges
    margin = margin_of(up.low, up.high)
    width = max(look.room - margin - 1, 8)
    canvas = canvas_of(look, margin, max(6, min(22, width // 4)), (across.low, up.low), (across.high, up.high))
    levels = _levels(found, 9 if look.ascii else len(SHADES) - 1)
    signs = DIGITS if look.ascii else SHADES
    for row in range(canvas.height):
        for column in range(canvas.width):
            value = found.values[_nearest(canvas.height - 1 - row, canvas.height, len(found.ys))][
                _nearest(column, canvas.width, len(found.xs))
            ]
            sign = "?" if not math.isfinite(value) else signs[sum(value > level for level in levels)]
            canvas.sign((column, row), sign, "value" if sign != "?" else "error")
    return canvas, margin, _legend(found, levels, signs)


def _nearest(k: int, count: int, samples: int) -> int:
    """The sample in the middle of a cell."""
    return min(int((k + 0.5) / count * samples), samples - 1)


def _levels(found: Plane, most: int) -> list[float]:
    known = [one.level for one in found.contours]
    if len(known) <= most:
        return known
    return [known[round((k + 0.5) * len(known) / most - 0.5)] for k in range(most)]


def _legend(found: Plane, levels: Sequence[float], signs: str) -> list[str]:
    if not levels:
        return []
    shown = texts(levels)
    parts = [f"'{signs[0]}' up to {shown[0]}"]
    parts += [f"'{signs[k]}' to {shown[k]}" for k in range(1, len(levels))]
    odd = ["'?' no finite number"] if found.infinite else []
    return [", ".join([f"{found.output}: {parts[0]}", *parts[1:], f"'{signs[len(levels)]}' above", *odd])]


def _arrows(canvas: Canvas, found: Plane) -> None:
    """The direction of the gradient, as it looks on the field, in every few cells."""
    across, up = found.ranges
    steepest = max((math.hypot(a.dx * across.span, a.dy * up.span) for a in found.arrows), default=0.0)
    for arrow in _thinned(canvas, found):
        x, y = arrow.dx / across.span * canvas.width, arrow.dy / up.span * canvas.height * 2
        if not steepest or math.hypot(arrow.dx * across.span, arrow.dy * up.span) < 1e-6 * steepest:
            continue
        turn = math.atan2(y, x) / math.tau
        sign = ">^<v"[round(turn * 4) % 4] if canvas.ascii else ARROWS[round(turn * 8) % 8]
        canvas.mark(arrow.x, arrow.y, sign, "gradient")


def _thinned(canvas: Canvas, found: Plane) -> Iterator[Arrow]:
    """As many arrows as leave something to be seen between them."""
    columns, rows = (sorted({getattr(a, k) for a in found.arrows}) for k in "xy")
    every = [
        max(1, math.ceil(far * len(one) / size)) for one, far, size in ((columns, 6, canvas.width), (rows, 2, canvas.height))
    ]
    kept = [
        {x for k, x in enumerate(one) if k % step == (len(one) // 2) % step}
        for one, step in zip((columns, rows), every, strict=True)
    ]
    yield from (a for a in found.arrows if a.x in kept[0] and a.y in kept[1])
