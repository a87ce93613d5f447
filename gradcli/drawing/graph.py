"""What of a trace is drawn: its values, and the arrows between them."""

from __future__ import annotations

from gradcli.calculation.trace import Trace, Vertex


def drawn(trace: Trace) -> list[Vertex]:
    """Every value, in the order in which they were computed; also what the output does not depend on, as a target's index."""
    return list(trace.vertices)


def arrows(trace: Trace) -> list[tuple[int, int]]:
    """(from, to) in the direction of the forward computation; a value used twice by one operation has two."""
    return [(source, v.id) for v in drawn(trace) for source in v.inputs]


def kind(v: Vertex, root: int, current: int | None = None) -> str:
    """What a value is, as the colours of boxes are named."""
    if v.id == current:
        return "current"
    if v.op == "leaf":
        return "leaf" if v.requires_grad else "fixed"
    if v.op == "constant":
        return "constant"
    if v.id == root:
        return "output"
    return "operation" if v.grad_fn is not None else "quiet"
