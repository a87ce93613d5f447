"""The gradient through a call that took several operations, as one formula: of cross_entropy, softmax(z) - onehot(target).

The operations run once more on symbols, forward and backward, by their own rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from gradcli.autograd.backward import backward
from gradcli.calculation.readings import numbers_of
from gradcli.calculation.trace import Together, Vertex, plain
from gradcli.formula.symbol import NotWritable, Symbols
from gradcli.formula.text import Reading, write
from gradcli.ops.op import Op
from gradcli.ops.warnings import muted
from gradcli.problems import Problem
from gradcli.recording.modes import set_grad_enabled
from gradcli.tensors.dispatch import apply
from gradcli.tensors.tensor import Tensor

LONGEST = 80  # characters
MOST_STEPS = 12


class Ran(NamedTuple):
    """One operation.

    inputs    ids of its operands
    vertex    id of its result
    place     the node of the tree at which it ran
    number    which result, of several
    recorded  whether it has a node
    """

    op: Op
    inputs: tuple[int, ...]
    options: Mapping[str, Any]
    vertex: int
    place: int
    number: int
    recorded: bool


def together(
    steps: Sequence[Ran],
    vertices: Sequence[Vertex],
    raws: Sequence[Any],
    held: Mapping[int, int],
    call: str,
    upstream: str,
    arrived: Any,
) -> tuple[Together, ...]:
    """For each operand of the call that gets a gradient, the whole of it; nothing where there is no formula.

    steps     the operations of the call, in order
    raws      the elements of each vertex
    held      id of a leaf's array -> its vertex
    upstream  what the gradient that arrived at the call is called; arrived, that gradient
    """
    if len(steps) > MOST_STEPS or any(step.op.several for step in steps):
        return ()
    symbols = Symbols(800)
    last = steps[-1].vertex
    try:
        with set_grad_enabled(True), muted():
            known = _forward(steps, vertices, raws, held, symbols)
            g = symbols.number(1) if arrived == 1 else symbols.name(upstream, vertices[last].shape)
            backward(known[last], symbols.expanded(g, vertices[last].shape))
    except (NotWritable, Problem):
        return ()
    values = {v.name: raws[v.id] for v in vertices}
    values[upstream] = _array(arrived)
    inner = {step.vertex for step in steps}
    found = [_together(known[i], i, call, last, values, symbols) for i in known if i not in inner]
    return tuple(one for one in found if one is not None)


def _forward(
    steps: Sequence[Ran], vertices: Sequence[Vertex], raws: Sequence[Any], held: Mapping[int, int], symbols: Symbols
) -> dict[int, Any]:
    """Tensors of symbols for the operands from outside, and what comes of them. Raises NotWritable and Problem."""
    known: dict[int, Any] = {}
    for step in steps:
        operands = []
        for i in step.inputs:
            if i not in known:
                v = vertices[i]
                if v.op == "constant":
                    operands.append(raws[i])
                    continue
                known[i] = Tensor(symbols.name(v.name, v.shape), requires_grad=v.requires_grad)
            operands.append(known[i])
        options = {name: _named(value, vertices, held, symbols) for name, value in step.options.items()}
        known[step.vertex] = apply(step.op, operands, options)
    return known


def _named(value: Any, vertices: Sequence[Vertex], held: Mapping[int, int], symbols: Symbols) -> Any:
    """An array among the options as the variable that it is."""
    vertex = held.get(id(value))
    return value if vertex is None else symbols.name(vertices[vertex].name, tuple(value.shape), value.dtype.name)


def _together(x: Any, i: int, call: str, last: int, values: Mapping[str, Any], symbols: Symbols) -> Together | None:
    if x.grad is None:
        return None
    symbol = symbols.core(symbols.lift(x.grad.raw))
    try:
        rule = write(symbol, LONGEST, Reading())
    except NotWritable:
        return None
    numbers, product = numbers_of(symbol, values)
    return None if product is None else Together(call, last, i, rule, numbers, plain(product))


def _array(data: Any) -> Any:
    if not isinstance(data, list):
        return data
    import numpy as np

    return np.asarray(data)
