"""The graph as boxes and arrows: what Mermaid, Graphviz and TikZ have in common. What follows is only spelling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from gradcli.calculation.trace import Trace, Vertex
from gradcli.views.text import printable, tensor
from gradcli.views.widths import clipped

LONGEST = 56  # cells in one line of a box


class Box(NamedTuple):
    """One value.

    kind   what it is, as `theme.BOXES` names it
    title  `v1 = x**2`; a leaf's or constant's own text
    value  None for a constant, whose title says it, and where there are no numbers
    grad   the gradient that reached it, or None
    node   grad_fn, or why there is none; None where that goes without saying
    """

    id: int
    kind: str
    title: str
    value: str | None
    grad: str | None
    node: str | None

    def lines(self) -> list[str]:
        """What stands in the box, line by line."""
        shown = [self.title]
        if self.value is not None:
            shown.append(f"value {self.value}")
        if self.grad is not None:
            shown.append(f"grad {self.grad}")
        return shown if self.node is None else [*shown, self.node]


def boxes(trace: Trace, current: int | None = None) -> list[Box]:
    """The values that the output depends on, in the order in which they were computed; `current` stands out."""
    grads = {move.vertex: move.upstream for move in (trace.passes[0].moves if trace.passes else ())}
    wanted = connected(trace)
    return [_box(v, grads.get(v.id), _kind(v, trace.root, current)) for v in trace.vertices if v.id in wanted]


def arrows(trace: Trace) -> list[tuple[int, int]]:
    """(from, to) in the direction of the forward computation; a value used twice by one operation has two."""
    wanted = connected(trace)
    return [(source, v.id) for v in trace.vertices if v.id in wanted for source in v.inputs]


def connected(trace: Trace) -> set[int]:
    """The ids of the values that the output depends on, its own included."""
    found = {trace.root}
    todo = [trace.root]
    while todo:
        for source in trace.vertices[todo.pop()].inputs:
            if source not in found:
                found.add(source)
                todo.append(source)
    return found


def _kind(v: Vertex, root: int, current: int | None) -> str:
    if v.id == current:
        return "current"
    if v.op == "leaf":
        return "leaf" if v.requires_grad else "fixed"
    if v.op == "constant":
        return "constant"
    if v.id == root:
        return "output"
    return "operation" if v.grad_fn is not None else "quiet"


def _box(v: Vertex, grad: Any, kind: str) -> Box:
    if v.op == "constant":
        return Box(v.id, kind, short(v.name), None, None, None)
    title = v.name if v.op == "leaf" else f"{v.name} = {v.text}"
    value = None if v.value is None else sized(v.value, v.shape)
    return Box(v.id, kind, short(title), value, None if grad is None else sized(grad, v.shape), _node(v))


def _node(v: Vertex) -> str | None:
    """The node; of a leaf only whether gradients stop before it."""
    if v.op == "leaf":
        return None if v.requires_grad else "no grad"
    if v.skipped is not None:
        return short(f"not recorded ({v.skipped})")
    return short(v.grad_fn) if v.grad_fn is not None else "not recorded"


def short(text: str) -> str:
    """A text on one line, with an end to it."""
    flat = " ".join(printable(text).split())
    return clipped(flat, LONGEST)


def sized(value: Any, shape: Sequence[int]) -> str:
    """A value, or its beginning and its shape where that would make the box too wide."""
    text = tensor(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]}… {tuple(shape)}"
