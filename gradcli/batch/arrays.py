"""NumPy's own files: a structured .npy, whose fields are the columns, and a .npz of arrays with the columns' names.

Both are read and written piece by piece. Nothing is mapped into memory, and nothing is ever unpickled.
"""

from __future__ import annotations

import io
import math
import shutil
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any, BinaryIO

import numpy as np
from numpy.lib import format as npy

from gradcli.batch.table import Block, Column, Reader, passed_on
from gradcli.problems import FileProblem, Problem, Remedy
from gradcli.readers.arrays import NUMBERS
from gradcli.readers.content import WORKBOOK, named
from gradcli.readers.npy import Header, read_header
from gradcli.readers.source import PIECE, Source
from gradcli.readers.spool import nameless, spooled

ROWS = 2**17  # of a block, at most
BLOCK = 2**23  # bytes of a block, about
DIGITS = 24  # characters for the number of rows
Array = np.ndarray[Any, Any]


def parts(rows: int, width: int) -> Iterator[tuple[int, int]]:
    """The blocks of a table with so many rows of so many bytes: where each begins, and its rows. There is at least one."""
    length = max(1, min(ROWS, BLOCK // max(width, 1)))
    for first in range(0, max(rows, 1), length):
        yield first, min(length, rows - first)


def _row_header(stream: Any, name: str) -> Header:
    """The header of a file whose first dimension are rows, one after the other."""
    header = read_header(stream, name)
    if header.fortran and len(header.shape) > 1:
        raise FileProblem(f"{name} is stored by columns", fix="save it with numpy.ascontiguousarray, or as .npz of columns")
    return header


def _scalar_fields(dtype: np.dtype[Any], name: str) -> tuple[str, ...]:
    """The names of the fields, each a single number or text a row."""
    assert dtype.names is not None
    for field in dtype.names:
        if dtype[field].shape or dtype[field].names:
            raise FileProblem(f"{name}: the field `{field}` is not one number a row", fix="give each number a field of its own")
    return dtype.names


def _numbers(column: Array, name: str, source: str) -> Array:
    if column.dtype.kind not in NUMBERS:
        raise FileProblem(f"{source}: the column `{name}` holds {column.dtype}, not numbers")
    return column


# ------------------------------------------------------------------ reading
class NpyReader:
    """A one-dimensional structured array; or a plain one, whose column has no name yet."""

    def __init__(self, source: Source) -> None:
        self.format = "npy"
        self.kept: tuple[str, ...] | None = None
        self._source = source
        header = _row_header(source, source.name)
        self._dtype = header.dtype
        if len(header.shape) != 1:
            raise FileProblem(
                f"{source.name} has the shape {list(header.shape)} and no names for its columns",
                fix="numpy.savez('points.npz', x=a[:, 0], y=a[:, 1]) names them",
            )
        self.rows: int | None = header.shape[0]
        self.names = _scalar_fields(self._dtype, source.name) if self._dtype.names else ()
        self.plain = not self._dtype.names

    def named(self, name: str) -> None:
        """Give the column of a plain array its name."""
        self.names = (name,)
        self._dtype = np.dtype([(name, self._dtype)])

    def blocks(self, wanted: Sequence[str]) -> Iterator[Block]:
        """The rows, some at a time."""
        for first, count in parts(self.rows or 0, self._dtype.itemsize):
            rows = np.empty(count, self._dtype)
            view = rows.view(np.uint8).data
            if self._source.fill(view) < len(view):
                raise FileProblem(f"{self._source.name} breaks off in the middle", fix="write it again")
            columns = {name: _numbers(rows[name], name, self._source.name) for name in wanted}
            yield Block(first + 1, count, _some_of(rows, self.kept), columns, {})

    def kinds(self) -> dict[str, str]:
        """The dtypes of the fields."""
        return {name: str(self._dtype[name]) for name in self.names}

    def table(self, rows: Any) -> dict[str, Column]:
        """The fields."""
        return {name: _cells(rows[name]) for name in passed_on(self)}


def _some_of(rows: Array, kept: Sequence[str] | None) -> Array:
    """Rows with the fields that are passed on."""
    if kept is None:
        return rows
    return rows[[*kept]] if kept else np.empty(len(rows), [])


class NpzReader:
    """Arrays of one length, each under the name of its column."""

    def __init__(self, source: Source) -> None:
        self.format = "npz"
        self.kept: tuple[str, ...] | None = None
        self._source = source
        spool = source.stream if source.regular else spooled(source)
        try:
            archive = source.keep.enter_context(zipfile.ZipFile(spool))
            members = [name for name in archive.namelist() if name.endswith(".npy")]
            self._streams = {name.removesuffix(".npy"): source.keep.enter_context(archive.open(name)) for name in members}
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError):
            raise FileProblem(f"{source.name} is not a .npz file", fix="write it with numpy.savez") from None
        if not members:
            self._refuse(archive.namelist())
        headers = {name: _row_header(stream, f"{source.name}, {name}") for name, stream in self._streams.items()}
        for name, header in headers.items():
            if len(header.shape) != 1 or header.dtype.names:
                raise FileProblem(f"{source.name}: `{name}` has the shape {list(header.shape)}", fix="a column has one dimension")
        lengths = {header.shape[0] for header in headers.values()}
        if len(lengths) > 1:
            listed = ", ".join(f"{name} {header.shape[0]}" for name, header in headers.items())
            raise FileProblem(f"the arrays of {source.name} differ in length: {listed}")
        self.names = tuple(headers)
        self.rows: int | None = lengths.pop() if lengths else 0
        self._dtypes = {name: header.dtype for name, header in headers.items()}

    def _refuse(self, members: list[str]) -> None:
        """Raise FileProblem for an archive of other things; an empty .npz is one too."""
        if any(name.startswith("xl/") for name in members):
            raise named(WORKBOOK, self._source.name)
        if members:
            raise FileProblem(f"{self._source.name} is a ZIP archive without arrays", fix="unpack it, and give the table itself")

    def blocks(self, wanted: Sequence[str]) -> Iterator[Block]:
        """The rows, some at a time, from all arrays side by side."""
        total = self.rows or 0
        kept = passed_on(self)
        read = dict.fromkeys((*kept, *wanted))
        for first, count in parts(total, sum(self._dtypes[name].itemsize for name in read)):
            rows = {name: self._piece(name, count) for name in read}
            self._source.taken = int(self._source.size * (first + count) / max(total, 1))
            columns = {name: _numbers(rows[name], name, self._source.name) for name in wanted}
            yield Block(first + 1, count, {name: rows[name] for name in kept}, columns, {})

    def _piece(self, name: str, count: int) -> Array:
        dtype = self._dtypes[name]
        try:
            data = self._streams[name].read(count * dtype.itemsize)
        except (zipfile.BadZipFile, OSError, EOFError, ValueError, zlib.error) as error:
            raise FileProblem(f"{self._source.name}: `{name}` cannot be read: {error}") from None
        if len(data) < count * dtype.itemsize:
            raise FileProblem(f"{self._source.name}: `{name}` breaks off in the middle", fix="write it again")
        return np.frombuffer(data, dtype)

    def kinds(self) -> dict[str, str]:
        """The dtypes of the arrays."""
        return {name: str(dtype) for name, dtype in self._dtypes.items()}

    def table(self, rows: Any) -> dict[str, Column]:
        """The arrays."""
        return {name: _cells(column) for name, column in rows.items()}


def _cells(column: Array) -> Column:
    """A column for writers of other formats: numbers as an array, everything else as texts."""
    if column.dtype.kind in NUMBERS:
        return column
    return [v.decode("utf-8", "replace") if isinstance(v, bytes) else str(v) for v in column.tolist()]


# ------------------------------------------------------------------ writing
class NpyWriter:
    """A structured array. Its header, which says how many rows there are, is written again at the end if it was wrong."""

    def __init__(self, stream: BinaryIO, keep: ExitStack, reader: Reader, results: Sequence[str], dtype: str) -> None:
        self._target = stream
        self._seekable = _can_seek(stream)
        self._stream: BinaryIO = stream if self._seekable else nameless(keep)
        self._start = self._stream.tell() if self._seekable else 0
        self._reader = reader
        self._results = results
        self._float = np.dtype(dtype)
        self._dtype: np.dtype[Any] | None = None
        self._rows = 0
        self._promised = reader.rows or 0

    def made(self, rows: Any, results: Sequence[Column]) -> tuple[Any, Sequence[Column]]:
        """The rows and the results as they are."""
        return rows, results

    def write(self, made: tuple[Any, Sequence[Column]]) -> None:
        """Some rows: the fields that were there, then the results."""
        rows, results = made
        columns = _number_table(rows, self._reader)
        out = self._empty(columns, len(results[0]))
        for name, column in columns.items():
            out[name] = _fitting(column, out.dtype[name], name)
        for name, column in zip(self._results, results, strict=True):
            out[name] = _as_numbers(column, name)
        self._put(out)

    def _empty(self, columns: dict[str, Array], count: int) -> Array:
        if self._dtype is None:
            self._dtype = np.dtype([*((n, c.dtype) for n, c in columns.items()), *((n, self._float) for n in self._results)])
            self._stream.write(_header(self._dtype, self._promised))
        return np.empty(count, self._dtype)

    def _put(self, out: Array) -> None:
        self._stream.write(out.view(np.uint8).data)
        self._rows += len(out)

    def end(self) -> None:
        """Correct the header, and pass everything on where it could not be written in place."""
        if self._dtype is None:
            self._empty(_number_table([], self._reader), 0)
        assert self._dtype is not None
        if self._rows != self._promised:
            self._stream.seek(self._start)
            self._stream.write(_header(self._dtype, self._rows))
            self._stream.seek(0, io.SEEK_END)
        if not self._seekable:
            self._stream.seek(0)
            shutil.copyfileobj(self._stream, self._target, PIECE)


class NpzWriter:
    """An array for each column and each result; each is kept in a nameless file until all are complete."""

    def __init__(
        self, stream: BinaryIO, keep: ExitStack, folder: str | None, reader: Reader, results: Sequence[str], dtype: str
    ) -> None:
        self._target = stream
        self._keep = keep
        self._folder = folder
        self._reader = reader
        self._results = results
        self._float = np.dtype(dtype)
        self._spools: dict[str, tuple[BinaryIO, np.dtype[Any]]] = {}
        self._rows = 0

    def made(self, rows: Any, results: Sequence[Column]) -> tuple[Any, Sequence[Column]]:
        """The rows and the results as they are."""
        return rows, results

    def write(self, made: tuple[Any, Sequence[Column]]) -> None:
        """Some rows, each column to its own file."""
        rows, results = made
        columns = _number_table(rows, self._reader)
        found = {n: _as_numbers(c, n).astype(self._float, copy=False) for n, c in zip(self._results, results, strict=True)}
        for name, column in {**columns, **found}.items():
            if name not in self._spools:
                self._spools[name] = (nameless(self._keep, self._folder), column.dtype)
            stream, dtype = self._spools[name]
            stream.write(np.ascontiguousarray(_fitting(column, dtype, name), dtype).view(np.uint8).data)
        self._rows += len(results[0])

    def end(self) -> None:
        """Put the arrays together."""
        for name in (*passed_on(self._reader), *self._results):
            self._spools.setdefault(name, (io.BytesIO(), self._float))
        with zipfile.ZipFile(self._target, "w", zipfile.ZIP_STORED) as archive:
            for name, (stream, dtype) in self._spools.items():
                stream.seek(0)
                with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w", force_zip64=True) as member:
                    member.write(_header(dtype, self._rows))
                    shutil.copyfileobj(stream, member, PIECE)


def _fitting(column: Array, dtype: np.dtype[Any], name: str) -> Array:
    """A column of later rows. Raises Problem where the dtype of the first ones cannot hold it, such as nan among integers."""
    if not np.can_cast(column.dtype, dtype):
        what = f"`{name}` is {dtype} in the first rows and {column.dtype} in others, where a number may be missing"
        raise Problem(f"{what}, which a column cannot hold", fix=Remedy("text format"))
    return column


def _header(dtype: np.dtype[Any], rows: int) -> bytes:
    """The bytes before the elements, always as many of them, whatever `rows` is."""
    shape = f"({rows},)".ljust(DIGITS)
    text = f"{{'descr': {npy.dtype_to_descr(dtype)!r}, 'fortran_order': False, 'shape': {shape}, }}"
    version, size = (b"\x01\x00", "<H") if text.isascii() and len(text) < 60_000 else (b"\x03\x00", "<I")
    body = text.encode("utf-8")
    before = len(npy.MAGIC_PREFIX) + len(version) + struct.calcsize(size)
    body += b" " * (-(before + len(body) + 1) % npy.ARRAY_ALIGN) + b"\n"
    return b"".join([npy.MAGIC_PREFIX, version, struct.pack(size, len(body)), body])


def _can_seek(stream: BinaryIO) -> bool:
    """Whether one can go back; on standard output never, since it may be appended to a file."""
    return stream is not sys.stdout.buffer and stream.seekable()


def _number_table(rows: Any, reader: Reader) -> dict[str, Array]:
    """The columns of a table as arrays. Raises Problem where one holds texts or lists."""
    if isinstance(rows, np.ndarray) and rows.dtype.names:
        return {name: rows[name] for name in rows.dtype.names}
    if isinstance(rows, dict):
        return rows
    table = reader.table(rows) if rows is not None else {}
    return {name: _as_numbers(column, name) for name, column in table.items()}


def _as_numbers(column: Column, name: str) -> Array:
    """A column as an array; nan where there is no gradient."""
    if not isinstance(column, list):
        return np.asarray(column)
    cells = [math.nan if cell is None else cell for cell in column]
    if not all(isinstance(cell, int | float) for cell in cells):
        raise Problem(f"NumPy's formats hold numbers, and `{name}` holds something else", fix=Remedy("text format"))
    return np.array(cells, np.float64)
