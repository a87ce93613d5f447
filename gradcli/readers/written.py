"""A column of a table that somebody wrote as text: CSV and TSV with a header, and an object on a line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import chain
from typing import Any

from gradcli import limits
from gradcli.problems import FileProblem, Problem
from gradcli.readers.choice import Wanted
from gradcli.readers.content import refuse_text
from gradcli.readers.json_text import NotJson
from gradcli.readers.json_text import read as read_object
from gradcli.readers.lists import typed
from gradcli.readers.notation import is_numeric, whole_or_number

SIGNS = (",", ";", "\t")  # between fields
NUMBER = "give a number, or leave the row out"


def has_header(text: str) -> bool:
    """Whether the first line of a table names its columns, and is no line of numbers."""
    first = _first(text)[1]
    cell = first.translate(dict.fromkeys(map(ord, ",;\t"), " ")).split()[:1]
    try:
        float(cell[0].strip('"') if cell else "0")
    except ValueError:
        return True
    return False


def _first(text: str) -> tuple[int, str]:
    """The first line with something on it, and where it begins; lines with a # in front are none."""
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        line = text[start:] if end < 0 else text[start:end]
        if line.strip() and not line.lstrip().startswith("#"):
            return start, line
        start = len(text) if end < 0 else end + 1
    return start, ""


def under_header(text: str, name: str, wanted: Wanted) -> Any:
    """A column of CSV or TSV, as typed data. Raises Problem."""
    start, header = _first(text)
    refuse_text(header, name)
    sign = next((sign for sign in SIGNS if sign in header), ",")
    rows = _rows(text[start:], name, text.count("\n", 0, start), sign)
    _, head = next(rows)
    names = [field.strip() for field in head]
    first = next(rows, None)
    place = wanted.among(names, _numeric(first[1] if first else [], len(names)))
    found = ((line, row[place] if place < len(row) else None) for line, row in chain([first] if first else [], rows))
    return _column(found, name, names[place], names[place] in (wanted.usual, wanted.column))


def _numeric(row: Sequence[str], count: int) -> int:
    """The place of the first cell that is a number."""
    for k, cell in enumerate(row[:count]):
        with suppress(Problem):
            _value(cell)
            return k
    return 0


def _rows(text: str, name: str, before: int, sign: str) -> Iterator[tuple[int, list[str]]]:
    """The records, and the line on which each ends."""
    csv.field_size_limit(limits.value(limits.SOURCE_BYTES))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    try:
        for row in reader:
            if row:
                yield before + reader.line_num, row
    except csv.Error:
        at = f"{name}, line {before + reader.line_num}"
        raise FileProblem(f"{at}: its quotes do not match", fix="double the quotes inside of a field") from None


def objects(text: str, name: str, wanted: Wanted) -> Any:
    """What every object has under a key, as typed data; the keys of the first are the columns. Raises Problem."""
    lines = [(k, line) for k, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if not lines:
        raise FileProblem(f"{name} is empty", fix='give an object a line, as in {"x": 1}')
    names = [*_object(*lines[0], name)]
    key = names[wanted.among(names)]
    return _column(((k, _object(k, line, name).get(key)) for k, line in lines), name, key, shown=True)


def _object(k: int, line: str, name: str) -> dict[str, Any]:
    try:
        return read_object(line)
    except NotJson as error:
        raise FileProblem(f"{name}, line {k}: {error}", fix='a line has to be an object, as in {"x": 1}') from None


def _column(cells: Iterator[tuple[int, Any]], name: str, column: str, shown: bool) -> Any:
    """Cells as typed data of one more dimension.

    shown  whether a problem may show a cell: what may be no table of numbers is nobody's to read out
    """
    found: list[Any] = []
    shape: Sequence[int] | None = None
    for line, cell in cells:
        try:
            value = _value(cell)
        except Problem as problem:
            problem.span, problem.fix = None, NUMBER
            if not (shown or found or is_numeric(str(cell))) and cell:
                problem.title = "it is not a number"
            raise problem.within(f"{name}, line {line}, column `{column}`") from None
        own = tuple(getattr(value, "shape", ()))
        if shape is not None and own != shape:
            why = f"its shape is {list(own)}, and that of the rows before is {list(shape)}"
            raise FileProblem(f"{name}, line {line}, column `{column}`: {why}", fix="make all lists of one shape")
        shape = own
        found.append(value.raw.tolist() if own else getattr(value, "raw", value))
    if not found:
        raise FileProblem(f"{name} has no rows", fix="give numbers below its header")
    return typed(found)


def _value(cell: Any) -> Any:
    """A number, or a tensor. Raises Problem."""
    if isinstance(cell, str) and cell.strip():
        return whole_or_number(cell)
    if isinstance(cell, list):
        return typed(cell)
    if isinstance(cell, int | float):
        return float(cell) if abs(cell) >= 2**63 else cell
    raise Problem("it is not a number" if cell and not isinstance(cell, str) else "there is no value")
