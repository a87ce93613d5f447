"""Products of matrices of float32 in the order in which PyTorch's library adds, where it is known: small ones.

Large products have both dimensions filled by its kernels, which multiply and add at once, one inner index after the other.
Small ones are added without that: in order, or in lanes where the rows of both operands lie side by side in memory.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from gradcli.ops.summing import one_by_one, row_by_row

FEW_ROWS, FEW_COLUMNS = 4, 12  # with less, a product is small
MOST = 1 << 17  # multiplications above which the order is left to NumPy
NAIVE = 400  # multiplications below which a batch has no library
MANY = 256  # pairs of matrices that are too many to go through
BLOCK = 4
ZERO = np.float32(0)


def product(x: Any, y: Any) -> Any:
    """The product of two matrices, of batches of them, of a matrix and a vector, or of two vectors."""
    if x.ndim == y.ndim == 2 and x.shape[1] == 1 == len(y) and len(x) > 1 and y.shape[1] > 1:
        return np.multiply(x, y, order="C")  # nothing is added up, also no 0 to a negative zero
    out = _product(x, y)
    if out.dtype.char == "f":
        return out + ZERO  # as sums begin, so none is a negative zero; and it is no part of the sums on the way
    return out if getattr(out, "base", None) is None else out.copy()


def _product(x: Any, y: Any) -> Any:
    if x.ndim == y.ndim == 3 and len(x) == len(y) and x.dtype.char == y.dtype.char == "f" and x.size and y.size:
        return _of_batches(x, y)
    if x.ndim > 2 or y.ndim > 2 or x.dtype.char != "f" or y.dtype.char != "f" or not x.size or not y.size:
        return np.matmul(x, y)
    if y.ndim == 1:
        return _dot(x * y) if x.ndim == 1 else _by_vector(x, y)
    return np.matmul(x, y) if x.ndim == 1 else _of_matrices(x, y)


def _of_batches(x: Any, y: Any) -> Any:
    """The products of pairs of matrices; the smallest are added in order."""
    size = x.shape[1] * x.shape[2] * y.shape[2]
    if size < NAIVE and size * len(x) <= MOST:
        return np.add.accumulate(x[..., None] * y[:, None], axis=2)[:, :, -1]
    return np.stack([_of_matrices(a, b) for a, b in zip(x, y, strict=True)]) if len(x) <= MANY else np.matmul(x, y)


def _of_matrices(x: Any, y: Any) -> Any:
    (m, k), n = x.shape, y.shape[1]
    if m >= FEW_ROWS and n >= FEW_COLUMNS:
        return np.matmul(np.asfortranarray(x), y)
    if m * k * n > MOST:
        return np.matmul(x, y)
    if n == 1:
        return _by_vector(x, y[:, 0])[:, None]
    if not _is_turned(y):
        return row_by_row(np.multiply(x.T[:, :, None], y[:, None, :], order="C"))
    return _by_vector(y.T, x[0])[None] if m == 1 else _of_rows(x, y.T)


def _is_turned(x: Any) -> bool:
    return bool(x.flags.f_contiguous and not x.flags.c_contiguous)


def _in_order(parts: Any) -> Any:
    return np.add.accumulate(parts, axis=-1)[..., -1]


def _dot(parts: Any) -> Any:
    """The sum of the products of two vectors: in four lanes, of which the first takes what is left."""
    whole = len(parts) // BLOCK * BLOCK
    if not whole:
        return _in_order(parts)
    lanes = _lanes(parts[:whole], BLOCK)
    lanes[0] = _in_order(np.concatenate([lanes[:1], parts[whole:]]))
    return _halved(lanes)[0]


def _by_vector(x: Any, y: Any) -> Any:
    """The products of rows with a vector: four rows at once in two sums, those that are left in one."""
    if x.size > MOST:
        return np.matmul(x, y)
    whole = len(x) // BLOCK * BLOCK
    if not whole or _is_turned(x):
        return one_by_one((x * y).T)
    parts = np.multiply(x.T, y[:, None], order="C")
    if whole == len(x):
        return _in_two(parts)
    return np.concatenate([_in_two(parts[:, :whole]), one_by_one(parts[:, whole:])])


def _in_two(parts: Any) -> Any:
    """Up to four numbers in order, the others in turn to the one sum and to another; a sum for each of several columns."""
    first = (len(parts) - 1) % BLOCK + 1
    one = row_by_row(parts[_firsts(len(parts), first)])
    return one + row_by_row(parts[first + 1 :: 2]) if first + 1 < len(parts) else one


@cache
def _firsts(count: int, first: int) -> Any:
    """Which of so many numbers go to the one sum."""
    return np.array([*range(first), *range(first, count, 2)])


def _of_rows(x: Any, y: Any) -> Any:
    """The products of the rows of two matrices: four rows of the second at once, from where a row of the first is aligned."""
    parts, k, whole = x[:, None, :] * y, x.shape[1], len(y) // BLOCK * BLOCK
    out = np.empty(parts.shape[:2], x.dtype)
    if whole < len(y):
        out[:, whole:] = _in_lanes(parts[:, whole:], 2 * BLOCK, 0)
    for start in range(min(BLOCK, len(x)) if whole else 0):
        out[start::BLOCK, :whole] = _in_lanes(parts[start::BLOCK, :whole], BLOCK, -start * k % BLOCK)
    return out


def _lanes(parts: Any, lanes: int) -> Any:
    """The sums of as many lanes."""
    steps = parts.shape[-1] // lanes
    return row_by_row(parts.reshape(*parts.shape[:-1], steps, lanes), -2)


def _halved(sums: Any) -> Any:
    """The sum of lanes, one half added to the other; the axis stays."""
    while sums.shape[-1] > 1:
        half = sums.shape[-1] // 2
        sums = sums[..., :half] + sums[..., half:]
    return sums


def _in_lanes(parts: Any, lanes: int, first: int) -> Any:
    """The first numbers and the last in order, those between in lanes."""
    whole = first + (parts.shape[-1] - first) // lanes * lanes
    if whole <= first:
        return _in_order(parts)
    sums = _halved(_lanes(parts[..., first:whole], lanes))
    if first:
        sums = _in_order(parts[..., :first])[..., None] + sums
    return _in_order(np.concatenate([sums, parts[..., whole:]], axis=-1))
