"""A row of the table on arrays: sizes checked first, dtypes promoted as PyTorch does, then the kernel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gradcli.ops import arrays, memory, sizes
from gradcli.ops.defaults import default_dtype
from gradcli.ops.dtypes import dtype_of
from gradcli.problems import TorchError

if TYPE_CHECKING:
    from gradcli.ops.op import Op

RANK = {"bool": 0, "int": 1, "int64": 1, "float32": 2, "float64": 3}
CATEGORY = {"bool": 0, "int": 1, "int64": 1, "float32": 2, "float64": 2}


def on_arrays(op: Op, values: Sequence[Any], options: Mapping[str, Any]) -> Any:
    """The value of one operation whose operands are arrays or numbers."""
    shapes = tuple([shape_of(x) for x in values])
    memory.check(sizes.checked(_result_shape(op, shapes, options), op.name), op.name)
    if op.check is not None:
        op.check(*[dtype_of(x) for x in values])
    dtype = result_dtype(op, values)
    out = op.kernel(arrays, *[_ready(x, dtype) for x in values], **options)
    if op.dense:
        out = arrays.dense(out)
    elif op.elementwise and any(isinstance(x, arrays.Array) and not x.flags.c_contiguous for x in values):
        out = arrays.laid_out(out, values)
    return _held(normal(out))


def _held(out: Any) -> Any:
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
        return x if x.dtype.name == dtype else x.astype(dtype)
    return arrays.as_array(x, dtype)


def shape_of(x: Any) -> sizes.Shape:
    """The shape of data: numbers are 0-d."""
    shape = getattr(x, "shape", ())
    return shape if type(shape) is tuple else ()


def result_dtype(op: Op, values: Sequence[Any]) -> str:
    """The dtype in which `op` computes."""
    found = promoted(values)
    if op.dtype == "float" and CATEGORY[found] < 2:
        return default_dtype()
    return found


def promoted(values: Sequence[Any]) -> str:
    """PyTorch's promotion: tensors with dimensions win over 0-d tensors, and those over numbers, within a category."""
    best = ["", "", ""]
    scalar = 1 if default_dtype() == "float64" else 2  # a Python float is a 0-d tensor where those are float64
    for x in values:
        ndim = getattr(x, "ndim", None)
        level = scalar if type(x) is float else 2 if ndim is None else 0 if ndim else 1
        name = dtype_of(x)
        if not best[level] or RANK[name] > RANK[best[level]]:
            best[level] = name
    result = ""
    for level, name in enumerate(best):
        if name and (not result or CATEGORY[name] > CATEGORY[result]):
            # a float number among integer tensors takes the default dtype
            result = default_dtype() if level == 2 and result and CATEGORY[name] == 2 else name
    return "int64" if result == "int" else result or default_dtype()


def ieee(x: Any) -> Any:
    """A Python float as a NumPy one, which answers inf and nan where Python raises."""
    return arrays.float64(x) if type(x) in (float, int) else x


def normal(x: Any) -> Any:
    """Data in its normal form: 0-d float64 and bool are Python's, the rest are arrays."""
    kind = type(x)
    if kind is float or kind is bool:
        return x
    if isinstance(x, tuple):
        return tuple(normal(part) for part in x)
    if getattr(x, "shape", None) == ():
        name = x.dtype.name
        if name == "float64":
            return float(x)
        if name == "bool":
            return bool(x)
        return arrays.as_array(x, name)
    if kind is int:
        return arrays.as_array(x, "int64")
    return x
