"""What of a trace is drawn: the values that the output depends on, and the arrows between them."""

from __future__ import annotations

from gradcli.calculation.trace import Trace, Vertex


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


def drawn(trace: Trace) -> list[Vertex]:
    """Those values, in the order in which they were computed."""
    wanted = connected(trace)
    return [v for v in trace.vertices if v.id in wanted]


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
