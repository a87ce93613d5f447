"""The graph as boxes and arrows for Mermaid and Graphviz, which place them. What follows is only spelling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from gradcli.calculation.trace import Trace, Vertex
from gradcli.drawing.graph import arrows, drawn, kind
from gradcli.drawing.steps import edges_into, local_texts, taken
from gradcli.letters import cut
from gradcli.views.text import printable, tensor

__all__ = ["Box", "arrows", "boxes", "locals_of", "short", "sized"]

LONGEST = 56  # cells in one line of a box


class Box(NamedTuple):
    """One value.

    kind   what it is, as `theme.BOXES` names it
    title  `v1 = x**2`; a leaf's or constant's own text
    value  None for a constant, whose title says it, and where there are no numbers
    grad   the gradient that reached it, or None
    node   grad_fn, or why there is none; None where that goes without saying
    shape  of a tensor, None of a number
    """

    id: int
    kind: str
    title: str
    value: str | None
    grad: str | None
    node: str | None
    shape: str | None = None

    def lines(self) -> list[str]:
        """What stands in the box, line by line."""
        shown = [self.title]
        if self.value is not None:
            shown.append(f"value {self.value}")
        if self.grad is not None:
            shown.append(f"grad {self.grad}")
        last = " ".join(part for part in (self.node, self.shape) if part)
        return [*shown, last] if last else shown


def boxes(trace: Trace, current: int | None = None) -> list[Box]:
    """The values in the order in which they were computed; `current` stands out."""
    grads = {move.vertex: move.upstream for move in (trace.passes[0].moves if trace.passes else ())}
    return [_box(v, grads.get(v.id), kind(v, trace.root, current)) for v in drawn(trace)]


def _box(v: Vertex, grad: Any, kind: str) -> Box:
    if v.op == "constant":
        return Box(v.id, kind, short(v.name), None, None, None)
    title = v.name if v.op == "leaf" else f"{v.name} = {v.text}"
    value = None if v.value is None else sized(v.value, v.shape)
    return Box(v.id, kind, short(title), value, None if grad is None else sized(grad, v.shape), _node(v), _shape(v))


def _shape(v: Vertex) -> str | None:
    return f"({', '.join(map(str, v.shape))})" if v.shape else None


def locals_of(trace: Trace) -> list[str | None]:
    """The local derivative at each arrow, as in `arrows`: its formula and its value, or the rule in g; None where none flows."""
    found: list[str | None] = [None] * len(arrows(trace))
    into = edges_into(trace)
    for move in trace.passes[0].moves if trace.passes else ():
        for p, edge in zip(move.products, taken(trace.vertices[move.vertex], into, move.products), strict=True):
            if edge >= 0:
                texts = local_texts(p)
                found[edge] = short(" = ".join(texts[:1] if isinstance(p.local, list) else texts)) or None
    return found


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
    return cut(flat, LONGEST)


def sized(value: Any, shape: Sequence[int]) -> str:
    """A value, or its beginning and its shape where that would make the box too wide."""
    text = tensor(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]}… {tuple(shape)}"
