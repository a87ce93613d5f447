"""NumPy's arrays as data of a dtype that PyTorch has, whoever hands them over."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.ops.dtypes import NAMED
from gradcli.problems import FileProblem, Problem

NUMBERS = "fiub"  # the kinds of dtypes that are numbers
LARGEST = 2**63 - 1  # of int64


def is_masked(value: Any) -> bool:
    """Whether an array has a mask, which says of elements that they are none."""
    return isinstance(value, np.ma.MaskedArray)


def numbers(name: str, value: Any) -> np.ndarray[Any, Any]:
    """An array of numbers, in its own dtype or, where only NumPy has that, in int64 or float64. Raises Problem."""
    if is_masked(value):
        raise Problem(f"{name} is a masked array, and tensors have no mask", fix="fill it, as in x.filled(0)")
    array = np.asarray(value)
    if array.dtype.kind not in NUMBERS or array.dtype.itemsize > 8:
        raise Problem(f"{name} is an array of {array.dtype}, not of numbers", fix="pass a number, a list of numbers or an array")
    check_range(name, array)
    return array if array.dtype.isnative and array.dtype.name in NAMED else array.astype(_own_dtype(array.dtype))


def check_range(name: str, array: np.ndarray[Any, Any]) -> None:
    """Refuse whole numbers that no dtype of PyTorch's holds. Raises FileProblem."""
    if array.dtype.kind == "u" and array.size and int(array.max()) > LARGEST:
        raise FileProblem(f"{name} holds {array.max()}, which is more than an int64 holds", fix="make it one of numpy.float64")


def _own_dtype(dtype: np.dtype[Any]) -> str:
    name = dtype.newbyteorder("=").name
    return name if name in NAMED else "int64"
