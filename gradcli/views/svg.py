"""The drawing as SVG: text that stays text, light or dark as the reader has it, nothing from elsewhere.

Every text is set to its measured width, so it stays in its box whatever the font turns out to be.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from html import escape

from gradcli.calculation.trace import Trace
from gradcli.drawing.captions import captions
from gradcli.drawing.focus import focused
from gradcli.drawing.measure import FONTS, HEADING, SMALL, TEXT, TITLE
from gradcli.drawing.scene import Arrow, Box, Curve, Rule, Scene, Text
from gradcli.drawing.steps import Step
from gradcli.views.text import valid_xml
from gradcli.views.theme import (
    BORDERS,
    BOXES,
    DARK_BOXES,
    DARK_FRAME,
    DARK_INK,
    DARK_INKS,
    DARK_PANEL,
    DARK_QUIET,
    FRAME,
    INK,
    INKS,
    PANEL,
    QUIET,
)

SIZES = {HEADING: " h", TITLE: " t", TEXT: "", SMALL: " s"}
INKED = {"value": 6, "gradient": 2, "formula": 5, "error": 1}  # style -> ANSI number
SECONDS, HOLD = 1.4, 3.0  # of a step of the animation, and of its end
PALE = 0.25  # how much is left of what was not asked for

When = Callable[[int, int | None], str | None]  # what is to be seen between two steps -> its attributes; None: it is left out


def svg(trace: Trace, animate: bool = False, only: Collection[str] = (), node: str | None = None) -> str:
    """The whole drawing, or with `animate` one that plays forward and backward; or the parts, or the value, asked for."""
    found = focused(trace, only, node)
    return animated(found) if animate else still(found)


def still(found: Scene, at: int | None = None) -> str:
    """The drawing as it is after a step, which is marked and told below; by default at the end."""
    last = len(found.steps) - 1 if at is None else at
    if at is not None:
        found = told(found)

    def when(first: int, until: int | None) -> str | None:
        return "" if first <= last and (until is None or last < until) else None

    marks = None if at is None else found.steps[at]
    return _document(found, when, "", marks)


def told(found: Scene) -> Scene:
    """The drawing with what each step says below it."""
    said = captions(found)
    texts = (*found.texts, *(text for lines in said.texts for text in lines))
    return found._replace(height=round(found.height + said.height), texts=texts)


def animated(found: Scene) -> str:
    """The drawing that plays again and again; whoever wants no motion sees its end."""
    found = told(found)
    total = len(found.steps) * SECONDS + HOLD
    used: dict[tuple[int, int | None], str] = {}

    def when(first: int, until: int | None) -> str | None:
        if first == 0 and until is None:
            return ""
        name = used.setdefault((first, until), f"a{len(used)}")
        return f' class="{name}{"" if until is None else " past"}"'

    body = "\n".join(_body(found, when, None, marked=True))
    css: list[str] = []

    def frames(name: str, shown: Sequence[tuple[float, str]]) -> str:
        return f"@keyframes {name} {{ " + " ".join(f"{100 * t / total:.3f}% {{ {what} }}" for t, what in shown) + " }"

    for (first, until), name in used.items():
        shown = [(0.0, "visibility: hidden"), (first * SECONDS, "visibility: visible")]
        shown += [(until * SECONDS, "visibility: hidden")] if until is not None else []
        css.append(f".{name} {{ animation: {name} {total:g}s step-end infinite }} {frames(name, shown)}")
    for k in range(1, len(found.steps)):
        shown = [(0.0, "opacity: 0"), (k * SECONDS, "opacity: 1"), ((k + 1) * SECONDS, "opacity: 0")]
        css.append(f".m{k} {{ animation: m{k} {total:g}s step-end infinite }} {frames(f'm{k}', shown)}")
    still = ".past { visibility: hidden } .gradcli .mark { opacity: 0 }"
    moving = ["@media (prefers-reduced-motion: no-preference) {", *css, "}"]
    return _framed(found, body, "\n".join([still, *moving]))


def live(found: Scene) -> str:
    """The drawing inside a page that plays it: everything is there, and says from when on, and until when, it is to be seen."""

    def when(first: int, until: int | None) -> str | None:
        end = "" if until is None else f' data-u="{until}"'
        start = f' data-f="{first}"' if first or end else ""
        return start + end + (' class="past"' if end else "")

    return "\n".join([_opened(found, found.top, "drawing"), *_body(found, when, None, handles=True), "</svg>"])


# ------------------------------------------------------------------ the document
def _document(found: Scene, when: When, extra: str, marks: Step | None) -> str:
    return _framed(found, "\n".join(_body(found, when, marks)), extra)


def _framed(found: Scene, body: str, extra: str) -> str:
    panel = f'<rect class="panel" x="0.5" y="0.5" width="{found.width - 1:g}" height="{found.height - 1:g}" rx="12"/>'
    head = [_opened(found), f"<title>{_text(found.title)}</title>", f"<desc>{_text(found.words)}</desc>"]
    return "\n".join([*head, "<style>", styles(), *([extra] if extra else []), "</style>", panel, body, "</svg>\n"])


def _opened(found: Scene, top: float = 0, name: str = "") -> str:
    label = f' id="{name}" aria-label="{_text(found.title)}"' if name else ""
    role = "group" if name else "img"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="gradcli" viewBox="0 {top:g} {found.width:g} {found.height - top:g}" '
        f'width="{found.width:g}" height="{found.height - top:g}" role="{role}" xml:space="preserve"{label}>'
    )


def styles() -> str:
    """The style sheet, light, and dark where the reader has it dark."""
    rules = [f".gradcli text {{ font-family: {FONTS}; font-size: {TEXT:g}px; fill: {INK}; white-space: pre }}"]
    for name, size in (("h", HEADING), ("t", TITLE), ("s", SMALL)):
        rules.append(f".gradcli .{name} {{ font-size: {size:g}px }}")
    rules += [
        ".gradcli .b { font-weight: bold }",
        ".gradcli path, .gradcli .line { fill: none; stroke-width: 1.5 }",
        ".gradcli .back { stroke-dasharray: 6 3 }",
        f".gradcli .pale {{ opacity: {PALE:g} }}",
        *_colors(PANEL, FRAME, INK, QUIET, INKS, BOXES),
    ]
    for kind, (width, dashes) in BORDERS.items():
        dashed = f"; stroke-dasharray: {dashes}" if dashes else ""
        rules.append(f".gradcli .{kind} rect {{ stroke-width: {width:g}{dashed} }}")
    dark = _colors(DARK_PANEL, DARK_FRAME, DARK_INK, DARK_QUIET, DARK_INKS, DARK_BOXES)
    return "\n".join([*rules, "@media (prefers-color-scheme: dark) {", *dark, "}"])


def _colors(
    panel: str, frame: str, ink: str, quiet: str, inks: dict[int, str], boxes: dict[str, tuple[str, str]]
) -> Iterator[str]:
    yield f".gradcli .panel {{ fill: {panel}; stroke: {frame} }}"
    yield f".gradcli text {{ fill: {ink} }} .gradcli .quiet {{ fill: {quiet} }}"
    yield f".gradcli .line, .gradcli .forward {{ stroke: {ink} }} .gradcli .forward.head {{ fill: {ink} }}"
    yield f".gradcli .back {{ stroke: {inks[2]} }} .gradcli .back.head {{ fill: {inks[2]} }} .gradcli .head {{ stroke: none }}"
    for style, number in INKED.items():
        yield f".gradcli .{style} {{ fill: {inks[number]} }} .gradcli path.{style} {{ fill: none; stroke: {inks[number]} }}"
    for kind, (fill, border) in boxes.items():
        yield f".gradcli .{kind} rect {{ fill: {fill}; stroke: {border} }}"
    fill, border = boxes["current"]
    yield f".gradcli .now rect, .gradcli rect.mark {{ fill: {fill}; stroke: {border}; stroke-width: 3.5 }}"
    yield f".gradcli rect.mark {{ fill: none }} .gradcli .runs {{ stroke: {border}; stroke-width: 4 }}"
    yield f".gradcli .runs.head {{ fill: {border}; stroke: {border}; stroke-width: 3; stroke-dasharray: none }}"


# ------------------------------------------------------------------ what is in it
def _body(found: Scene, when: When, marks: Step | None, handles: bool = False, marked: bool = False) -> Iterator[str]:
    for text in found.texts if handles else (*found.heading, *found.texts):
        yield from _put(text, when)
    for rule in found.rules:
        yield from _ruled(rule, when)
    running = marks.edges if marks is not None else ()
    back = marks is not None and marks.kind != "forward"
    for k, arrow in enumerate(found.arrows):
        how = ("" if k not in running else " runs", back)
        yield f'<g id="e{k}">' if handles else "<g>"
        yield from _arrow(arrow, when, how)
        yield "</g>"
    steps_of = _steps_of(found.steps) if marked else {}
    for box in found.boxes:
        now = " now" if box.marked or (marks is not None and marks.box == box.id) else " pale" if box.pale else ""
        yield from _box(box, when, now, handles, steps_of.get(box.id, ()))


def _steps_of(steps: Sequence[Step]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for k, step in enumerate(steps):
        if step.box is not None:
            found.setdefault(step.box, []).append(k)
    return found


def _arrow(arrow: Arrow, when: When, how: tuple[str, bool]) -> Iterator[str]:
    runs, backward = how
    forward = when(0, None) or ""
    pale = [" pale" if way in arrow.pale else "" for way in ("forward", "back")]
    yield _curve(arrow.forward, "forward" + pale[0], "" if backward else runs, forward)
    if arrow.back is not None and arrow.flows is not None:
        seen = when(arrow.flows, None)
        if seen is not None:
            yield '<g class="pale">' if pale[1] else f"<g{seen}>"
            yield _curve(arrow.back, "back", runs if backward else "", "")
            for text in arrow.label:
                yield from _put(text, _always)
            yield "</g>"


def _always(_first: int, _until: int | None) -> str:
    return ""


def _curve(curve: Curve, style: str, runs: str, seen: str) -> str:
    way = f'<path class="{style}{runs}" d="{_way(curve.start, curve.parts)}"/>'
    head = f'<path class="{style} head{runs}" d="{_way(curve.head[0], curve.head[1:])}z"/>'
    return way + head if not seen else f"<g{seen}>{way}{head}</g>"


def _way(start: tuple[float, float], parts: Sequence[Sequence[float]]) -> str:
    """Where a way starts, and then how far it goes: straight to a point, or in a Bézier curve of six numbers."""
    x, y = (round(10 * number) for number in start)
    found = [f"M{_tenths(x)} {_tenths(y)}"]
    for part in parts:
        moved = [round(10 * number) - (y if k % 2 else x) for k, number in enumerate(part)]
        if len(part) == 2 and not moved[0]:
            found.append(f"v{_tenths(moved[1])}")
        else:
            found.append(("c" if len(part) == 6 else "l") + " ".join(map(_tenths, moved)).replace(" -", "-"))
        x, y = x + moved[-2], y + moved[-1]
    return "".join(found)


def _tenths(number: int) -> str:
    return f"{number / 10:g}" if abs(number) < 10**6 else str(number // 10)


def _pair(point: tuple[float, float]) -> str:
    return f"{_short(point[0])} {_short(point[1])}"


def _short(number: float) -> str:
    """A coordinate to a tenth of a pixel."""
    return f"{number:.1f}".removesuffix(".0")


def _box(box: Box, when: When, now: str, handles: bool, steps: Sequence[int]) -> Iterator[str]:
    about = ", ".join(text.text.strip() for text in box.texts if text.until is None and when(text.first, None) is not None)
    handle = f' id="n{box.id}" tabindex="0" role="button" aria-label="{_text(about)}"' if handles else ""
    yield f'<g class="{box.kind}{now}"{handle}>'
    if not handles:
        yield f"<title>{_text(about)}</title>"
    round_ = box.height / 2 if box.kind in ("constant", "leaf", "fixed") else 5
    place = _spelled(x=box.x, y=box.y, width=box.width, height=box.height, rx=min(round_, 16))
    yield f"<rect {place}/>"
    for text in box.texts:
        yield from _put(text, when)
    for rule in box.rules:
        yield from _ruled(rule, when)
    yield "</g>"
    for k in steps:
        yield f'<rect class="mark m{k}" {place}/>'


def _spelled(**numbers: float) -> str:
    return " ".join(f'{name}="{_short(number)}"' for name, number in numbers.items())


def _put(text: Text, when: When) -> Iterator[str]:
    seen = when(text.first, text.until)
    if seen is None or not text.text.strip():
        return
    anchor = "" if text.anchor == "start" else f' text-anchor="{text.anchor}"'
    style = f"{text.style}{SIZES[text.size]}{' b' if text.bold else ''}{' pale' if text.pale else ''}".strip()
    place = _spelled(x=text.x, y=round(text.y), textLength=round(text.length))
    inline = seen if "class=" not in seen else ""
    named = f' class="{style}"' if style else ""
    line = f"<text{named} {place}{anchor}{inline}>{_text(text.text)}</text>"
    yield line if inline or not seen else f"<g{seen}>{line}</g>"


def _ruled(rule: Rule, when: When) -> Iterator[str]:
    seen = when(rule.first, rule.until)
    if seen is not None:
        line = f'<path class="{rule.style}{" pale" if rule.pale else ""}" d="M{"L".join(map(_pair, rule.points))}"/>'
        yield line if not seen else f"<g{seen}>{line}</g>"


def _text(text: str) -> str:
    return escape(valid_xml(text))
