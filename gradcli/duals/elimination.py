"""Determinants and inverses of matrices of dual numbers, by nothing but their arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gradcli.duals.fields import Unsuited
from gradcli.ops.late import np

SMALLEST = 6  # up to this size a determinant is expanded, which never divides


def det(rows: Sequence[Any], one: Any) -> Any:
    """The determinant of a matrix, given by its rows."""
    return _expanded(rows, one) if len(rows) <= SMALLEST else _eliminated(rows, one)


def _expanded(rows: Sequence[Any], one: Any) -> Any:
    """Along the rows, each minor once: they are told apart by the columns that they use."""
    minors: dict[int, Any] = {0: one}
    for row in rows:
        wider: dict[int, Any] = {}
        for used, minor in minors.items():
            for column in range(len(rows)):
                if used >> column & 1:
                    continue
                behind = bin(used >> column).count("1")
                term = -row[column] * minor if behind % 2 else row[column] * minor
                key = used | 1 << column
                wider[key] = term if key not in wider else wider[key] + term
        minors = wider
    return minors[(1 << len(rows)) - 1]


def _eliminated(rows: Sequence[Any], one: Any) -> Any:
    out, left = one, list(rows)
    for k in range(len(rows)):
        at = _pivot(left, k)
        row = left.pop(at)
        out = out * row[k] if at % 2 == 0 else -out * row[k]
        left = [other - (other[k] / row[k]) * row for other in left]
    return out


def inverse(rows: Sequence[Any], unit: Sequence[Any]) -> list[Any]:
    """The rows of the inverse, by Gauss and Jordan; `unit` are those of the unit matrix."""
    left, right = list(rows), list(unit)
    for k in range(len(left)):
        at = k + _pivot(left[k:], k)
        left[k], left[at], right[k], right[at] = left[at], left[k], right[at], right[k]
        scale = left[k][k]
        left[k], right[k] = left[k] / scale, right[k] / scale
        for i in range(len(left)):
            if i != k:
                factor = left[i][k]
                left[i], right[i] = left[i] - factor * left[k], right[i] - factor * right[k]
    return right


def _pivot(rows: Sequence[Any], k: int) -> int:
    """Which row has the largest element in a column."""
    sizes = [abs(float(row[k].value)) for row in rows]
    best = int(np.argmax(sizes))
    if not sizes[best] > 0:
        raise Unsuited("a singular matrix")
    return best
