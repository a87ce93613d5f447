"""CSV and TSV (RFC 4180): a header, then rows whose own text is kept as it is."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from itertools import repeat
from typing import Any, BinaryIO

from gradcli import limits
from gradcli.batch import kernels
from gradcli.batch.columns import Odd, columns
from gradcli.batch.table import USUAL, Block, Column, Dialect, Made, Reader, passed_on
from gradcli.numerals import exact_tensor, is_number
from gradcli.problems import FileProblem, Problem
from gradcli.readers.content import refuse_text
from gradcli.readers.source import Source, decoded, pieces

_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
_NUMERAL = re.compile(r"-?(0|[1-9][0-9]*)?(\.[0-9]*)?([eE][-+]?[0-9]+)?")
_DIGIT = re.compile("[0-9]")
DELIMITERS = {"csv": ",", "tsv": "\t"}
_RUN = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r]")  # with which a text begins that a spreadsheet computes


class DelimitedReader:
    """A table of texts. Fields may be quoted, and then hold delimiters, quotes and line ends; blank lines are no rows.

    A row with too few fields is filled up, one with too many is cut, so that results stand under their names; both are bad.
    A byte order mark is not passed on.

    Without a format and a delimiter, a header with tabs and no comma is that of TSV.
    """

    def __init__(self, source: Source, format: str | None, dialect: Dialect = USUAL) -> None:
        if dialect.delimiter is not None:
            format = "tsv" if dialect.delimiter == DELIMITERS["tsv"] else "csv"
        self.delimiter = dialect.delimiter or DELIMITERS[format or "csv"]
        self._notation = dialect.notation
        self._decimal = dialect.notation.decimal
        self.rows: int | None = None
        self.kept: tuple[str, ...] | None = None
        self._name = source.name
        self._broken: FileProblem | None = None
        csv.field_size_limit(limits.value(limits.SOURCE_BYTES))
        self._pieces = _records(pieces(source))
        self._rest, self._line = b"", 1
        header = self._header()
        refuse_text(header, source.name)
        self.ending = "\r\n" if header.endswith("\r") else "\n"
        self.header = header.rstrip("\r")
        self.format = format or ("tsv" if "\t" in header and "," not in header else "csv")
        self.delimiter = dialect.delimiter or DELIMITERS[self.format]
        self.names = tuple(name.strip() for name in self.fields([self.header])[0])

    def _header(self) -> str:
        """The text of the first record; what comes after it stays to be read."""
        for piece in self._pieces:
            lines = self._text(piece).split("\n")
            for (start, stop), fields in self._parsed(lines):
                if fields:
                    self._rest = "\n".join(lines[stop:]).encode()
                    self._line += stop
                    return "\n".join(lines[start:stop])
            self._line += piece.count(b"\n")
        raise FileProblem(f"{self._name} is empty", fix="its first line has to name the columns, as in x,y")

    def fields(self, rows: Sequence[str]) -> list[list[str]]:
        """The fields of some rows."""
        if any('"' in row for row in rows):
            return [next(csv.reader((f"{line}\n" for line in row.split("\n")), delimiter=self.delimiter)) for row in rows]
        return [row.split(self.delimiter) for row in rows]

    def _parsed(self, lines: list[str]) -> Iterator[tuple[tuple[int, int], list[str]]]:
        """Each record: the lines that it takes up, and its fields."""
        reader = csv.reader((f"{line}\n" for line in lines), delimiter=self.delimiter, strict=True)
        start = 0
        try:
            for fields in reader:
                yield (start, reader.line_num), fields
                start = reader.line_num
        except csv.Error:
            at = f"{self._name}, line {self._line + start}"
            if "\r" in lines[start].rstrip("\r"):
                raise FileProblem(f"{at}: its lines end with CR alone", fix="end them with a line feed: tr '\\r' '\\n'") from None
            raise FileProblem(f"{at}: its quotes do not match", fix="double the quotes inside of a field") from None

    def blocks(self, wanted: Sequence[str]) -> Iterator[Made]:
        """The rows, piece by piece."""
        places = {name: self.names.index(name) for name in wanted}
        first = 1
        for piece in self._all():
            if b'"' in piece:
                rows, fields, numbers = self._quoted(self._text(piece).removesuffix("\n").split("\n"))
                if rows:
                    yield self._block(first, rows, fields, numbers, places)
                    first += len(rows)
                if self._broken is not None:
                    raise self._broken
                self._line += piece.count(b"\n")
            else:
                if not piece.isascii():
                    self._text(piece)
                lines = kernels.Lines(piece)
                yield partial(self._unquoted, lines, first, self._line, places)
                first += len(lines) if lines.are_rows else _rows_of(piece)
                self._line += len(lines)

    def _text(self, piece: bytes) -> str:
        """A piece as text. Raises FileProblem for what is not UTF-8."""
        return decoded(piece, self._name, self._line - 1)

    def _unquoted(self, lines: kernels.Lines, first: int, line: int, places: dict[str, int]) -> Block:
        """The rows of a piece, each on one line."""
        if self._decimal == "." and places and lines.are_rows and kernels.are_worth(lines.data):
            found = kernels.numbers(lines.data, len(self.names), places, self.delimiter)
            if found is not None:
                rows = lines if self.kept is None else self._some_of(self.fields(lines.texts()), [])
                return Block(first, len(lines), rows, found, {}, range(line, line + len(lines)))
        return self._block(first, *self._split(lines.data.decode(), line), places)

    def _all(self) -> Iterator[bytes]:
        if self._rest:
            yield self._rest
        yield from self._pieces

    def _split(self, piece: str, line: int) -> tuple[list[str], list[list[str]], Sequence[int]]:
        """The rows of a piece without quotes: their texts, their fields, the lines on which they begin."""
        lines = piece.removesuffix("\n").split("\n")
        if "\r" in piece:
            lines = [line.removesuffix("\r") for line in lines]
        numbers: Sequence[int] = range(line, line + len(lines))
        if "" in lines:
            numbers = [n for n, line in zip(numbers, lines, strict=True) if line]
            lines = [line for line in lines if line]
        return lines, list(map(str.split, lines, repeat(self.delimiter))), numbers

    def _quoted(self, lines: list[str]) -> tuple[list[str], list[list[str]], Sequence[int]]:
        """As far as the quotes match; what is wrong then is raised when these rows are answered."""
        found = []
        try:
            for span, fields in self._parsed(lines):
                if fields:
                    found.append((span, fields))
        except FileProblem as problem:
            self._broken = problem
        rows = ["\n".join(lines[start:stop]).removesuffix("\r") for (start, stop), _ in found]
        return rows, [fields for _, fields in found], [self._line + start for (start, _), _ in found]

    def _block(self, first: int, rows: list[str], fields: list[list[str]], lines: Sequence[int], places: dict[str, int]) -> Block:
        def where(k: int) -> str:
            return f"row {first + k} (line {lines[k]})"

        width = len(self.names)
        odd: Odd = {}
        if {*map(len, fields)} != {width}:
            for k, row in enumerate(fields):
                if len(row) != width:
                    odd[k] = _ragged(where(k), len(row), width)
                    fields[k] = [*row, *[""] * width][:width]  # so that results stand under their names
                    rows[k] = joined(fields[k], self.delimiter)
        cells = {name: [row[place] for row in fields] for name, place in places.items()}
        rows = self._some_of(fields, rows)
        return Block(first, len(rows), rows, columns(cells, len(rows), where, odd, self._notation), odd, lines)

    def _some_of(self, fields: list[list[str]], rows: list[str]) -> list[str]:
        """The texts of rows with the columns that are passed on."""
        if self.kept is None:
            return rows
        places = [self.names.index(name) for name in self.kept]
        return [joined([row[place] for place in places], self.delimiter) for row in fields]

    def head(self) -> str:
        """The header of what is passed on."""
        return self.header if self.kept is None else joined(self.kept, self.delimiter)

    def kinds(self) -> dict[str, str]:
        """Texts are texts."""
        return {}

    def table(self, rows: Any) -> dict[str, Column]:
        """All columns that are passed on: numbers where all cells are, and texts otherwise."""
        names = passed_on(self)
        width = len(names)
        decimal = self._decimal
        rows = rows.texts() if isinstance(rows, kernels.Lines) else rows
        fields = [[*row, *[""] * width][:width] for row in self.fields(rows)]
        return {name: _numbers_or_texts([row[k] for row in fields], decimal) for k, name in enumerate(names)}


def _rows_of(piece: bytes) -> int:
    """How many rows a piece without quotes has: its lines, but for the empty ones."""
    return sum(line not in (b"", b"\r") for line in piece.removesuffix(b"\n").split(b"\n"))


def _records(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Pieces that end where a record does: outside of quotes."""
    waiting, size = [], 0
    inside = False
    for piece in pieces:
        quotes = piece.count(b'"') if inside or b'"' in piece else 0
        if not quotes and not inside:
            yield piece
            continue
        inside ^= quotes % 2 == 1
        waiting.append(piece)
        size += len(piece)
        limits.check(limits.SOURCE_BYTES, size, "a quoted field")
        if inside:
            data = b"".join(waiting)
            end = _last_end(data)
            waiting, size = [data[end:]], len(data) - end
            if end:
                yield data[:end]
        else:
            yield b"".join(waiting)
            waiting, size = [], 0
    if size:
        yield b"".join(waiting)


def _last_end(data: bytes) -> int:
    """Where the last whole record ends that breaks off inside of quotes: a line's end with all quotes closed."""
    stop, inside = len(data), True
    while inside:
        end = data.rfind(b"\n", 0, stop)
        if end < 0:
            return 0
        inside ^= data.count(b'"', end, stop) % 2 == 1
        stop = end
    return stop + 1


def _ragged(where: str, found: int, width: int) -> Problem:
    fields = "1 field" if found == 1 else f"{found} fields"
    return Problem(f"{where}: it has {fields} where the header has {width}", fix="give every column a field")


def _numbers_or_texts(cells: list[str], decimal: str) -> list[Any]:
    """The cells of a column as numbers, if all are that are not empty, and texts otherwise."""
    found: list[Any] = []
    for cell in cells:
        text = cell.strip()
        number = _number(text, decimal) if text else cell
        if number is None:
            return cells
        found.append(number)
    return found


def _number(text: str, decimal: str) -> float | None:
    """The very number that a text is; None for what would not come back: 00123, +49, and what a float has no digits for."""
    plain = text if decimal == "." else text.replace(".", " ").replace(decimal, ".")
    if _WHOLE.fullmatch(plain):
        return int(plain) if -(2**63) <= int(plain) < 2**63 else None
    try:
        found = float(plain)
    except ValueError:
        return None
    if not math.isfinite(found):
        return None if _DIGIT.search(plain) else found
    same = repr(found)
    return found if same == plain or (_NUMERAL.fullmatch(plain) and Decimal(plain) == Decimal(same)) else None


class DelimitedWriter:
    """Rows of texts; those of a reader of the same format keep their own, unless a spreadsheet would run a piece of it."""

    def __init__(self, stream: BinaryIO, format: str, reader: Reader, results: Sequence[str], dialect: Dialect = USUAL) -> None:
        self._stream = stream
        self._own = reader if isinstance(reader, DelimitedReader) and reader.format == format else None
        chosen = dialect.delimiter if format == "csv" else None
        self._delimiter = self._own.delimiter if self._own else chosen or DELIMITERS[format]
        self._decimal = dialect.notation.decimal
        self._safe = dialect.spreadsheet_safe
        self._reader = reader
        self._ending = self._own.ending if self._own else "\n"
        self._alone = not passed_on(reader)
        header = self._kept([self._own.head()])[0] if self._own else self._joined(passed_on(reader))
        self.write([self._bytes([self._delimiter.join([*([] if self._alone else [header]), self._joined(results)])])])

    def made(self, rows: Any, results: Sequence[Column]) -> Any:
        """Pieces of bytes: one line a row."""
        if isinstance(rows, kernels.Lines):
            if self._own and self._ending == "\n" and not self._safe and not any(isinstance(column, list) for column in results):
                return kernels.with_results(rows, results, self._delimiter)
            rows = rows.texts()
        texts: list[str] = []
        if self._own:
            texts = self._kept(rows)
        elif not self._alone:
            table = self._reader.table(rows)
            texts = [self._joined(row) for row in zip(*map(_listed, table.values()), strict=True)]
        columns = [self._texts(column) for column in results]
        return [self._bytes(list(map(self._delimiter.join, zip(*([] if self._alone else [texts]), *columns, strict=True))))]

    def write(self, made: Any) -> None:
        """Write pieces of bytes."""
        for piece in made:
            self._stream.write(piece)

    def end(self) -> None:
        """A text ends by itself."""

    def _bytes(self, lines: list[str]) -> bytes:
        return (self._ending.join(lines) + self._ending).encode("utf-8", "replace") if lines else b""

    def _texts(self, column: Column) -> list[str]:
        """Result cells: all digits; nothing where there is no gradient."""
        if not isinstance(column, list) and self._decimal == ".":
            return list(map(repr, column.tolist()))
        return [cell_text(cell, self._delimiter, self._decimal) for cell in _listed(column)]

    def _kept(self, rows: list[str]) -> list[str]:
        """The texts of rows as they were; with no text in them that a spreadsheet would run, if that is asked for."""
        if not self._safe or self._own is None:
            return rows
        return [
            self._joined(fields) if any(self._is_run(field) for field in fields) else row
            for row, fields in zip(rows, self._own.fields(rows), strict=True)
        ]

    def _joined(self, cells: Sequence[Any]) -> str:
        if self._safe:
            cells = [f"'{cell}" if isinstance(cell, str) and self._is_run(cell) else cell for cell in cells]
        return joined(cells, self._delimiter, self._decimal)

    def _is_run(self, cell: str) -> bool:
        """Whether a spreadsheet would compute a text. A number is none that it could do harm with."""
        return bool(_RUN.match(cell)) and not is_number(cell.replace(self._decimal, "."))


def joined(cells: Sequence[Any], delimiter: str, decimal: str = ".") -> str:
    """The text of a row."""
    return delimiter.join([cell_text(cell, delimiter, decimal) for cell in cells])


def cell_text(cell: Any, delimiter: str, decimal: str = ".") -> str:
    """A cell, in quotes where it needs them: nothing for None, numbers and tensors with all their digits."""
    if cell is None:
        return ""
    if isinstance(cell, bool | float | int):
        text = repr(cell).replace(".", decimal)
    else:
        text = cell if isinstance(cell, str) else exact_tensor(cell)
    if any(sign in text for sign in (delimiter, '"', "\n", "\r")):
        return '"' + text.replace('"', '""') + '"'
    return text


def _listed(column: Column) -> list[Any]:
    return column if isinstance(column, list) else column.tolist()
