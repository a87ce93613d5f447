"""The graph for Graphviz."""

from __future__ import annotations

from collections.abc import Iterator

from gradcli.calculation.trace import Trace
from gradcli.views.boxes import arrows, boxes, locals_of
from gradcli.views.text import printable
from gradcli.views.theme import BOXES, FRAME, INK, INKS

_SPELLED = str.maketrans({"\\": "\\\\", '"': '\\"', "&": "&amp;"})


def graph(trace: Trace, current: int | None = None, ascii: bool = False) -> str:
    """A digraph: leaves below, output above, arrows as the computation goes."""
    return "".join(line + "\n" for line in _lines(trace, current, ascii))


def _lines(trace: Trace, current: int | None, ascii: bool) -> Iterator[str]:
    yield "digraph computation {"
    yield "    rankdir=BT; bgcolor=transparent"
    yield '    node [shape=box, style="rounded,filled", margin="0.14,0.07"]'
    yield f'    node [fontname="Helvetica", fontsize=11, fontcolor="{INK}"]'
    yield f'    edge [color="{INK}", arrowsize=0.7, penwidth=0.8, fontname="Helvetica", fontsize=10]'
    for box in boxes(trace, current):
        fill, border = BOXES[box.kind]
        label = r"\n".join(escaped(line, ascii) for line in box.lines())
        width = 2 if box.kind in ("leaf", "output", "current") else 1
        border = FRAME if box.kind == "constant" else border
        yield f'    n{box.id} [label="{label}", fillcolor="{fill}", color="{border}", penwidth={width}]'
    for (source, target), local in zip(arrows(trace), locals_of(trace), strict=True):
        label = "" if local is None else f' [label=" {escaped(local, ascii)}", fontcolor="{INKS[5]}"]'
        yield f"    n{source} -> n{target}{label}"
    yield "}"


def escaped(text: str, ascii: bool = False) -> str:
    """Text that is nothing but text, inside a quoted string: Graphviz knows escapes and HTML entities there."""
    spelled = " ".join(printable(text).split()).translate(_SPELLED)
    return "".join(c if c.isascii() else f"&#{ord(c)};" for c in spelled) if ascii else spelled
