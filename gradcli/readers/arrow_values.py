"""A column of a table of Arrow's as one array."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gradcli import limits
from gradcli.problems import FileProblem
from gradcli.readers.arrays import check_range
from gradcli.readers.arrow import Array, Batches, Groups, begun, cells, damaged, is_list
from gradcli.readers.choice import Wanted
from gradcli.readers.source import Source


def column(source: Source, format: str, wanted: Wanted) -> Array:
    """All rows of a column: single numbers are a vector, lists of one shape a tensor of more dimensions. Raises Problem.

    Its dtype is the column's. Rows without a value, and lists of several shapes, are refused.
    """
    file = begun(source, format, Batches, Groups)
    numeric = (k for k, field in enumerate(file.schema) if _is_numeric(file.pa, field.type))
    name = file.names[wanted.among(file.names, next(numeric, 0))]
    if isinstance(file, Groups):
        limits.check(limits.ELEMENTS, file.elements(name), source.name)
    try:
        found = _pieces(file, name)
    except (file.pa.ArrowException, OSError, ValueError) as error:
        raise damaged(source, error) from None
    if not found:
        raise FileProblem(f"{source.name} has no rows", fix="give numbers")
    array = np.concatenate(found) if len(found) != 1 else found[0]
    check_range(source.name, array)
    return array


def _is_numeric(pa: Any, kind: Any) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind) or is_list(pa, kind))


def _pieces(file: Batches, name: str) -> list[Array]:
    """The column batch by batch, in one shape."""
    found: list[Array] = []
    rows = size = 0
    for batch, part in file.batches([name]):
        if not batch.num_rows:
            continue
        piece, missing = cells(file.pa, batch.column(name), name, file.source.name)
        for k, what in missing.items():
            raise _refused(file, name, rows + k, part, what, "give a number, or leave the row out")
        shape = found[0].shape[1:] if found else np.shape(piece[0])
        uneven = _uneven(piece, shape)
        if uneven is not None:
            why = f"its shape is {list(np.shape(piece[uneven]))}, and that of the rows before is {list(shape)}"
            raise _refused(file, name, rows + uneven, part, why, "make all lists of one shape")
        rows += batch.num_rows
        size += batch.num_rows * math.prod(shape)
        limits.check(limits.ELEMENTS, size, file.source.name)
        found.append(np.asarray(piece))
    return found


def _uneven(piece: Any, shape: tuple[int, ...]) -> int | None:
    """The first row that is not of a shape."""
    if isinstance(piece, np.ndarray):
        return None if piece.shape[1:] == shape else 0
    return next((k for k, cell in enumerate(piece) if np.shape(cell) != shape), None)


def _refused(file: Batches, name: str, k: int, part: str, why: str, fix: str) -> FileProblem:
    where = f"row {k + 1} ({part})" if part else f"row {k + 1}"
    return FileProblem(f"{file.source.name}, {where}, column `{name}`: {why}", fix=fix)
