"""JSON Lines: an object a line. Numbers that are not finite are the strings NaN, Infinity and -Infinity, as RFC 8259 has none."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, BinaryIO

from gradcli.batch.columns import Odd, columns
from gradcli.batch.objects import TOO_LONG, numbered
from gradcli.batch.table import Block, Column, Made, Reader, passed_on
from gradcli.numerals import nested
from gradcli.problems import FileProblem, Problem
from gradcli.readers.content import ARRAY, named, refuse_text
from gradcli.readers.json_text import WORDS, NotJson, read
from gradcli.readers.notation import PLAIN, Notation
from gradcli.readers.source import Source

DECODER, SPACE = json.JSONDecoder(), re.compile(r"[ \t]*")
LOOKED_AT = 200  # characters of the first line that tell what a text is


class JsonLinesReader:
    """A table of objects: their keys are the columns. Those of the first are taken for those of all.

    A line that can hold no results, since it is no object or holds their names already, counts as an empty object.
    """

    def __init__(self, source: Source, notation: Notation = PLAIN) -> None:
        self.format = "jsonl"
        self._notation = notation
        self.rows: int | None = None
        self.kept: tuple[str, ...] | None = None
        self._pieces = numbered(source)
        self._first = next(self._pieces, None)
        if self._first is None:
            raise FileProblem(f"{source.name} is empty", fix='give an object a line, as in {"x": 1}')
        lines, numbers = self._first
        refuse_text(lines[0][:LOOKED_AT], source.name)
        if lines[0].startswith("["):
            raise named(ARRAY, source.name)
        try:
            self.names = tuple(read(lines[0]))
        except NotJson as error:
            raise FileProblem(
                f"{source.name}, line {numbers[0]}: {error}", fix='a line has to be an object, as in {"x": 1}'
            ) from None
        self.taken: frozenset[str] = frozenset()

    def blocks(self, wanted: Sequence[str]) -> Iterator[Made]:
        """The rows, piece by piece."""
        first = 1
        while self._first is not None:
            rows, lines = self._first
            yield partial(self._block, first, rows, lines, wanted)
            first += len(rows)
            self._first = next(self._pieces, None)

    def _block(self, first: int, rows: list[str], lines: list[int], wanted: Sequence[str]) -> Block:
        def where(k: int) -> str:
            return f"row {first + k} (line {lines[k]})"

        odd: Odd = {}
        objects = []
        for k, row in enumerate(rows):
            try:
                found = _read(row)
            except NotJson as error:
                odd[k] = Problem(f"{where(k)}: {error}", fix='a line has to be an object, as in {"x": 1}')
                found, rows[k] = {}, "{}"
            for name in self.taken.intersection(found):
                odd[k] = Problem(f"{where(k)}: it has already a `{name}`", fix="give the result another name: f = ...")
                rows[k] = "{}"
            objects.append(found)
        cells = {name: [found.get(name) for found in objects] for name in wanted}
        if self.kept is not None:
            rows = [_some_of(row, self.kept) for row in rows]
        return Block(first, len(rows), rows, columns(cells, len(rows), where, odd, self._notation), odd, lines)

    def kinds(self) -> dict[str, str]:
        """Every cell says for itself what it is."""
        return {}

    def table(self, rows: Any) -> dict[str, Column]:
        """The columns of the first object that are passed on."""
        objects = [read(row) for row in rows]
        return {name: [_cell(found.get(name)) for found in objects] for name in passed_on(self)}


def _some_of(row: str, names: Sequence[str]) -> str:
    """The text of an object with some of its keys, whose values keep their own texts."""
    members = _members(row)
    return f"{{{', '.join(f'{json.dumps(name, ensure_ascii=False)}: {members[name]}' for name in names if name in members)}}}"


def _members(row: str) -> dict[str, str]:
    """The texts of the values of an object, by their keys. It has been read, and there is nothing wrong with it."""
    found = {}
    at = _behind_space(row, 1)
    while row[at] != "}":
        key, at = DECODER.raw_decode(row, at)
        start = _behind_space(row, _behind_space(row, at) + 1)
        _, end = DECODER.raw_decode(row, start)
        found[key] = row[start:end]
        at = _behind_space(row, end)
        if row[at] == ",":
            at = _behind_space(row, at + 1)
    return found


def _behind_space(row: str, at: int) -> int:
    return SPACE.match(row, at).end()  # type: ignore[union-attr]  # there may be none of it


def _read(row: str) -> dict[str, Any]:
    if row == TOO_LONG:
        raise NotJson("this line is beyond all measure")
    return read(row)


def _cell(value: Any) -> Any:
    """A value as a cell: words as the numbers that they stand for, lists and objects as their text."""
    if isinstance(value, str):
        return WORDS.get(value, value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


class JsonLinesWriter:
    """An object a line; those of a reader of the same format keep their text."""

    def __init__(self, stream: BinaryIO, reader: Reader, results: Sequence[str]) -> None:
        self._stream = stream
        self._reader = reader
        self._keys = [json.dumps(name, ensure_ascii=False) for name in results]
        if isinstance(reader, JsonLinesReader):
            reader.taken = frozenset(results if reader.kept is None else ())

    def made(self, rows: Any, results: Sequence[Column]) -> bytes:
        """The bytes: one line a row, all of them at once."""
        heads = self._heads(rows, len(results[0]))
        columns = [[f"{key}: {text}" for text in _texts(column)] for key, column in zip(self._keys, results, strict=True)]
        lines = [f"{head}{', '.join(members)}}}\n" for head, *members in zip(heads, *columns, strict=True)]
        return "".join(lines).encode("utf-8", "replace")

    def write(self, made: bytes) -> None:
        """Write bytes."""
        self._stream.write(made)

    def _heads(self, rows: Any, count: int) -> list[str]:
        """The objects up to where more keys can be added."""
        if isinstance(self._reader, JsonLinesReader):
            return [_open(row) for row in rows]
        table = self._reader.table(rows)
        if not table:
            return ["{"] * count
        keys = [json.dumps(name, ensure_ascii=False) for name in table]
        columns = [[f"{key}: {text}" for text in _texts(column)] for key, column in zip(keys, table.values(), strict=True)]
        return [f"{{{', '.join(members)}, " for members in zip(*columns, strict=True)]

    def end(self) -> None:
        """A text ends by itself."""


def _open(row: str) -> str:
    """The text of an object without its closing brace."""
    body = row[:-1].rstrip()
    return body if body.endswith("{") else f"{body}, "


def _texts(column: Column) -> list[str]:
    """The cells of a column as JSON."""
    values = column if isinstance(column, list) else column.tolist()
    if all(type(v) is float for v in values):
        return [repr(v) if v - v == 0 else _word(v) for v in values]
    return [_text(v) for v in values]


def _word(value: float) -> str:
    return '"NaN"' if value != value else '"Infinity"' if value > 0 else '"-Infinity"'


def _text(value: Any) -> str:
    """One cell: null, a text, a number, or nested lists of numbers, as deep as a tensor has dimensions."""
    data = nested(value)
    if not isinstance(data, list):
        return _word(data) if isinstance(data, float) and data - data != 0 else json.dumps(data, ensure_ascii=False)
    return "[" + ", ".join(_text(v) for v in data) + "]"
