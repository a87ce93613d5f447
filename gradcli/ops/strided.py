"""Elements by their places in memory: as_strided, and what in-place operations on views need for their gradients.

A layout is the strides of a tensor, a place the size, strides and offset of a part of its memory; both count elements.
"""

from __future__ import annotations

import math
from typing import Any

from gradcli.ops import sizes
from gradcli.ops.op import Composite, Op
from gradcli.ops.shape import shape_of
from gradcli.problems import runtime_error

Shape = sizes.Shape


def strides_of(x: Any) -> tuple[int, ...]:
    """The strides of a tensor or an array, in elements; those of memory in order for everything else."""
    raw = getattr(x, "raw", x)
    if hasattr(raw, "strides") and (raw.size or any(raw.strides)):
        return tuple(s // raw.itemsize for s in raw.strides)
    shape = shape_of(x)  # NumPy gives arrays without elements strides of 0
    return tuple(math.prod([max(n, 1) for n in shape[k + 1 :]]) for k in range(len(shape)))


def is_dense(array: Any) -> bool:
    """Whether the elements lie side by side in memory, each for itself, in whatever order of the dimensions."""
    expected = array.itemsize
    for stride, n in sorted(zip(array.strides, array.shape, strict=True)):
        if n != 1:
            if stride != expected:
                return False
            expected *= n
    return True


as_strided_op: Op = Op(
    "as_strided",
    lambda m, x, /, layout, size, stride, offset: m.seen_from(x, size, stride, offset),
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
    first = min(0, offset)  # a view of a view may begin before it
    last = max(_steps(within, layout), offset + _steps(size, stride))
    flat = m.zeros((last - first + 1,), dtype=x.dtype)
    m.add_at(flat, m.strided(m.arange(last - first + 1), size, stride, offset - first), x)
    return m.copy(m.strided(flat, within, layout, -first))


def _steps(size: Shape, stride: Shape) -> int:
    """How far the last element lies behind the first."""
    return 0 if 0 in size else sum((n - 1) * s for n, s in zip(size, stride, strict=True))


def _replaced(m: Any, x: Any, part: Any, layout: Shape, size: Shape, stride: Shape, offset: int) -> Any:
    flat = m.laid_flat(x, layout)
    m.strided(flat, size, stride, offset)[...] = part
    return m.copy(m.strided(flat, x.shape, layout, 0))


def _as_strided(x: Any, /, size: Any, stride: Any, storage_offset: Any = None) -> Any:
    size, stride = tuple(size), tuple(stride)
    if len(size) != len(stride):
        raise runtime_error(f"mismatch in length of strides and shape: {len(size)} and {len(stride)}")
    if min(stride, default=0) < 0:
        raise runtime_error(f"as_strided: Negative strides are not supported at the moment, got strides: {sizes.text(stride)}")
    if min(size, default=0) < 0:
        raise runtime_error(f"Storage size calculation overflowed with sizes={sizes.text(size)} and strides={sizes.text(stride)}")
    begin, length, itemsize = storage_of(x)
    offset = begin if storage_offset is None else storage_offset
    if offset < 0:
        raise runtime_error(f"Tensor: invalid storage offset {offset}")
    needed = offset + _steps(size, stride) + 1
    if 0 not in size and needed > length:
        raise runtime_error(
            f"setStorage: sizes {sizes.text(size)}, strides {sizes.text(stride)}, storage offset {offset}, and itemsize "
            f"{itemsize} requiring a storage size of {needed * itemsize} are out of bounds for storage of size "
            f"{length * itemsize}"
        )
    return as_strided_op(x, layout=strides_of(x), size=size, stride=stride, offset=offset - begin)


def storage_of(x: Any) -> tuple[int, int, int]:
    """Where a tensor begins in its memory, how many elements that has, and the bytes of one."""
    raw = getattr(x, "raw", x)
    if not hasattr(raw, "strides"):
        return 0, max(1, math.prod(shape_of(x))), 1 if type(raw) is bool else 8
    from gradcli.ops import arrays

    root = arrays.root_of(raw)
    return (arrays.address(raw) - arrays.address(root)) // raw.itemsize, int(root.size), int(raw.itemsize)


as_strided = Composite(
    "as_strided",
    _as_strided,
    "A view of the memory of a tensor with other sizes and strides.",
    rows=(as_strided_op,),
    example="as_strided(stack([x, x**2]), (2,), (1,)).sum()",
)
