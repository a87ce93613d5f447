"""The frozen drawing: boxes with their texts, arrows forward and back, labels, title. Views only spell it.

x goes from left to right and y down, in pixels. Forward arrows go up, from operands to results; gradients come down
beside them.
Everything that appears or changes knows from which step on, and until which, it is to be seen; the last state is the whole
picture.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from gradcli.calculation.trace import Product, Trace
from gradcli.drawing.boxes import BRACKET, HIGH, PAD, Content, contents
from gradcli.drawing.graph import arrows
from gradcli.drawing.grids import grid
from gradcli.drawing.layers import Edge, Layout, Size, layout
from gradcli.drawing.measure import HEADING, LINE, ROOMY, SMALL, TEXT, TITLE, flat, length, lines, room
from gradcli.drawing.steps import Step, edges_into, local_texts, steps, taken
from gradcli.letters import cut, printable, wide

MARGIN = 26.0
ASIDE = 4.0  # of the middle of an arrow's room: forward to the left, back to the right
HEAD, HALF = 9.0, 4.0  # the length of an arrow's head, and half its width
MOST_LABEL = 26  # cells
NARROWEST = 420.0
LEGEND = (("forward", "values, forward"), ("back", "gradients, back: ∂ local derivative, ↓ what arrives"))

Point = tuple[float, float]


class Text(NamedTuple):
    """A line of text: its beginning, middle or end on the baseline, and the width to which it is set."""

    x: float
    y: float
    text: str
    style: str
    size: float
    anchor: str = "start"
    bold: bool = False
    first: int = 0
    until: int | None = None
    pale: bool = False

    @property
    def length(self) -> float:
        """The width to which it is set."""
        return length(self.text, self.size)

    def rectangle(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the room that is kept for it."""
        kept = room(self.text, self.size)
        left = self.x - kept * {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]
        return left, self.y - 0.95 * self.size, left + kept, self.y + 0.25 * self.size


class Rule(NamedTuple):
    """A line that is no arrow: the bracket of a matrix, a sample in the legend."""

    points: tuple[Point, ...]
    style: str
    first: int = 0
    until: int | None = None
    pale: bool = False


class Box(NamedTuple):
    """A value; `marked` is the one that is asked for, and `pale` are those that are not."""

    id: int
    kind: str
    x: float
    y: float
    width: float
    height: float
    texts: tuple[Text, ...]
    rules: tuple[Rule, ...]
    marked: bool = False
    pale: bool = False


class Curve(NamedTuple):
    """A way: where it starts, then points to go straight to, or six numbers of a Bézier curve; and the head as a triangle."""

    start: Point
    parts: tuple[tuple[float, ...], ...]
    head: tuple[Point, Point, Point]


class Arrow(NamedTuple):
    """An operand's arrow, the gradient's way back if one flows, and the local derivative beside it.

    pale  which of the two, `forward` and `back`, was not asked for
    """

    source: int
    target: int
    forward: Curve
    back: Curve | None
    label: tuple[Text, ...]
    first: int
    flows: int | None
    pale: tuple[str, ...] = ()


class Scene(NamedTuple):
    """The drawing. `words` tells in a sentence or two what is to be seen; the heading is what stands above `top`."""

    width: float
    height: float
    top: float
    title: str
    words: str
    heading: tuple[Text, ...]
    texts: tuple[Text, ...]
    rules: tuple[Rule, ...]
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    steps: tuple[Step, ...]


class Flow(NamedTuple):
    """What comes back along an edge: its first step, the label."""

    step: int
    lines: tuple[tuple[str, str], ...]  # text, style


def scene(trace: Trace) -> Scene:
    """The drawing of a trace."""
    told = steps(trace)
    shown = contents(trace, told)
    pairs = arrows(trace)
    number = {content.id: k for k, content in enumerate(shown)}
    flows = _flows(trace, told)
    ports = _ports(trace, pairs)
    sizes = [content.size(ports.get(content.id, 1)) for content in shown]
    beside = _beside(shown, pairs)
    edges = [
        _stub(number[a], number[b], sizes[number[a]]) if a in beside else _edge(number[a], number[b], flows.get(k))
        for k, (a, b) in enumerate(pairs)
    ]
    found = layout(sizes, edges, number[trace.root])
    return _assembled(trace, told, shown, sizes, pairs, flows, found)


def _ports(trace: Trace, pairs: Sequence[tuple[int, int]]) -> dict[int, int]:
    """How many arrows a box has on the side where it has most."""
    leaving: dict[int, int] = {}
    entering: dict[int, int] = {}
    for source, target in pairs:
        leaving[source] = leaving.get(source, 0) + 1
        entering[target] = entering.get(target, 0) + 1
    return {v.id: min(max(leaving.get(v.id, 0), entering.get(v.id, 0)), 40) for v in trace.vertices}


def _beside(shown: Sequence[Content], pairs: Sequence[tuple[int, int]]) -> set[int]:
    """The constants that stand right below the only operation that uses them."""
    used = Counter(source for source, _ in pairs)
    return {content.id for content in shown if content.kind == "constant" and used[content.id] == 1}


def _stub(source: int, target: int, size: Size) -> Edge:
    return Edge(source, target, size.width / 2 + 4, size.width / 2 + 4, size.height, True)


def _edge(source: int, target: int, flow: Flow | None) -> Edge:
    if flow is None:
        return Edge(source, target, 7.0, 7.0, 0.0)
    wide = max((room(text, SMALL) for text, _ in flow.lines), default=0.0)
    high = len(flow.lines) * SMALL * LINE
    return Edge(source, target, ASIDE + 6, ASIDE + 8 + wide, high)


def _flows(trace: Trace, told: Sequence[Step]) -> dict[int, Flow]:
    """What flows back along each edge, the first time that it does."""
    found: dict[int, Flow] = {}
    into = edges_into(trace)
    counted = trace.vertices[trace.root].value is not None
    at = next((k for k, step in enumerate(told) if step.number), 0)
    for one in trace.passes:
        for move in one.moves:
            for p, edge in zip(move.products, taken(trace.vertices[move.vertex], into, move.products), strict=True):
                if edge >= 0 and edge not in found:
                    found[edge] = Flow(at, tuple(_label(p, trace.upstream)))
            at += counted
        at += one.error is not None
    return found


def _label(p: Product, upstream: str) -> Iterator[tuple[str, str]]:
    """The local derivative, and below it what comes back, where it is short."""
    texts = local_texts(p)
    if isinstance(p.local, list):
        texts = texts[:1] if p.rule or p.formula else (grid(p.local).rows[0],)
    text = " = ".join(texts)
    if text and (p.local is not None or not re.search(rf"(?<!\w){upstream}(?!\w)", text)):
        text = f"∂ {text}"
    if wide(text) > MOST_LABEL and len(texts) > 1 and wide(texts[-1]) < MOST_LABEL:
        yield flat(f"∂ {texts[0]}", MOST_LABEL), "formula"
        text = f"= {texts[-1]}"
    if text:
        yield flat(text, MOST_LABEL), "formula"
    if p.product is None:  # without numbers there is the rule alone
        return
    came = grid(p.product if p.reduced is None else p.reduced)
    if len(came.rows) == 1 and not came.brackets and came.cells <= 20:
        yield f"↓ {came.rows[0]}", "gradient"


# ------------------------------------------------------------------ everything in its place
def _assembled(
    trace: Trace,
    told: Sequence[Step],
    shown: Sequence[Content],
    sizes: Sequence[Size],
    pairs: Sequence[tuple[int, int]],
    flows: dict[int, Flow],
    found: Layout,
) -> Scene:
    width = max(found.width, NARROWEST if len(trace.expression) <= 80 else 2 * NARROWEST)
    heading, top = _heading(trace, width)
    width = max([width, *(text.rectangle()[2] for text in heading)])
    aside, down = float(round(MARGIN + (width - found.width) / 2)), float(round(MARGIN + top))
    heading = tuple(text._replace(x=text.x + MARGIN, y=text.y + MARGIN) for text in heading)
    computed = {step.box: k for k, step in enumerate(told) if step.kind == "forward"}
    boxes = tuple(
        _box(content, size, (x + aside, y + down)) for content, size, (x, y) in zip(shown, sizes, found.boxes, strict=True)
    )
    drawn = tuple(
        _arrow(line, way, spot, flows.get(k), computed.get(line[1], 0), (aside, down))
        for k, (line, way, spot) in enumerate(zip(pairs, found.ways, found.labels, strict=True))
    )
    bottom = down + found.height
    texts, rules, bottom = _foot(trace, told, bottom, width, bool(pairs), bool(flows))
    title, words = _words(trace)
    return Scene(
        round(width + 2 * MARGIN),
        round(bottom + MARGIN),
        round(down - MARGIN / 2),
        title,
        words,
        heading,
        tuple(texts),
        rules,
        boxes,
        drawn,
        tuple(told),
    )


def _words(trace: Trace) -> tuple[str, str]:
    values = [
        f"{v.name} = {grid(v.value).rows[0]}" for v in trace.vertices if v.op == "leaf" and v.value is not None and not v.shape
    ]
    title = " ".join(printable(trace.expression).split()) + (f" at {', '.join(values)}" if values else "")
    boxes = sum(v.op not in ("leaf", "constant") for v in trace.vertices)
    grads = [f"{name}.grad = {grid(g).rows[0]}" for name, g in trace.grads.items() if g is not None and not isinstance(g, list)]
    words = f"The computation graph: {boxes} operation{'s' * (boxes != 1)}, values forward, gradients back."
    return cut(title, 300), words + (f" {', '.join(grads)}." if grads else "")


def _heading(trace: Trace, width: float) -> tuple[tuple[Text, ...], float]:
    """The expression and the values, from the upper left corner on, and how high they are."""
    flattened = " ".join(printable(trace.expression).split())
    statements = [part.strip() for part in flattened.split(";") if part.strip()] or [" "]
    texts: list[Text] = []
    y = 0.0
    for line in lines([f"{part};" for part in statements[:-1]] + statements[-1:], width / (ROOMY * HEADING), 4):
        y += HEADING * LINE
        texts.append(Text(0.0, y - 0.3 * HEADING, line, "name", HEADING, bold=True))
    values = [_valued(v.name, v.value) for v in trace.vertices if v.op == "leaf" and v.value is not None]
    for k, line in enumerate(lines([f"{text}," for text in values[:-1]] + values[-1:], width / (ROOMY * TEXT) - 3, 3)):
        y += TEXT * LINE
        texts.append(Text(0.0, y - 0.3 * TEXT, f"at {line}" if not k else f"\u00a0\u00a0 {line}", "quiet", TEXT))
    for line in (line for told in _circumstances(trace) for line in lines([told], width / (ROOMY * TEXT), 3)):
        y += TEXT * LINE
        texts.append(Text(0.0, y - 0.3 * TEXT, line, "quiet", TEXT))
    return tuple(texts), y + 18


def _circumstances(trace: Trace) -> Iterator[str]:
    """What has to be known beside the values: of which shapes a drawing without values is, how often backward ran."""
    yield from (note.text for note in trace.notes if note.kind == "sizes")
    count = len(trace.passes)
    if count > 1 and trace.error is None and trace.vertices[trace.root].value is not None:
        yield f"{count} backward passes: .grad is added to, arrows show the first"


def _valued(name: str, value: object) -> str:
    shown = grid(value)
    if not shown.brackets:
        return f"{flat(name, 40)} = {shown.rows[0]}"
    count, data = "", value
    while isinstance(data, list):
        count, data = f"{count}×{len(data)}", data[0] if data else None
    return f"{flat(name, 40)} {count[1:]}"


def _foot(
    trace: Trace, told: Sequence[Step], bottom: float, width: float, any_arrows: bool, flows: bool
) -> tuple[list[Text], tuple[Rule, ...], float]:
    """What was raised, and what the lines mean."""
    texts: list[Text] = []
    rules: list[Rule] = []
    y = bottom
    for at, step in enumerate(told):
        if step.kind == "error":
            words = " ".join(printable("".join(text for text, _ in step.said[0])).split())
            for line in lines([f"pass {step.number}: {words}" if len(trace.passes) > 1 else words], width / (ROOMY * TEXT), 8):
                y += TEXT * LINE + (8 if y == bottom else 0)
                texts.append(Text(MARGIN, y, line, "error", TEXT, first=at))
    if any_arrows:
        y += SMALL * LINE + 16
        x = MARGIN
        for style, words in LEGEND if flows else LEGEND[:1]:
            if x > MARGIN and x + 38 + room(words, SMALL) > MARGIN + width:
                x, y = MARGIN, y + SMALL * LINE
            rules.append(Rule(((x, y - 4), (x + 30, y - 4)), style))
            texts.append(Text(x + 38, y, words, "quiet", SMALL))
            x += 38 + room(words, SMALL) + 22
    return texts, tuple(rules), y


def _box(content: Content, size: Size, middle: Point) -> Box:
    left, top = middle[0] - size.width / 2, middle[1] - size.height / 2
    if content.kind == "constant":
        texts = (Text(middle[0], middle[1] + 0.35 * TEXT, content.title, "name", TEXT, "middle"),)
        return Box(content.id, content.kind, left, top, size.width, size.height, texts, ())
    found = [Text(left + PAD, top + HIGH + TITLE, content.title, "name", TITLE, bold=True)]
    rules: list[Rule] = []
    y = top + HIGH + TITLE * LINE
    for name, style, shown in content.values:
        found.append(Text(left + PAD, y + TEXT, name, "quiet", SMALL, first=shown[0].first))
        for one in shown:
            x = left + PAD + content.indent() + BRACKET * one.grid.brackets
            found += [
                Text(x, y + k * TEXT * LINE + TEXT, row, style, TEXT, first=one.first, until=one.until)
                for k, row in enumerate(one.grid.rows)
            ]
            if one.grid.brackets:
                right = x + room("m" * one.grid.cells, TEXT)
                rules += _brackets(x, right, y, y + len(one.grid.rows) * TEXT * LINE, style, one.first, one.until)
        y += content.rows(shown) * TEXT * LINE + content.below(shown)
    node, shape = content.foot
    if node:
        found.append(Text(left + PAD, y + SMALL + 3, node, "quiet", SMALL))
    if shape:
        found.append(Text(left + size.width - PAD, y + SMALL + 3, shape, "quiet", SMALL, "end"))
    return Box(content.id, content.kind, left, top, size.width, size.height, tuple(found), tuple(rules))


def _brackets(left: float, right: float, top: float, bottom: float, style: str, first: int, until: int | None) -> Iterator[Rule]:
    for x, inside in ((left - 6, 4.0), (right + 4, -4.0)):
        points = ((x + inside, top + 2), (x, top + 2), (x, bottom - 1), (x + inside, bottom - 1))
        yield Rule(points, style, first, until)


# ------------------------------------------------------------------ arrows
def _arrow(
    line: tuple[int, int],
    way: Sequence[tuple[float, float, float]],
    spot: Point,
    flow: Flow | None,
    first: int,
    moved: Point,
) -> Arrow:
    way = [(x + moved[0], lower + moved[1], upper + moved[1]) for x, lower, upper in way]
    x, y = spot[0] + moved[0], spot[1] + moved[1]
    if flow is None:
        return Arrow(*line, _curve(way, 0.0, up=True), None, (), first, None)
    top = y - len(flow.lines) * SMALL * LINE / 2
    label = tuple(
        Text(x + ASIDE + 6, top + (k + 0.75) * SMALL * LINE, text, style, SMALL, first=flow.step)
        for k, (text, style) in enumerate(flow.lines)
    )
    return Arrow(*line, _curve(way, -ASIDE, up=True), _curve(way, ASIDE, up=False), label, first, flow.step)


def _curve(way: Sequence[tuple[float, float, float]], aside: float, up: bool) -> Curve:
    """The way from its lower end to its upper, beside the middle; its head is at one of them."""
    pieces = [[x + aside, lower, upper] for x, lower, upper in way]
    pieces[0][2] = min(pieces[0][2], pieces[0][1] - (HEAD + 2 if aside else 2))  # beside another it turns where that does
    pieces[-1][1] = max(pieces[-1][1], pieces[-1][2] + HEAD + 2)
    x, tip = (pieces[-1][0], pieces[-1][2]) if up else (pieces[0][0], pieces[0][1])
    back = HEAD if up else -HEAD
    head = ((x, tip), (x - HALF, tip + back), (x + HALF, tip + back))
    start = (pieces[0][0], pieces[0][1] - (0 if up else HEAD - 1))
    end = pieces[-1][2] + (HEAD - 1 if up else 0)
    parts: list[tuple[float, ...]] = []
    here = start
    for (x0, _, upper), (x1, lower, _) in pairwise(pieces):
        if abs(x1 - x0) < 0.5:
            continue
        if abs(upper - here[1]) > 0.01:
            parts.append((x0, upper))
        far = abs(x1 - x0)
        shift = aside * min(1.0, far / 60) * (1 if x1 > x0 else -1)
        middle = (upper + lower) / 2 + max(-0.4 * (upper - lower), min(0.4 * (upper - lower), shift))
        middle = float(round(middle))
        parts.append((x0, middle, x1, middle, x1, lower))
        here = (x1, lower)
    parts.append((pieces[-1][0], end))
    return Curve(start, tuple(parts), head)
