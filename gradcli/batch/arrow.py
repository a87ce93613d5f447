"""Tables of Apache Arrow: Parquet, Feather (its file format) and its streams, through pyarrow, which the extra `arrow` brings.

Columns that are no variables pass through as they are, with their types, and so do the schema's metadata.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from typing import Any, BinaryIO

import numpy as np

from gradcli.batch.columns import Odd
from gradcli.batch.table import Block, Column, Reader
from gradcli.evaluate.constants import constant
from gradcli.problems import Problem, Remedy
from gradcli.readers.arrow import NAMES, ROWS, Batches, Groups, begun, cells, damaged, is_list
from gradcli.readers.library import from_array, library, to_array
from gradcli.readers.source import Source, opened

GROUP_ROWS, GROUP_BYTES = 2**18, 2**26  # of a row group, at most; what is written meanwhile waits for nobody


# ------------------------------------------------------------------ reading
class ArrowReader(Batches):
    """A file or a stream of record batches, as a table.

    kept  the columns that are passed on; None for all
    """

    kept: tuple[str, ...] | None = None

    @property
    def passed_on(self) -> Any:
        """The schema of what is passed on."""
        if self.kept is None:
            return self.schema
        return self.pa.schema([self.schema.field(name) for name in self.kept], self.schema.metadata)

    def blocks(self, wanted: Sequence[str]) -> Iterator[Block]:
        """The rows, some at a time."""
        first = 1
        read = None if self.kept is None else [*dict.fromkeys((*self.kept, *wanted))]
        try:
            for batch, part in self.batches(read):
                for start in range(0, batch.num_rows, ROWS):
                    piece = batch.slice(start, ROWS)
                    yield self._block(piece, first, wanted, part)
                    first += piece.num_rows
        except (self.pa.ArrowException, OSError) as error:
            raise damaged(self.source, error) from None

    def _block(self, batch: Any, first: int, wanted: Sequence[str], part: str) -> Block:
        rows = batch if self.kept is None else batch.select([*self.kept])
        block = Block(first, batch.num_rows, rows, {}, {}, part=part)
        odd: Odd = {}
        found = {name: cells(self.pa, batch.column(name), name, self.source.name) for name in wanted}
        for name, (_, missing) in found.items():
            for k, what in missing.items():
                problem = Problem(what, fix="give a number")
                odd.setdefault(k, problem.within(f"{block.place(k)}, column `{name}`"))
        lists = {name: column for name, (column, _) in found.items() if isinstance(column, list)}
        for k in range(batch.num_rows) if lists else ():
            if k not in odd:
                odd[k] = {name: _value(column[k]) for name, (column, _) in found.items()}
        numbers = {name: np.full(batch.num_rows, math.nan) if name in lists else column for name, (column, _) in found.items()}
        return block._replace(columns=numbers, odd=odd)

    def kinds(self) -> dict[str, str]:
        """The types of the columns."""
        return {field.name: f"{field.type}{'' if field.nullable else ' not null'}" for field in self.schema}

    def table(self, rows: Any) -> dict[str, Column]:
        """The columns that are passed on: numbers as arrays, everything else as texts, lists and None."""
        try:
            rows.validate(full=True)  # or a file that is damaged would end the process
        except self.pa.ArrowException as error:
            raise damaged(self.source, error) from None
        return {name: _column(self.pa, rows.column(name)) for name in rows.schema.names}


class ParquetReader(Groups, ArrowReader):
    """A Parquet file, one row group after the other, as a table."""


def reader(source: Source, format: str) -> ArrowReader:
    """Who reads a table of Arrow's. Raises Problem."""
    return begun(source, format, ArrowReader, ParquetReader)


def row_groups(path: str) -> int:
    """How many row groups a Parquet file has. Raises FileProblem."""
    with opened(path) as source:
        found = reader(source, "parquet")
        assert isinstance(found, ParquetReader)
        return found.count


def _value(cell: Any) -> Any:
    """A cell as a value: a number, or the numbers of a list as somebody wrote them."""
    return constant(cell.tolist()) if cell.ndim else cell.item()


def _column(pa: Any, column: Any) -> Column:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    kind = column.type
    if not column.null_count and (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
        return to_array(column)
    return [_text(cell) for cell in column.to_pylist()]


def _text(cell: Any) -> Any:
    if cell is None or isinstance(cell, bool | int | float | str):
        return cell
    if isinstance(cell, bytes):
        return cell.decode("utf-8", "replace")
    return json.dumps(cell, ensure_ascii=False, default=str) if isinstance(cell, list | dict) else str(cell)


# ------------------------------------------------------------------ writing
class ArrowWriter:
    """Columns as they came, and behind them the results: numbers, or lists of numbers, missing where there is no gradient."""

    def __init__(self, stream: BinaryIO, keep: ExitStack, format: str, table: Reader, results: Sequence[str], dtype: str) -> None:
        self.pa = library(f"writing {NAMES[format]}")
        keep.callback(self.abandon)
        self._stream, self._format, self._table = stream, format, table
        self._results = results
        self._float = self.pa.float32() if dtype == "float32" else self.pa.float64()
        self._types: list[Any] = []
        self._kinds: dict[str, Any] = {}
        self._sink: Any = None
        self._waiting: list[Any] = []
        self._size = [0, 0]

    def made(self, rows: Any, results: Sequence[Column]) -> tuple[Any, Sequence[Column]]:
        """The rows and the results as they are."""
        return rows, results

    def write(self, made: tuple[Any, Sequence[Column]]) -> None:
        """Some rows with their results, which wait until there are enough for a row group."""
        rows, results = made
        batch = self._batch(rows, results)
        if self._sink is None:
            self._sink = self._opened(batch.schema)
        self._waiting.append(batch)
        self._size = [self._size[0] + batch.num_rows, self._size[1] + batch.nbytes]
        if self._format != "parquet" or self._size[0] >= GROUP_ROWS or self._size[1] >= GROUP_BYTES:
            self._pass_on()

    def end(self) -> None:
        """Write what still waits, and the footer."""
        if self._sink is None:
            self._sink = self._opened(self._batch(self._no_rows(), [[] for _ in self._results]).schema)
        self._pass_on()
        self._sink.close()
        self._sink = None

    def abandon(self) -> None:
        """Close what was not ended: with the rows before a bad one on standard output, and in a file that nobody keeps."""
        sink, self._sink = self._sink, None
        if sink is not None:
            with suppress(self.pa.ArrowException, OSError, ValueError):
                self._put(sink)
                sink.close()
            sink.is_open = False  # so that it does not try again when it is forgotten

    def _no_rows(self) -> Any:
        schema = getattr(self._table, "passed_on", None)
        return [] if schema is None else self.pa.RecordBatch.from_pylist([], schema)

    def _pass_on(self) -> None:
        self._put(self._sink)
        self._waiting, self._size = [], [0, 0]

    def _put(self, sink: Any) -> None:
        if self._waiting and self._format == "parquet":
            sink.write_table(self.pa.Table.from_batches(self._waiting), row_group_size=GROUP_ROWS)
            return
        try:
            for batch in self._waiting:
                sink.write_batch(batch)
        except self.pa.ArrowInvalid:
            what = f"{NAMES[self._format]} holds one dictionary of texts in a file, and there are several"
            raise Problem(what, fix="write Parquet, which has one for each group of rows") from None

    def _opened(self, schema: Any) -> Any:
        if self._format == "parquet":
            from pyarrow import parquet

            floats = self.pa.types.is_floating
            return parquet.ParquetWriter(
                self._stream,
                schema,
                compression=getattr(self._table, "compression", "SNAPPY"),
                use_dictionary=[field.name for field in schema if not floats(field.type)],  # of which few are twice the same
            )
        if self._format == "feather":
            options = self.pa.ipc.IpcWriteOptions(compression="lz4")
            return self.pa.ipc.new_file(self._stream, schema, options=options)
        return self.pa.ipc.new_stream(self._stream, schema)

    def _batch(self, rows: Any, results: Sequence[Column]) -> Any:
        return self._with(rows if hasattr(rows, "schema") else self._own(rows), results)

    def _own(self, rows: Any) -> Any:
        """Rows of another format as a record batch, whose types the first ones show."""
        table = {name: _with_nulls(column) for name, column in self._table.table(rows).items()}
        if not self._kinds:
            self._kinds = {name: _kind(self.pa, column) for name, column in table.items()}
        columns = {name: _typed(self.pa, column, self._kinds[name], name) for name, column in table.items()}
        return self.pa.record_batch(columns)

    def _with(self, batch: Any, results: Sequence[Column]) -> Any:
        if not self._types:
            self._types = [_type(self.pa, column, self._float) for column in results]
        arrays, fields = list(batch.columns), list(batch.schema)
        for name, column, kind in zip(self._results, results, self._types, strict=True):
            arrays.append(_typed(self.pa, column, kind, name))
            fields.append(self.pa.field(name, kind))
        return self.pa.record_batch(arrays, schema=self.pa.schema(fields, batch.schema.metadata))


def _with_nulls(column: Column) -> Column:
    """Cells with nothing in them are missing, where all others are numbers."""
    if not isinstance(column, list) or "" not in column:
        return column
    filled = [cell for cell in column if cell != ""]
    if not filled or any(isinstance(cell, str) for cell in filled):
        return column
    return [None if cell == "" else cell for cell in column]


def _kind(pa: Any, column: Column) -> Any:
    """The type of a column of cells: texts where they are of several kinds, numbers where nothing is known."""
    if not isinstance(column, list):
        return pa.from_numpy_dtype(column.dtype)
    try:
        found = pa.infer_type(column)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return pa.string()
    return pa.float64() if pa.types.is_null(found) else found


def _type(pa: Any, column: Column, number: Any) -> Any:
    """The type of a result, as its first cells show it."""
    if isinstance(column, list):
        cell = next((cell for cell in column if isinstance(cell, list)), None)
        while isinstance(cell, list):
            number = pa.list_(number)
            cell = cell[0] if cell else None
    return number


def _typed(pa: Any, column: Column, kind: Any, name: str) -> Any:
    """A result as an array of its type. Raises Problem where rows differ in kind."""
    if pa.types.is_string(kind):
        return pa.array([None if cell is None else str(cell) for cell in column], kind)
    if is_list(pa, kind) and not isinstance(column, list):
        column = column.tolist()
    if not isinstance(column, list):
        return from_array(column).cast(kind)
    if is_list(pa, kind):  # nan stands for a row without an answer
        column = [None if isinstance(cell, float) and cell != cell else cell for cell in column]
    try:
        return pa.array(column, kind)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        raise Problem(
            f"`{name}` is {kind} in the first rows, and something else in others, which a column cannot hold",
            fix=Remedy("text format"),
        ) from None
