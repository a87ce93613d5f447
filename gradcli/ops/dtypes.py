"""What PyTorch's kernels refuse by dtype, in PyTorch's words.

A check is called with the dtypes of the operands of one operation, "int" for a plain whole number, and raises.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gradcli.problems import TorchError, runtime_error

Check = Callable[..., None]

TITLES = {"bool": "Bool", "int": "Long", "int64": "Long", "float32": "Float", "float64": "Double"}
SPELLINGS = {"bool": "bool", "int": "long int", "int64": "long int", "float32": "float", "float64": "double"}
ORDER = ("bool", "int", "int64", "float32", "float64")
WHOLE = ("bool", "int", "int64")
NUMBERS: dict[type, str] = {bool: "bool", int: "int", float: "float64"}


def dtype_of(x: Any) -> str:
    """The dtype of a tensor, an array or a number; "int" for a plain whole number, and float64 for a symbol."""
    number = NUMBERS.get(type(x))
    if number is not None:
        return number
    dtype = getattr(x, "dtype", "float64")
    return str(getattr(dtype, "name", dtype))


def common(dtypes: tuple[str, ...]) -> str:
    """The dtype that the operands have in common, as far as its kind goes."""
    return max(dtypes, key=ORDER.index)


def refused(kernel: str, dtype: str) -> TorchError:
    """A kernel that PyTorch did not compile for a dtype."""
    return TorchError("NotImplementedError", f"\"{kernel}\" not implemented for '{TITLES[dtype]}'")


def not_for_bool(kernel: str) -> Check:
    """The kernel does not exist for bool."""

    def check(*dtypes: str) -> None:
        if common(dtypes) == "bool":
            raise refused(kernel, "bool")

    return check


def floats_only(kernel: str) -> Check:
    """The kernel exists for floating point alone."""

    def check(*dtypes: str) -> None:
        if common(dtypes) in WHOLE:
            raise refused(kernel, common(dtypes))

    return check


def floats_expected(text: str) -> Check:
    """A text that ends with the dtype that was found where floating point is needed."""

    def check(*dtypes: str) -> None:
        if dtypes[0] in WHOLE:
            raise runtime_error(text.format(TITLES[dtypes[0]]))

    return check


def no_bool(text: str) -> Check:
    """A refusal of bool in words of its own."""

    def check(*dtypes: str) -> None:
        if common(dtypes) == "bool":
            raise runtime_error(text)

    return check


def no_bool_difference(x: str, y: str) -> None:
    """Differences of masks are refused."""
    if x == y == "bool":
        raise runtime_error(
            "Subtraction, the `-` operator, with two bool tensors is not supported. "
            "Use the `^` or `logical_xor()` operator instead."
        )
    if "bool" in (x, y):
        raise runtime_error(
            "Subtraction, the `-` operator, with a bool tensor is not supported. "
            "If you are trying to invert a mask, use the `~` or `logical_not()` operator instead."
        )
