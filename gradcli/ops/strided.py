"""Elements by their places in memory: as_strided, and what in-place operations on views need for their gradients.

A layout is the strides of a tensor, a place the size, strides and offset of a part of its memory; both count elements.
"""

from __future__ import annotations

import math
from typing import Any

from gradcli.ops import sizes
from gradcli.ops.op import Function, Op
from gradcli.ops.shape import shape_of
from gradcli.problems import runtime_error

Shape = sizes.Shape


def strides_of(x: Any) -> tuple[int, ...]:
    """The strides of a tensor or an array, in elements; those of memory in order for everything else."""
    raw = getattr(x, "raw", x)
    if hasattr(raw, "strides"):
        return tuple(s // raw.itemsize for s in raw.strides)
    shape = shape_of(x)
    return tuple(math.prod(shape[k + 1 :]) for k in range(len(shape)))


as_strided_op: Op = Op(
    "as_strided",
    lambda m, x, /, layout, size, stride, offset: m.strided(m.memory_of(x), size, stride, offset),
    {
        "x": lambda g, shape, layout, size, stride, offset: put(
            g, within=shape, layout=layout, size=size, stride=stride, offset=offset
        )
    },
    "A part of the memory of a tensor.",
    shape=lambda x, layout, size, stride, offset: tuple(size),
    elementwise=False,
    view=True,
    internal=True,
)
take: Op = Op(
    "strided_take",
    lambda m, x, /, layout, size, stride, offset: m.copy(m.strided(m.laid_flat(x, layout), size, stride, offset)),
    {
        "x": lambda g, shape, layout, size, stride, offset: put(
            g, within=shape, layout=layout, size=size, stride=stride, offset=offset
        )
    },
    "A part of a tensor that is laid out in memory so, copied.",
    shape=lambda x, layout, size, stride, offset: tuple(size),
    elementwise=False,
    internal=True,
)
put: Op = Op(
    "strided_put",
    lambda m, x, /, within, layout, size, stride, offset: _put(m, x, within, layout, size, stride, offset),
    {"x": lambda g, layout, size, stride, offset: take(g, layout=layout, size=size, stride=stride, offset=offset)},
    "Zeros, with a tensor added to a part of them.",
    shape=lambda x, within, layout, size, stride, offset: tuple(within),
    elementwise=False,
    internal=True,
)
replaced: Op = Op(
    "strided_replaced",
    lambda m, x, part, /, layout, size, stride, offset: _replaced(m, x, part, layout, size, stride, offset),
    {
        "x": lambda g, layout, size, stride, offset: without(g, layout=layout, size=size, stride=stride, offset=offset),
        "part": lambda g, layout, size, stride, offset: take(g, layout=layout, size=size, stride=stride, offset=offset),
    },
    "A tensor with another one in place of a part of it.",
    shape=lambda x, part, layout, size, stride, offset: x,
    elementwise=False,
    internal=True,
)
without: Op = Op(
    "strided_without",
    lambda m, x, /, layout, size, stride, offset: _replaced(m, x, 0, layout, size, stride, offset),
    {"x": lambda g, layout, size, stride, offset: without(g, layout=layout, size=size, stride=stride, offset=offset)},
    "A tensor with zeros in place of a part of it.",
    elementwise=False,
    internal=True,
)


def _put(m: Any, x: Any, within: Shape, layout: Shape, size: Shape, stride: Shape, offset: int) -> Any:
    flat = m.laid_flat(m.zeros(within, dtype=x.dtype), layout)
    places = m.strided(m.arange(flat.size), size, stride, offset)
    m.add_at(flat, places, x)
    return m.copy(m.strided(flat, within, layout, 0))


def _replaced(m: Any, x: Any, part: Any, layout: Shape, size: Shape, stride: Shape, offset: int) -> Any:
    flat = m.laid_flat(x, layout)
    m.strided(flat, size, stride, offset)[...] = part
    return m.copy(m.strided(flat, x.shape, layout, 0))


def _as_strided(x: Any, /, size: Any, stride: Any, storage_offset: int = 0) -> Any:
    size, stride = tuple(size), tuple(stride)
    if len(size) != len(stride):
        raise runtime_error(f"mismatch in length of strides and shape: {len(size)} and {len(stride)}")
    return as_strided_op(x, layout=strides_of(x), size=size, stride=stride, offset=storage_offset)


as_strided = Function(
    "as_strided",
    _as_strided,
    "A view of the memory of a tensor with other sizes and strides.",
    rows=(as_strided_op,),
    example="as_strided(stack([x, x**2]), (2,), (1,)).sum()",
)
