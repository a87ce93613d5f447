"""torch.tensor: constants of numbers and nested lists."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

from gradcli.ops.defaults import default_dtype
from gradcli.ops.dtypes import NAMED, RANGES, WHOLE, DType, dtype_of, in_range, promote_types
from gradcli.ops.warnings import Once
from gradcli.problems import Problem, TorchError, runtime_error, type_error, value_error
from gradcli.tensors.foreign import is_array, is_number
from gradcli.tensors.tensor import TO_NUMBER, Tensor

DEEPEST = 64
PLAIN: Mapping[type, str] = {bool: "bool", int: "int64", float: ""}  # the dtypes of Python's numbers; floats have the default

NO_INDEX = "only integer tensors of a single element can be converted to an index"
NO_SCALAR = "only one element tensors can be converted to Python scalars"

MANY_ARRAYS = Once(
    "Creating a tensor from a list of numpy.ndarrays is extremely slow. Please consider converting the list to a single "
    "numpy.ndarray with numpy.array() before converting to a tensor."
)


def listed(values: Any) -> Any:
    """A list of what counts and hands out its elements, as a deque does; everything else as it is."""
    kind = type(values)
    if kind in (list, tuple, range) or isinstance(values, dict | str | bytes | Tensor) or is_array(values) or is_number(values):
        return values
    return [values[k] for k in range(len(values))] if hasattr(kind, "__getitem__") and hasattr(kind, "__len__") else values


class NoNumber(Problem):
    """Something in a list, `value`, that is no number."""

    def __init__(self, value: Any) -> None:
        super().__init__(f"a list of numbers is needed here, not {described(value)}")
        self.value = value


def constant(values: Any, dtype: str | None = None) -> Tensor:
    """torch.tensor(values): a constant of numbers or nested lists; tensors inside are detached, as PyTorch does.

    dtype  by default that which holds all: int64 for whole numbers, bool for truth values, otherwise the default dtype, of
           tensors and of NumPy's numbers their own
    Raises TorchError where the lists are uneven, too deep, or hold what the dtype cannot hold, NoNumber for what is none,
    and OverflowError for a whole number that no dtype holds.
    """
    kind = type(values)
    if kind is float and (dtype or default_dtype()) == "float64":
        return Tensor(values)
    if kind is bool and dtype in (None, "bool"):
        return Tensor(values)
    from gradcli.ops import arrays, sizes
    from gradcli.ops.run import normal

    kinds: set[str] = set()
    depth = _depth(values)
    try:
        numbers = _plain(values, depth, kinds)
    except _Several:
        raise (type_error(NO_INDEX) if _is_whole(values) else value_error(NO_SCALAR)) from None
    leaves = _even(numbers)
    dtype = dtype or _dtype(kinds)
    _fits(leaves, dtype)
    whole = dtype == "uint8" and bool(leaves) and all(isinstance(v, int) for v in leaves)
    try:
        array = arrays.as_array(numbers, "int64" if whole else dtype).astype(dtype)  # int64: numbers below 0 wrap around
    except OverflowError:
        raise TorchError("OverflowError", "int too large to convert to float") from None
    sizes.checked(tuple(array.shape), "this list")
    return Tensor(normal(array))


def _depth(values: Any) -> int:
    """How many dimensions lists have, which PyTorch sees by their first elements; a tensor in a list is a number."""
    depth = 0
    while depth <= DEEPEST:
        values = listed(values)
        if not isinstance(values, list | tuple | range):
            break
        depth += 1
        if not values:
            return depth
        values = values[0]
    if type(values) is str and values and depth:
        raise value_error("too many dimensions 'str'")
    return depth + (getattr(values, "ndim", 0) if is_array(values) else 0)


def _plain(values: Any, depth: int, kinds: set[str], level: int = 0) -> Any:
    """Nested lists of numbers; `kinds` collects their dtypes."""
    if type(values) in PLAIN:
        kinds.add(PLAIN[type(values)] or default_dtype())
        return values
    if level > DEEPEST:
        raise value_error(f"too many dimensions: a tensor has at most {DEEPEST}")
    values = listed(values)
    if isinstance(values, list | tuple | range):
        return [_plain(v, depth, kinds, level + 1) for v in values]
    if isinstance(values, Tensor):
        kinds.add(str.__str__(values.dtype))
        if level and values.is_tracked:
            Tensor.remark(TO_NUMBER)
        return values.tolist() if level < depth or not level else _one(values)
    if is_array(values) and level:
        Tensor.remark(MANY_ARRAYS)
        if not values.shape:
            raise type_error("len() of unsized object")
    elif not is_number(values):
        raise NoNumber(values)
    name = dtype_of(values)
    kinds.add(name if name in NAMED else "int64")  # of the kinds of whole numbers that only NumPy has
    return values.tolist()


class _Several(Exception):
    """A tensor of several elements stands where a number should."""


def _is_whole(values: Any) -> bool:
    """Whether whole numbers are all that there is in nested lists, as far as their dtypes tell."""
    if isinstance(values, list | tuple):
        return all(map(_is_whole, values))
    return values.dtype in WHOLE and values.dtype != "bool" if isinstance(values, Tensor) else type(values) is int


def _one(x: Tensor) -> Any:
    """A tensor where a number should stand."""
    elements = x.tolist()
    while isinstance(elements, list):
        if len(elements) != 1:
            raise _Several
        elements = elements[0]
    return elements


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


def _dtype(kinds: set[str]) -> str:
    """The dtype that holds numbers of all these."""
    return reduce(promote_types, sorted(kinds)) if kinds else default_dtype()


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
