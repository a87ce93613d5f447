"""torch.tensor: constants of numbers and nested lists."""

from __future__ import annotations

from typing import Any

from gradcli.ops.defaults import default_dtype
from gradcli.ops.dtypes import RANGES, DType, in_range
from gradcli.problems import Problem, runtime_error, type_error, value_error
from gradcli.tensors.tensor import Tensor

DEEPEST = 64


def constant(values: Any, dtype: str | None = None) -> Tensor:
    """torch.tensor(values): a constant of numbers or nested lists; tensors inside are detached, as PyTorch does.

    dtype  by default int64 for whole numbers, bool for truth values, otherwise the default dtype
    Raises TorchError where the lists are uneven, too deep, or hold what the dtype cannot hold, and OverflowError for a
    whole number that no dtype holds.
    """
    plain = _plain(values)
    kind = type(plain)
    if kind is float and (dtype or default_dtype()) == "float64":
        return Tensor(plain)
    if kind is bool and dtype in (None, "bool"):
        return Tensor(plain)
    from gradcli.ops import arrays, sizes
    from gradcli.ops.run import normal

    leaves = _even(plain)
    dtype = dtype or _dtype(leaves)
    _fits(leaves, dtype)
    wide = "int64" if dtype == "uint8" and _dtype(leaves) == "int64" else dtype  # from where numbers below 0 wrap around
    array = arrays.as_array(plain, wide).astype(dtype)
    sizes.checked(tuple(array.shape), "this list")
    return Tensor(normal(array))


def _plain(values: Any, depth: int = 0) -> Any:
    """Nested lists of numbers."""
    if isinstance(values, int | float):
        return values
    if depth > DEEPEST:
        raise value_error(f"too many dimensions: a tensor has at most {DEEPEST}")
    if isinstance(values, list | tuple):
        if values and isinstance(values[0], str):
            raise value_error("too many dimensions 'str'")
        return [_plain(v, depth + 1) for v in values]
    if isinstance(values, Tensor):
        return values.tolist()
    raise Problem(f"a list of numbers is needed here, not {described(values)}")


def _even(values: Any) -> list[Any]:
    """The numbers in a row; all lists of one level have the same length, or PyTorch's refusal."""
    level, depth = [values], 0
    while level and isinstance(level[0], list):
        length = len(level[0])
        for v in level:
            if not isinstance(v, list):
                raise type_error("not a sequence")
            if len(v) != length:
                raise value_error(f"expected sequence of length {length} at dim {depth} (got {len(v)})")
        level = [item for v in level for item in v]
        depth += 1
        if depth > DEEPEST:
            raise value_error(f"too many dimensions: a tensor has at most {DEEPEST}")
    if any(isinstance(v, list) for v in level):
        raise _no_number(level)
    return level


def _no_number(level: list[Any]) -> Exception:
    """A list where a number should stand."""
    if any(isinstance(v, float) for v in level):
        return type_error("must be real number, not list")
    return type_error("'list' object cannot be interpreted as an integer")


def _dtype(leaves: list[Any]) -> str:
    if not leaves or any(isinstance(v, float) for v in leaves):
        return default_dtype()
    return "bool" if all(isinstance(v, bool) for v in leaves) else "int64"


def _fits(leaves: list[Any], dtype: str) -> None:
    """Whole numbers in the range of their dtype, or PyTorch's refusal."""
    if dtype not in RANGES or (leaves and _all_fit(leaves, dtype)):
        return
    for v in leaves:
        if isinstance(v, int) and not in_range(v, "int64"):
            raise OverflowError
        if not in_range(v, dtype):
            raise runtime_error(f"value cannot be converted to type {str.__str__(dtype)} without overflow")


def _all_fit(leaves: list[Any], dtype: str) -> bool:
    """Whether whole numbers fit, seen by the least and the greatest; with floats, of which one may be nan, that says nothing."""
    return set(map(type, leaves)) <= {int, bool} and in_range(min(leaves), dtype) and in_range(max(leaves), dtype)


def described(value: Any) -> str:
    """What a value is, in words."""
    if isinstance(value, Tensor):
        return "a tensor"
    names = {
        str: "a text",
        bool: "True or False",
        int: "a whole number",
        float: "a number",
        list: "a list",
        tuple: "a tuple",
        slice: "a range",
    }
    if value is None:
        return "None"
    if isinstance(value, DType):
        return f"the dtype {str.__str__(value)}"
    return names.get(type(value), "...")
