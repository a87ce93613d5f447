"""Small systems of equations in float32, eliminated in the order in which PyTorch's library does it.

It multiplies and adds in two steps, divides a column by multiplying it with the reciprocal of its pivot, and adds up what is
known of a row before it takes that away. Larger matrices have blocks, whose order is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gradcli.ops.summing import total

MOST = 16  # rows of a matrix that the library takes apart without blocks
DIVIDED = 4  # rows up to which the last column is divided
SOLVED = 7  # rows up to which a system is solved row by row
TRIANGLE = 4  # rows of a triangle whose order is known, with a diagonal of its own
ONE = np.float32(1)

Swaps = Sequence[tuple[int, int]]


def is_small(x: Any, most: int = SOLVED) -> bool:
    """Whether matrices are of float32 and few rows."""
    return x.dtype.char == "f" and x.shape[-1] <= most and bool(x.size)


def is_small_triangle(x: Any, unit: bool) -> bool:
    """Whether the order is known in which such a triangle is solved."""
    return is_small(x, TRIANGLE - unit) and x.flags.c_contiguous


def _factored(matrix: Any) -> tuple[Any, Swaps]:
    """L and U in one matrix, and which rows changed places; a column of zeros has a pivot of zero."""
    out, swaps = matrix.copy(), []
    for k in range(len(out)):
        best = k + int(np.argmax(np.abs(out[k:, k])))
        if not out[best, k]:
            continue
        if best != k:
            out[[k, best]] = out[[best, k]]
            swaps.append((k, best))
        below = out[k + 1 :, k]
        out[k + 1 :, k] = below / out[k, k] if len(below) == 1 and len(out) <= DIVIDED else below * (ONE / out[k, k])
        out[k + 1 :, k + 1 :] -= out[k + 1 :, k, None] * out[k, None, k + 1 :]
    return out, swaps


def _back(triangle: Any, right: Any, upper: bool, unit: bool) -> Any:
    """The rows one after the other; what is known of a row is added up first."""
    out = right.copy()
    n = len(out)
    for row in range(n - 1, -1, -1) if upper else range(n):
        known = range(n - 1, row, -1) if upper else range(row)
        parts = [triangle[row, k] * out[k] for k in known]
        if parts:
            out[row] -= _added(parts)
        if not unit:
            out[row] *= ONE / triangle[row, row]
    return out


def _added(parts: Sequence[Any]) -> Any:
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def solve(a: Any, b: Any) -> Any:
    """x of a @ x = b, for matrices and batches of them. Raises LinAlgError where a is singular."""
    return _each(_solved, a, b)


def _solved(a: Any, b: Any) -> Any:
    factors, swaps = _factored(a)
    if not np.diagonal(factors).all():
        raise np.linalg.LinAlgError
    right = b.copy()
    for k, best in swaps:
        right[[k, best]] = right[[best, k]]
    return _back(factors, _back(factors, right, upper=False, unit=True), upper=True, unit=False)


def inv(x: Any) -> Any:
    """The inverses of matrices. Raises LinAlgError where one is singular."""
    return solve(x, np.broadcast_to(np.eye(x.shape[-1], dtype=x.dtype), x.shape))


def det(x: Any) -> Any:
    """The determinants of matrices."""
    out = np.empty(x.shape[:-2], dtype=x.dtype)
    for place in np.ndindex(out.shape):
        pivots, sign = _pivots(x, place)
        out[place] = np.multiply.accumulate(pivots)[-1] * sign
    return out


def slogdet(x: Any) -> tuple[Any, Any]:
    """The signs of determinants, 0 where PyTorch knows none, and the logarithms of their sizes."""
    signs, sizes = np.empty(x.shape[:-2], dtype=x.dtype), np.empty(x.shape[:-2], dtype=x.dtype)
    for place in np.ndindex(signs.shape):
        pivots, sign = _pivots(x, place)
        signs[place] = sign * np.multiply.accumulate((pivots > 0).astype(x.dtype) - (pivots < 0))[-1]
        sizes[place] = total(np.log(np.abs(pivots).astype("float64")).astype("float32"), 0, False)
    return signs, sizes


def _pivots(x: Any, place: tuple[int, ...]) -> tuple[Any, Any]:
    """The pivots and the sign of the swaps, of a matrix turned around if it lies in rows: PyTorch's lies in columns."""
    factors, swaps = _factored(x[place].T if x.flags.c_contiguous else x[place])
    return np.diagonal(factors), np.float32((-1) ** len(swaps))


def _each(solved: Callable[[Any, Any], Any], a: Any, b: Any) -> Any:
    batch = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    a, b = (np.broadcast_to(x, (*batch, *x.shape[-2:])) for x in (a, b))
    out = np.empty_like(b, order="C", subok=False)
    for place in np.ndindex(batch):
        out[place] = solved(a[place], b[place])
    return out


# ------------------------------------------------------------------ triangles
def substituted(triangle: Any, right: Any, upper: bool, unit: bool) -> Any:
    """x of triangle @ x = right, in few rows: the order depends on how many there are."""
    return _each(lambda t, b: _turned(t, b, upper, unit), triangle, right)


def _turned(t: Any, b: Any, upper: bool, unit: bool) -> Any:
    """The same for a triangle that is solved from its first row on."""
    if upper:
        t, b = t[::-1, ::-1], b[::-1]
    out = b.copy()
    row_by_row = _of_vector if b.shape[1] == 1 else _of_columns
    for k in range(len(out)):
        parts = [t[k, j] * out[j] for j in range(k)]
        for part in row_by_row(parts, upper, len(out)):
            out[k] -= part
        if not unit:
            out[k] = out[k] / t[k, k] if b.shape[1] == 1 else out[k] * (ONE / t[k, k])
    return out[::-1] if upper else out


def _of_vector(parts: list[Any], upper: bool, rows: int) -> list[Any]:  # noqa: ARG001
    """What is taken away from a row of one column, one after the other."""
    return [parts[1], parts[0], *parts[2:]] if upper and len(parts) > 1 else parts


def _of_columns(parts: list[Any], upper: bool, rows: int) -> list[Any]:
    """What is taken away from a row of several columns."""
    if len(parts) == 3:
        return [parts[2], parts[0] + parts[1]]
    if len(parts) == 2:
        return [parts[1], parts[0]] if upper and rows == TRIANGLE else [parts[0] + parts[1]]
    return parts
