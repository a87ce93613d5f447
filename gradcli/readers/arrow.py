"""Files of Apache Arrow: Parquet, Feather (its file format) and its streams, opened, and their columns as numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import numpy as np

from gradcli.lanes.cores import available
from gradcli.problems import FileProblem
from gradcli.readers.library import Kept, library, to_array
from gradcli.readers.source import Source
from gradcli.readers.spool import spooled

ROWS = 2**17  # of a block
NAMES = {"parquet": "Parquet", "feather": "Arrow", "arrows": "a stream of Arrow"}
NO_VALUE = "there is no value"
NO_LIST = "it is no list of numbers that is a tensor"
Array = np.ndarray[Any, Any]


Opened = TypeVar("Opened", bound="Batches")


def begun(source: Source, format: str, others: type[Opened], parquet: type[Opened]) -> Opened:
    """A file of a format, of which what comes before the rows has been read. Raises Problem.

    others, parquet  who reads it
    """
    pa = library(f"{source.name} is {NAMES[format]}, which")
    try:
        return (parquet if format == "parquet" else others)(pa, source, format)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise damaged(source, error) from None


def damaged(source: Source, error: Exception) -> FileProblem:
    """What stands for an error of Arrow's."""
    why = str(error).splitlines()[0] if str(error) else type(error).__name__
    return FileProblem(f"{source.name} cannot be read: {why}", fix="write it again")


class Batches:
    """A file or a stream of record batches."""

    def __init__(self, pa: Any, source: Source, format: str) -> None:
        self.pa = pa
        self.format = format
        self.source = source
        self.rows: int | None = None
        self.open()
        self.names = tuple(self.schema.names)

    def open(self) -> None:
        """Read what comes before the rows."""
        if self.format == "arrows":
            self._reader = self.pa.ipc.open_stream(self.pa.PythonFile(Kept(self.source), "r"))
        else:
            self._file = _seekable(self.source)
            self._reader = self.pa.ipc.open_file(self._file)
        self.schema = self._reader.schema

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[tuple[Any, str]]:
        """The record batches, and the part of the file that each is in.

        columns  those that are wanted, where others need not be read; None for all
        """
        if self.format == "arrows":
            yield from ((batch if columns is None else batch.select(columns), "") for batch in self._reader)
            return
        if columns is not None:
            fields = [self.names.index(name) for name in columns]
            self._reader = self.pa.ipc.open_file(self._file, options=self.pa.ipc.IpcReadOptions(included_fields=fields))
        count = self._reader.num_record_batches
        for k in range(count):
            self.source.taken = int(self.source.size * k / count)
            yield self._reader.get_batch(k), f"batch {k + 1}" if count > 1 else ""


class Groups(Batches):
    """A Parquet file, one row group after the other."""

    def open(self) -> None:
        """Read the footer."""
        from pyarrow import parquet

        self._file = parquet.ParquetFile(_seekable(self.source))
        self.schema = self._file.schema_arrow
        self.rows = self._file.metadata.num_rows

    @property
    def count(self) -> int:
        """Of its row groups."""
        return int(self._file.metadata.num_row_groups)

    @property
    def compression(self) -> str:
        """How its columns are compressed, as its first one is."""
        meta = self._file.metadata
        return str(meta.row_group(0).column(0).compression) if meta.num_row_groups and meta.num_columns else "SNAPPY"

    def elements(self, column: str) -> int:
        """How many numbers there are in a column."""
        meta, found = self._file.metadata, self.rows or 0
        for k in range(meta.num_columns if meta.num_row_groups else 0):
            path = meta.schema.column(k).path
            if path == column or path.startswith(f"{column}."):
                found = max(found, sum(meta.row_group(group).column(k).num_values for group in range(meta.num_row_groups)))
        return found

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[tuple[Any, str]]:
        """Some rows at a time, and the row group that they are in."""
        count = self._file.metadata.num_row_groups
        first, last = self.source.groups or (0, count)
        for group in range(first, last):
            self.source.taken = int(self.source.size * (group - first) / (last - first))
            for batch in self._file.iter_batches(ROWS, [group], columns, use_threads=available() > 1):
                yield batch, f"row group {group + 1}" if count > 1 else ""


def _seekable(source: Source) -> Any:
    return source.stream if source.regular else spooled(source)


def cells(pa: Any, column: Any, name: str, source: str) -> tuple[Any, dict[int, str]]:
    """The cells of a variable's column, and the places of those that are no values, with what is wrong.

    Numbers are an array of one dimension, lists of one shape an array of more, and others a list with an array each.
    """
    column.validate(full=True)  # or a file that is damaged would end the process
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if isinstance(column, pa.ExtensionArray):
        shape = list(getattr(column.type, "shape", ()))
        column = column.storage
        return _tensors(pa, column, name, source, shape or None)
    if is_list(pa, column.type):
        return _tensors(pa, column, name, source)
    return _numbers(pa, column, name, source), dict.fromkeys(_missing(column), NO_VALUE)


def _missing(column: Any) -> list[int]:
    return np.flatnonzero(to_array(column.is_null())).tolist() if column.null_count else []


def _numbers(pa: Any, column: Any, name: str, source: str) -> Array:
    """The numbers of a column, something where there is none. Raises FileProblem for what are no numbers."""
    kind = column.type
    if pa.types.is_decimal(kind):
        column = column.cast(pa.float64())
    elif not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind)):
        raise FileProblem(f"{source}: the column `{name}` holds {kind}, not numbers")
    if column.null_count:
        column = column.fill_null(pa.scalar(False if pa.types.is_boolean(kind) else 0).cast(column.type))
    return to_array(column)  # type: ignore[no-any-return]


def is_list(pa: Any, kind: Any) -> bool:
    """Whether a type is one of lists."""
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind))


def _tensors(pa: Any, column: Any, name: str, source: str, shape: list[int] | None = None) -> tuple[Any, dict[int, str]]:
    """Lists of numbers: an array where all have one shape and nothing is missing, otherwise an array or None for each."""
    count = len(column)
    dims, inner, whole = [], column, not column.null_count
    while whole and is_list(pa, inner.type):
        lengths = np.unique(to_array(inner.value_lengths()))
        inner = inner.flatten()
        whole = len(lengths) == 1 and not inner.null_count
        dims.append(int(lengths[0]) if len(lengths) else 0)
    if whole and count:
        return _numbers(pa, inner, name, source).reshape(count, *(shape or dims)), {}
    leaf = column.type
    while is_list(pa, leaf):
        leaf = leaf.value_type
    _numbers(pa, pa.array([], leaf), name, source)
    cells = [_tensor(cell, shape) for cell in column.to_pylist()]
    missing = {*_missing(column)}
    return cells, {k: NO_VALUE if k in missing else NO_LIST for k, cell in enumerate(cells) if cell is None}


def _tensor(cell: Any, shape: list[int] | None) -> Array | None:
    """A cell as an array; None where something is missing in it, or its lists differ in length."""
    if cell is None:
        return None
    try:
        found = np.array(cell)
        if found.dtype == object:  # decimal numbers, or something is missing
            if any(x is None for x in found.flat):
                return None
            found = found.astype(np.float64)
    except (ValueError, TypeError):
        return None
    return found if shape is None else found.reshape(shape)
