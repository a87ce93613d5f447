"""The part of a drawing that was asked for: the rest is left out, or is pale where it is the way there."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from gradcli.calculation.trace import Trace, named
from gradcli.drawing.captions import told_of
from gradcli.drawing.scene import MARGIN, Arrow, Box, Scene, scene

PARTS = ("forward", "backward")  # which together are the graph
WAYS = dict(zip(("forward", "back"), PARTS, strict=True))  # arrows -> the part to which they belong
NUMBERS = dict(zip(("value", "gradient"), PARTS, strict=True))  # styles of what stands in boxes, likewise


def focused(trace: Trace, only: Collection[str] = (), node: str | None = None) -> Scene:
    """The drawing with the parts of `only`, or with the value `node`, its operands and what uses it; by default all of it.

    The forward pass alone has no gradients at all. Everything else keeps its place, so that it can be found again.
    """
    if node is not None:
        return _around(scene(trace), trace, node)
    if "graph" in only or set(PARTS) <= set(only) or not only:
        return scene(trace)
    if set(only) == {"forward"}:
        return scene(trace._replace(passes=(), grads={}))
    found = scene(trace)
    ends = {v.id for v in trace.vertices if v.op == "leaf"} | {trace.root} if "result" in only else set()
    strong = [style for style, part in NUMBERS.items() if part in only]
    pale = tuple(way for way, part in WAYS.items() if part not in only)
    return found._replace(
        boxes=tuple(box if box.id in ends else _parted(box, strong) for box in found.boxes),
        arrows=tuple(arrow._replace(pale=pale) for arrow in found.arrows),
    )


def _parted(box: Box, strong: Sequence[str]) -> Box:
    """A box of which one number is asked for, or none."""
    if not strong:
        return box._replace(pale=True)
    texts = tuple(text._replace(pale=True) if text.style in NUMBERS and text.style not in strong else text for text in box.texts)
    rules = tuple(rule._replace(pale=True) if rule.style not in strong else rule for rule in box.rules)
    return box._replace(texts=texts, rules=rules)


# ------------------------------------------------------------------ one value
def _around(found: Scene, trace: Trace, node: str) -> Scene:
    """One value marked, its neighbours as they are, the rest pale; what happens to it below."""
    at = named(trace, node)
    near = {at.id, *at.inputs, *(v.id for v in trace.vertices if at.id in v.inputs)}
    told = tuple(told_of(found, at.id, at.name))
    return found._replace(
        height=round(max([found.height, *(text.y + MARGIN for text in told)])),
        texts=(*found.texts, *told),
        boxes=tuple(box._replace(marked=box.id == at.id, pale=box.id not in near) for box in found.boxes),
        arrows=tuple(_near(arrow, at.id) for arrow in found.arrows),
    )


def _near(arrow: Arrow, at: int) -> Arrow:
    return arrow if at in (arrow.source, arrow.target) else arrow._replace(pale=tuple(WAYS))
