"""Columns of cells as arrays of numbers; what is none is told apart row by row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import numpy as np

from gradcli.batch.cells import plain, value
from gradcli.problems import Problem
from gradcli.readers.notation import PLAIN as USUAL
from gradcli.readers.notation import Notation

Odd = dict[int, Any]
PLAIN = {str, float, int}


def columns(
    cells: Mapping[str, Sequence[Any]], count: int, where: Callable[[int], str], odd: Odd, notation: Notation = USUAL
) -> dict[str, Any]:
    """The columns as arrays; rows that are not plain numbers are put into `odd`.

    cells     for each variable one cell a row; rows that are in `odd` already are not looked at
    where     names a row, for problems
    notation  how numbers are written
    """
    found = {}
    for name, column in cells.items():
        numbers = _at_once(column, count, notation.decimal) if not odd else None
        found[name] = _one_by_one(name, column, count, where, odd, notation) if numbers is None else numbers
    for k, values in odd.items():
        if isinstance(values, dict):
            odd[k] = {name: values.get(name, found[name][k].item()) for name in cells}
    return found


def _at_once(column: Sequence[Any], count: int, decimal: str) -> Any:
    """The column, if every cell is a plain number."""
    if {*map(type, column)} <= PLAIN:
        if decimal != ".":
            if any(type(cell) is str and "." in cell for cell in column):  # which would mean thousands
                return None
            column = [cell.replace(decimal, ".") if type(cell) is str else cell for cell in column]
        with suppress(ValueError, OverflowError):
            return np.fromiter(map(float, column), np.float64, count)
    return None


def _one_by_one(name: str, column: Sequence[Any], count: int, where: Callable[[int], str], odd: Odd, notation: Notation) -> Any:
    numbers = np.full(count, np.nan)
    for k, cell in enumerate(column):
        if isinstance(odd.get(k), Problem):
            continue
        try:
            this = value(cell, notation)
            number = plain(this)
        except Problem as problem:
            problem.within(f"{where(k)}, column `{name}`")
            problem.span = None
            odd[k] = problem
            continue
        if number is None:
            odd.setdefault(k, {})[name] = this
        else:
            numbers[k] = number
    return numbers
