"""A row of the table on arrays: sizes and dtypes checked first, then the kernel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
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
    if not op.view and not op.as_is and _are_alike(values):
        return of_alike(op, values, options, dtype)
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
    """Whether all are arrays of one floating-point dtype, in which the result is computed as they are."""
    dtype = getattr(values[0], "dtype", None) if values else None
    if dtype is None or dtype.kind != "f":
        return False
    for x in values:  # noqa: SIM110  # a generator takes longer
        if type(x) is not arrays.Array or x.dtype is not dtype:
            return False
    return True


def of_alike(op: Op, values: Sequence[Any], options: Mapping[str, Any], dtype: str) -> Any:
    """The value of an operation on arrays of one floating-point dtype, where nothing has to be converted."""
    shapes = tuple([x.shape for x in values])
    shape = _checked(op, shapes, options, dtype) if options else _checked_once(op, shapes, dtype)
    memory.check(sizes.checked(shape, op.name), op.name)
    out = op.kernel(arrays, *values, **options)
    if op.dense:
        out = arrays.dense(out)
    elif op.elementwise:
        for x in values:
            if not x.flags.c_contiguous:
                out = arrays.laid_out(out, values)
                break
    return _held(out)


def _checked(op: Op, shapes: tuple[sizes.Shape, ...], options: Mapping[str, Any], dtype: str) -> sizes.Shape:
    """The shape of the result of operands of one dtype, or what is refused."""
    dtypes = [dtype] * len(shapes)
    if op.check is not None and op.checked_first:
        op.check(*dtypes)
    shape = _result_shape(op, shapes, options)
    if op.check is not None and not op.checked_first:
        memory.check(sizes.checked(shape, op.name), op.name)  # a limit is told first
        op.check(*dtypes)
    return shape


@lru_cache(maxsize=4096)
def _checked_once(op: Op, shapes: tuple[sizes.Shape, ...], dtype: str) -> sizes.Shape:
    """The same of an operation without options: the same operands come again and again."""
    return _checked(op, shapes, {}, dtype)


def computed_in(op: Op, dtype: str) -> str:
    """The dtype in which `op` computes on operands of a common dtype."""
    return default_dtype() if op.dtype == "float" and dtype in WHOLE else dtype


def _through_float32(op: Op, values: Sequence[Any], options: Mapping[str, Any]) -> Any:
    """Halves and plain numbers: PyTorch keeps the numbers in float32 and rounds the result alone."""
    try:
        out = op.kernel(arrays, *[_ready(x, "float32") for x in values], **options)
    except TorchError:
        out = op.kernel(arrays, *[_ready(x, "float16") for x in values], **options)  # which names the dtype
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


def own(out: Any, operands: Sequence[Any]) -> Any:
    """A result in memory of its own, where NumPy answers an operand itself, floor of whole numbers, or a view of one."""
    if type(out) is tuple:
        return tuple([own(part, operands) for part in out])
    if getattr(out, "base", None) is None:
        for x in operands:
            if out is x:
                return arrays.copy(out)
        return out
    root = arrays.root_of(out)
    shared = any(isinstance(x, arrays.Array) and arrays.root_of(x) is root for x in operands)
    return arrays.copy(out) if shared else out


def ieee(x: Any) -> Any:
    """A Python float as a NumPy one, which answers inf and nan where Python raises."""
    return arrays.float64(x) if type(x) in (float, int) else x


def normal(x: Any) -> Any:
    """Data in its normal form: 0-d float64 and bool are Python's, the rest are arrays."""
    kind = type(x)
    if kind is float or kind is bool or (kind is arrays.Array and x.ndim) or hasattr(x, "run_op"):
        return x
    if isinstance(x, tuple):
        return tuple([normal(part) for part in x])
    if getattr(x, "shape", None) == ():
        name = name_of(x.dtype)
        if name == "float64":
            return float(x)
        if name == "bool":
            return bool(x)
        return x if isinstance(x, arrays.Array) else arrays.as_array(x)
    if kind is int:
        return arrays.as_array(x, "int64")
    return x
