"""The functions of a session: rows of the table by name, and constructors with `dtype` and `requires_grad`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from gradcli.evaluate import methods
from gradcli.evaluate.calls import call
from gradcli.evaluate.casts import makes
from gradcli.evaluate.constants import constant
from gradcli.ops import table
from gradcli.ops.dtypes import NAMED, DType
from gradcli.ops.op import Row
from gradcli.ops.qualified import QUALIFIED
from gradcli.problems import runtime_error, type_error, value_error
from gradcli.recording.modes import mode
from gradcli.tensors.dispatch import mark
from gradcli.tensors.tensor import Tensor

NOT_FLOATING = "Only Tensors of floating point and complex dtype can require gradients"


@cache
def find(name: str, module: str = "") -> Callable[..., Any] | None:
    """The function of a name, in a module such as `linalg`; None if the table has none, or only a method."""
    row = QUALIFIED.get(f"{module}.{name}") or table.TABLE.get(name)
    if row is None or row.method:
        return None
    called = f"{module}.{name}" if f"{module}.{name}" in QUALIFIED else name
    function = _constructor(row) if makes(row) else _function(row, called)
    function.__name__ = function.__qualname__ = name
    function.__doc__ = row.doc
    return function


def _function(row: Row, name: str) -> Callable[..., Any]:
    def function(*arguments: Any, **keywords: Any) -> Any:
        return call(row, arguments, keywords, strict=True, name=name)

    return function


def _constructor(row: Row) -> Callable[..., Any]:
    def function(*arguments: Any, dtype: DType | None = None, requires_grad: bool = False, **keywords: Any) -> Any:
        asked = {} if dtype is None else {"dtype": dtype}
        return finished(call(row, arguments, {**keywords, **asked}, strict=True), requires_grad)

    return function


def finished(x: Tensor, requires_grad: bool) -> Tensor:
    """A new tensor, which may require grad. Raises RuntimeError for whole numbers that should."""
    if not requires_grad:
        return x
    if not x.dtype.is_floating_point:
        raise runtime_error(NOT_FLOATING)
    return x.requires_grad_()


def tensor(data: Any, *, dtype: DType | None = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """torch.tensor: a new leaf of numbers, nested lists, an array or another tensor. Raises as PyTorch does."""
    _on_cpu(device)
    if hasattr(data, "dtype"):
        name = str.__str__(data.dtype) if isinstance(data, Tensor) else data.dtype.name
        data, dtype = data.tolist(), dtype or NAMED.get(name)
    try:
        out = constant(data, dtype)
    except OverflowError:
        raise value_error("Overflow when unpacking long long") from None
    if mode.inference:
        mark(out)
    return finished(out, requires_grad)


def _on_cpu(device: Any) -> None:
    """Everything is on the CPU."""
    if device is not None and str(device) != "cpu":
        raise AssertionError("Torch not compiled with CUDA enabled")


def full_like(
    input: Tensor, fill_value: Any, *, dtype: DType | None = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """torch.full_like: one number everywhere, in the shape and dtype of another tensor."""
    _on_cpu(device)
    out = call(table.TABLE["full"], (input.shape, fill_value), {"dtype": dtype or input.dtype}, strict=True)
    return finished(out, requires_grad)


def equal(input: Tensor, other: Tensor) -> bool:
    """torch.equal: whether two tensors have the same shape and elements."""
    for k, x in enumerate((input, other)):
        if not isinstance(x, Tensor):
            place = f"'{('input', 'other')[k]}' (position {k + 1})"
            raise type_error(f"equal(): argument {place} must be Tensor, not {type(x).__name__}")
    return input.shape == other.shape and bool((input == other).array().all())


def is_tensor(obj: Any) -> bool:
    """torch.is_tensor."""
    return isinstance(obj, Tensor)


def is_inference(input: Tensor) -> bool:
    """torch.is_inference: whether a tensor was made in inference mode."""
    return methods.is_inference(input)
