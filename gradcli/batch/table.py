"""What readers, the program and writers pass on to each other: blocks of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from gradcli.problems import Problem
from gradcli.readers.notation import PLAIN, Notation

Column = Any
"""The cells of one column of a block: a NumPy array of numbers, or a list of numbers, None, texts and nested lists."""


class Dialect(NamedTuple):
    """How tables are written that are texts.

    notation          how their numbers are written
    delimiter         what stands between the fields of CSV; None for a comma
    spreadsheet_safe  texts that a spreadsheet would run get an apostrophe in front
    """

    notation: Notation = PLAIN
    delimiter: str | None = None
    spreadsheet_safe: bool = False


USUAL = Dialect()


class Block(NamedTuple):
    """Some rows of a table, in order.

    first    the number of the first row, counted from 1
    length   how many rows
    rows     the rows as their format holds them, for a writer of the same format
    columns  the variables' columns as arrays of float64; what stands there for an odd row means nothing
    odd      rows, by their place in the block, that are not plain numbers: the values of the variables, or what is wrong
    lines    where in the file each row begins, counted from 1; None where a file has no lines
    part     the part of the file that they are in, such as "row group 2"
    file     the file, where there are several
    """

    first: int
    length: int
    rows: Any
    columns: Mapping[str, Column]
    odd: Mapping[int, Mapping[str, Any] | Problem]
    lines: Sequence[int] | None = None
    part: str = ""
    file: str = ""

    def place(self, k: int) -> str:
        """Where the row at a place of the block is, for problems."""
        where = self.part if self.lines is None else f"line {self.lines[k]}"
        return f"row {self.first + k} ({where})" if where else f"row {self.first + k}"


Made = Block | Callable[[], Block]
"""A block, or what makes it, on whatever thread."""


class Reader(Protocol):
    """A table that is read once.

    format  its name
    names   its columns, in order
    rows    how many there are, or None where that is found out at the end
    kept    the columns that are passed on, in order, and that the rows of blocks have; None for all
    """

    format: str
    names: tuple[str, ...]
    rows: int | None
    kept: tuple[str, ...] | None

    def blocks(self, wanted: Sequence[str]) -> Iterator[Made]:
        """The rows, with the columns `wanted` as numbers."""

    def kinds(self) -> Mapping[str, str]:
        """The types of the columns; nothing of columns that have none."""

    def table(self, rows: Any) -> dict[str, Column]:
        """All columns that are passed on, of some rows, for a writer of another format."""


def passed_on(table: Reader) -> tuple[str, ...]:
    """The columns that are written again, in order."""
    return table.names if table.kept is None else table.kept


class Writer(Protocol):
    """Where rows and their results go."""

    def made(self, rows: Any, results: Sequence[Column]) -> Any:
        """What has to be written for some rows and their results, both in the same order; on whatever thread."""

    def write(self, made: Any) -> None:
        """Write what was made, in the order of the rows."""

    def end(self) -> None:
        """Nothing comes after."""


def taken(items: Any, places: Sequence[int]) -> Any:
    """The rows, or the cells of a column, at some places."""
    if isinstance(items, list):
        return [items[k] for k in places]
    if isinstance(items, dict):
        return {name: taken(column, places) for name, column in items.items()}
    if hasattr(items, "schema"):
        import numpy as np

        return items.take(np.array([*places], np.int64))  # of Arrow
    return items[list(places)]
