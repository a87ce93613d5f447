"""What is written into tensors: copies, and one number everywhere.

In place these are `copy_`, `fill_` and `zero_`; as functions they answer what would be written.
"""

from __future__ import annotations

from typing import Any

from gradcli.ops.arithmetic import eq, ge, gt, is_number, le, lt, ne, zeros_like
from gradcli.ops.dtypes import fitted
from gradcli.ops.op import Composite, Op, camel
from gradcli.ops.sizes import Shape, broadcast, text
from gradcli.problems import runtime_error

copied: Op = Op(
    "copy",
    lambda m, x, /: m.copy(x),
    {"x": lambda g: g},
    "A copy, as backward makes of a gradient that is itself recorded.",
    grad_fn="torch::autograd::CopyBackwards",
    internal=True,
)
copy_into = Op(
    "copy",
    lambda m, x, src, /: m.copy(m.broadcast_to(src, x.shape)).astype(x.dtype),
    {"x": lambda g: zeros_like(g), "src": lambda g: g},
    "The elements of another tensor, in place of those of x.",
    grad_fn="torch::autograd::CopyBackwards",
    shape=lambda x, src: _fits(x, src),
    elementwise=False,
    dense=True,
    as_is=("src",),
    internal=True,
)
fill_number = Op(
    "fill",
    lambda m, x, /, value: m.full(x.shape, fitted(m, value, x.dtype), dtype=x.dtype),
    {"x": lambda g: zeros_like(g)},
    "One number everywhere.",
    elementwise=False,
    in_place="FillBackward2",
    internal=True,
)
fill_tensor = Op(
    "fill",
    lambda m, x, value, /: (m.zeros_like(x) + value).astype(x.dtype),
    {"x": lambda g: zeros_like(g), "value": lambda g: g},
    "The number of a 0-d tensor everywhere.",
    grad_fn="FillBackward1",
    shape=lambda x, value: _fill_shape(x, value),
    elementwise=False,
    as_is=("value",),
    in_place="FillBackward3",
    internal=True,
)
zero = Op(
    "zero",
    lambda m, x, /: m.zeros_like(x),
    {"x": lambda g: zeros_like(g)},
    "Zeros in place of the elements.",
    in_place=True,
    internal=True,
)


def _fits(shape: Shape, src: Shape) -> Shape:
    """What is written takes the shape of where it is written."""
    wide = broadcast(shape, src)
    if wide != shape:
        raise runtime_error(f"output with shape {text(shape)} doesn't match the broadcast shape {text(wide)}")
    return shape


def _fill_shape(shape: Shape, value: Shape) -> Shape:
    if value:
        raise runtime_error(f"fill_ only supports 0-dimension value tensor but got tensor with {len(value)} dimensions.")
    return shape


def _fill(x: Any, /, value: Any) -> Any:
    return fill_number(x, value=value) if is_number(value) else fill_tensor(x, value)


fill = Composite(
    "fill",
    _fill,
    "One number everywhere.",
    rows=(fill_number, fill_tensor),
    in_place=True,
    example="fill(stack([x, 1.0]), x).sum()",
)


def _with_number(op: Op) -> Op:
    """A comparison in place with a number: what was found, which is the second operand, as numbers of the dtype of x."""
    return Op(
        op.name,
        lambda m, x, found, /: m.copy(found).astype(x.dtype),
        {"x": lambda g: zeros_like(g)},
        op.doc,
        shape=lambda x, found: found,
        elementwise=False,
        dense=True,
        as_is=("found",),
        internal=True,
    )


def _with_tensor(op: Op) -> Op:
    """The same with a tensor, which gets zeros too."""
    return Op(
        op.name,
        lambda m, x, y, found, /: m.copy(found).astype(x.dtype),
        {"x": lambda g: zeros_like(g), "y": lambda g: zeros_like(g)},
        op.doc,
        grad_fn=f"{camel(op.name)}Backward1",
        shape=lambda x, y, found: found,
        elementwise=False,
        dense=True,
        as_is=("y", "found"),
        internal=True,
    )


COMPARISONS = (lt, le, gt, ge, eq, ne)
COMPARED_WITH_NUMBER = {op.name: _with_number(op) for op in COMPARISONS}
COMPARED_WITH_TENSOR = {op.name: _with_tensor(op) for op in COMPARISONS}
