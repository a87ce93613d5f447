"""A row of the table on arrays: sizes and dtypes checked first, then the kernel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gradcli.ops import arrays, memory, sizes
from gradcli.ops.defaults import default_dtype
from gradcli.ops.dtypes import WHOLE, dtype_of, name_of
from gradcli.problems import TorchError

if TYPE_CHECKING:
    from gradcli.ops.op import Op

UINT64 = ("L", "Q")  # NumPy's codes of a dtype that sums of uint8 have for NumPy alone


def on_arrays(op: Op, values: Sequence[Any], options: Mapping[str, Any], dtype: str) -> Any:
    """The value of one operation whose operands are arrays or numbers, computed in a dtype; not yet in its normal form."""
    if op.elementwise and not op.view and _are_alike(values):
        return _of_alike(op, values, options, dtype)
    shapes = tuple([shape_of(x) for x in values])
    if op.view and op.check is None and not op.as_is and len(values) == 1 and type(values[0]) is arrays.Array:
        memory.check(sizes.checked(_result_shape(op, shapes, options), op.name), op.name)  # what is made of it has that many
        return op.kernel(arrays, values[0], **options)
    if op.check is not None and op.checked_first:
        op.check(*[dtype_of(x) for x in values])
    memory.check(sizes.checked(_result_shape(op, shapes, options), op.name), op.name)
    if op.check is not None and not op.checked_first:
        op.check(*[dtype_of(x) for x in values])
    dtype = computed_in(op, dtype)
    if dtype == "float16" and op.elementwise and op.dtype != "bool" and any(type(x) is float or type(x) is int for x in values):
        return _held(_through_float32(op, values, options))
    if op.as_is:
        ready = [_ready(x, dtype_of(x)) if n in op.as_is else _ready(x, dtype) for x, n in zip(values, op.operands, strict=False)]
    else:
        ready = [_ready(x, dtype) for x in values]
    out = op.kernel(arrays, *ready, **options)
    if op.view:
        return out
    if getattr(getattr(out, "dtype", None), "char", "") in UINT64:
        out = out.astype("int64")
    if op.dense:
        out = arrays.dense(out)
    elif op.elementwise and any(isinstance(x, arrays.Array) and not x.flags.c_contiguous for x in values):
        out = arrays.laid_out(out, values)
    return _held(out)


def _are_alike(values: Sequence[Any]) -> bool:
    """Whether all are arrays of one shape and floating-point dtype with their elements in order: nothing has to be decided."""
    first = values[0] if values else None
    if type(first) is not arrays.Array or first.dtype.kind != "f":
        return False
    for x in values:
        if type(x) is not arrays.Array or x.dtype is not first.dtype or x.shape != first.shape or not x.flags.c_contiguous:
            return False
    return True


def _of_alike(op: Op, values: Sequence[Any], options: Mapping[str, Any], dtype: str) -> Any:
    """The value of an operation on such arrays."""
    if op.check is not None:
        op.check(*[dtype] * len(values))
    memory.check(values[0].shape if op.shape is None else _result_shape(op, (values[0].shape,) * len(values), options), op.name)
    out = op.kernel(arrays, *values, **options)
    return _held(arrays.dense(out) if op.dense else out)


def computed_in(op: Op, dtype: str) -> str:
    """The dtype in which `op` computes on operands of a common dtype."""
    return default_dtype() if op.dtype == "float" and dtype in WHOLE else dtype


def _through_float32(op: Op, values: Sequence[Any], options: Mapping[str, Any]) -> Any:
    """Halves and plain numbers: PyTorch keeps the numbers in float32 and rounds the result alone."""
    out = op.kernel(arrays, *[_ready(x, "float32") for x in values], **options)
    return out.astype("float16")


def _held(out: Any) -> Any:
    if type(out) is arrays.Array:
        memory.hold(out)
        return out
    for part in out if isinstance(out, tuple) else (out,):
        if isinstance(part, arrays.Array):
            memory.hold(part)
    return out


def _result_shape(op: Op, shapes: tuple[sizes.Shape, ...], options: Mapping[str, Any]) -> sizes.Shape:
    try:
        return op.result_shape(shapes, options)
    except TorchError as error:
        error.shapes = error.shapes or shapes
        raise


def _ready(x: Any, dtype: str) -> Any:
    """An operand as a kernel takes it: an array of the common dtype."""
    if isinstance(x, arrays.Array):
        return x if name_of(x.dtype) == dtype else x.astype(dtype)
    if type(x) is int and dtype in WHOLE and dtype != "int64":  # outside of the range of the dtype it wraps, as in C
        return arrays.as_array(x, "int64").astype(dtype)
    return arrays.as_array(x, dtype)


def shape_of(x: Any) -> sizes.Shape:
    """The shape of data: numbers are 0-d."""
    shape = getattr(x, "shape", ())
    return shape if isinstance(shape, tuple) else ()


def ieee(x: Any) -> Any:
    """A Python float as a NumPy one, which answers inf and nan where Python raises."""
    return arrays.float64(x) if type(x) in (float, int) else x


def normal(x: Any) -> Any:
    """Data in its normal form: 0-d float64 and bool are Python's, the rest are arrays."""
    kind = type(x)
    if kind is float or kind is bool or hasattr(x, "run_op"):
        return x
    if isinstance(x, tuple):
        return tuple(normal(part) for part in x)
    if getattr(x, "shape", None) == ():
        name = name_of(x.dtype)
        if name == "float64":
            return float(x)
        if name == "bool":
            return bool(x)
        return x if isinstance(x, arrays.Array) else arrays.as_array(x, name)
    if kind is int:
        return arrays.as_array(x, "int64")
    return x
