"""The drawing as a TikZ picture, in ASCII: the same places as everywhere, formulas as mathematics.

It needs amsmath and tikz. A drawing that is wider than the text is made as wide as the text.
"""

from __future__ import annotations

from collections.abc import Iterator

from gradcli.calculation.trace import Trace
from gradcli.drawing.grids import BLANK
from gradcli.drawing.measure import HEADING, SMALL, TEXT, TITLE
from gradcli.drawing.scene import Arrow, Box, Curve, Rule, Scene, Text
from gradcli.drawing.steps import Step, label
from gradcli.views.latex_math import formula, name, text
from gradcli.views.theme import BORDERS, BOXES, INK, INKS, QUIET

POINTS = 0.5  # of TeX for each pixel
FONT = {HEADING: "10", TITLE: "8", TEXT: "8", SMALL: "6"}  # of cmtt, so that letters are as wide as they were measured
COLORS = {"": INK, "name": INK, "quiet": QUIET, "value": INKS[6], "gradient": INKS[2], "formula": INKS[5], "error": INKS[1]}
FIT = (
    r"\providecommand\gradclifit[2]{\sbox0{#2}\ifdim\wd0>#1\relax\resizebox{#1}{!}{\usebox0}\else\usebox0\fi}%",
    r"\providecommand\gradclipicture[1]{\sbox2{#1}\ifdim\wd2>\linewidth\resizebox{\linewidth}{!}{\usebox2}\else\usebox2\fi}%",
)


def picture(trace: Trace, found: Scene, at: int | None = None) -> Iterator[str]:
    """The lines of the picture as it is after a step, which is marked; by default at the end."""
    last = len(found.steps) - 1 if at is None else at
    step = None if at is None else found.steps[at]
    yield from FIT
    yield r"\gradclipicture{\begin{tikzpicture}[x=0.5pt, y=-0.5pt, inner sep=0pt, line width=0.6pt]"
    for kind, pair in BOXES.items():
        for part, color in zip(("fill", "line"), pair, strict=True):
            yield rf"  \definecolor{{gradcli-{kind}-{part}}}{{HTML}}{{{color[1:].upper()}}}"
    for style, color in COLORS.items():
        yield rf"  \definecolor{{gradcli-{style or 'plain'}}}{{HTML}}{{{color[1:].upper()}}}"
    yield rf"  \useasboundingbox (0, {found.top:g}) rectangle ({found.width:g}, {found.height:g});"
    yield from (_put(line, text(line.text)) for line in found.texts if _seen(line, last))
    yield from (_ruled(rule) for rule in found.rules)
    for k, arrow in enumerate(found.arrows):
        runs = step is not None and k in step.edges
        yield from _arrow(arrow, last, runs and step is not None and step.kind == "forward", runs)
    for box in found.boxes:
        yield from _box(trace, box, last, step)
    yield r"\end{tikzpicture}}%"


def _seen(part: Text | Rule, at: int) -> bool:
    return part.first <= at and (part.until is None or at < part.until)


def _box(trace: Trace, box: Box, at: int, step: Step | None) -> Iterator[str]:
    kind = "current" if step is not None and step.box == box.id else box.kind
    width, dashes = BORDERS[kind]
    dashed = ", dash pattern=on 2.5pt off 1.5pt" if dashes else ""
    round_ = min(box.height / 2, 16) if box.kind in ("leaf", "fixed", "constant") else 5
    yield (
        rf"  \draw[draw=gradcli-{kind}-line, fill=gradcli-{kind}-fill, line width={width / 2:g}pt{dashed}, "
        rf"rounded corners={round_ * POINTS:g}pt] ({box.x:.1f}, {box.y:.1f}) rectangle +({box.width:.1f}, {box.height:.1f});"
    )
    v = trace.vertices[box.id]
    for line in box.texts:
        if not _seen(line, at):
            continue
        title = line.bold or box.kind == "constant"
        if title and line.text == label(v):
            shown = f"${name(v.name)}$" if v.op == "leaf" else f"${formula(v.text)}$"
            if v.op not in ("leaf", "constant"):
                shown = f"${name(v.name)} = {formula(v.text)}$"
            yield _put(line, rf"\gradclifit{{{(box.width - 10) * POINTS:.1f}pt}}{{{shown}}}")
        else:
            yield _put(line, text(line.text.replace(BLANK, "\x00")) if BLANK not in line.text else _spaced(line.text))
    yield from (_ruled(rule) for rule in box.rules if _seen(rule, at))


def _spaced(row: str) -> str:
    """The row of a matrix, with its blanks."""
    return "~".join(text(part) if part else "" for part in row.split(BLANK))


def _put(line: Text, shown: str) -> str:
    anchor = {"start": "base west", "middle": "base", "end": "base east"}[line.anchor]
    size = FONT[line.size]
    font = rf"\fontsize{{{size}}}{{{size}}}\selectfont\ttfamily"
    color = f"gradcli-{line.style or 'plain'}"
    return rf"  \node[anchor={anchor}, text={color}, font={font}] at ({line.x:.1f}, {line.y:.1f}) {{{shown}}};"


def _ruled(rule: Rule) -> str:
    style = {"forward": "draw=gradcli-plain", "back": "draw=gradcli-gradient, dash pattern=on 3pt off 1.5pt"}
    way = " -- ".join(f"({x:.1f}, {y:.1f})" for x, y in rule.points)
    return rf"  \draw[{style.get(rule.style, f'draw=gradcli-{rule.style}')}] {way};"


def _arrow(arrow: Arrow, at: int, forward: bool, runs: bool) -> Iterator[str]:
    yield from _curve(arrow.forward, "gradcli-current-line" if forward else "gradcli-plain", 1.6 if forward else 0.6, "")
    if arrow.back is not None and arrow.flows is not None and arrow.flows <= at:
        back = runs and not forward
        color = "gradcli-current-line" if back else "gradcli-gradient"
        yield from _curve(arrow.back, color, 1.6 if back else 0.6, ", dash pattern=on 3pt off 1.5pt")
        for line in arrow.label:
            head, body = line.text[:2], line.text[2:]
            marked = head in ("∂ ", "↓ ", "= ")
            sign = {"∂ ": r"$\partial$ ", "↓ ": r"$\downarrow$ ", "= ": "$=$ "}.get(head, "")
            shown = body if marked else line.text
            maths = text(shown) if shown.endswith("…") or line.style != "formula" else _equation(shown)
            yield _put(line, rf"\gradclifit{{{line.length * POINTS:.1f}pt}}{{{sign}{maths}}}")


def _equation(shown: str) -> str:
    """2*x = 4, each side as mathematics."""
    return "$" + " = ".join(map(formula, shown.split(" = "))) + "$"


def _curve(curve: Curve, color: str, width: float, dashed: str) -> Iterator[str]:
    way = f"({curve.start[0]:.1f}, {curve.start[1]:.1f})"
    for part in curve.parts:
        points = [f"({part[k]:.1f}, {part[k + 1]:.1f})" for k in range(0, len(part), 2)]
        way += f" -- {points[0]}" if len(points) == 1 else f" .. controls {points[0]} and {points[1]} .. {points[2]}"
    yield rf"  \draw[draw={color}, line width={width:g}pt{dashed}] {way};"
    head = " -- ".join(f"({x:.1f}, {y:.1f})" for x, y in curve.head)
    yield rf"  \fill[{color}] {head} -- cycle;"
