"""Plain rows of delimited text by Arrow's kernels: the numbers in them, and the numbers behind them, many rows at once.

What is written is what Python writes: the shortest digits that are the number, always with a point or an exponent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from gradcli.readers.library import from_array, from_texts, to_array

WORTH = 2**16  # bytes of text that are worth loading the library
SMALL, LARGE = 1e-4, 1e10  # between which neither Arrow nor Python writes an exponent
LONGEST = 32  # bytes of a number and what is around it
RARE = 64  # one row of so many costs less by itself than all columns of it would
END = ord("\n")
Array = np.ndarray[Any, Any]


class Lines:
    """Lines of text, none with quotes; as a sequence of texts, and as what Arrow's kernels take."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._ends = np.flatnonzero(np.frombuffer(data, np.uint8) == END)

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, places: Any) -> Any:
        texts = self.texts()
        return [texts[k] for k in places]

    @property
    def are_rows(self) -> bool:
        """Whether each is a row: none is empty, all end with a line feed, and none with more than that."""
        starts = self.offsets
        whole = len(self) > 0 and starts[-1] == len(self.data) and b"\r" not in self.data
        return whole and bool((np.diff(starts) > 1).all())

    @property
    def offsets(self) -> Array:
        """Where each begins, and where all end."""
        return np.concatenate([[0], self._ends + 1])

    def as_array(self, kind: Any) -> Any:
        """The rows as an array of texts, each but the first with the end of the one before in front."""
        import pyarrow as pa

        offsets: Array = self.offsets.astype(np.int64 if kind == "large_string" else np.int32)
        offsets[1:] -= 1
        return pa.Array.from_buffers(kind, len(self), [None, pa.py_buffer(offsets), pa.py_buffer(self.data)])

    def row(self, k: int) -> bytes:
        """An item of that array."""
        return self.data[self._ends[k - 1] if k else 0 : self._ends[k]]

    def texts(self) -> list[str]:
        """The rows without their ends."""
        return self.data.decode().removesuffix("\n").split("\n")


def are_worth(data: bytes) -> bool:
    """Whether there is enough for them, and the library is installed."""
    if len(data) < WORTH:
        return False
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        return False
    return True


def numbers(data: bytes, width: int, places: Mapping[str, int], delimiter: str) -> dict[str, Array] | None:
    """The columns at some places as numbers; None if a row has other than `width` fields, or a cell is more than a numeral."""
    import pyarrow as pa
    from pyarrow import csv

    names = [str(k) for k in range(width)]
    wanted = [str(k) for k in places.values()]
    try:
        table = csv.read_csv(
            pa.BufferReader(data),
            csv.ReadOptions(use_threads=False, block_size=len(data) + 1, column_names=names),
            csv.ParseOptions(delimiter=delimiter, quote_char=False, ignore_empty_lines=False),
            csv.ConvertOptions(
                check_utf8=False,
                column_types=dict.fromkeys(wanted, pa.float64()),
                null_values=[],
                include_columns=wanted,
            ),
        )
    except pa.ArrowInvalid:
        return None
    return {name: to_array(table.column(str(k)).combine_chunks()) for name, k in places.items()}


def with_results(lines: Lines, results: Sequence[Array], delimiter: str) -> list[Any]:
    """The lines with results behind them, as pieces of bytes."""
    import pyarrow as pa
    from pyarrow import compute

    short = len(lines.data) + LONGEST * len(lines) * len(results) < 2**31
    kind = pa.string() if short else pa.large_string()
    values = [result.astype(np.float64, copy=False) for result in results]
    others = [_others(column) for column in values]
    rare = [RARE * np.count_nonzero(other) < len(lines) for other in others]
    texts = [repr_of(column, kind, None if few else other) for column, other, few in zip(values, others, rare, strict=True)]
    joined = compute.binary_join_element_wise(lines.as_array(kind), *texts, from_texts([delimiter]).cast(kind)[0])
    left = [other for other, few in zip(others, rare, strict=True) if few]
    places: list[int] = np.flatnonzero(np.logical_or.reduce(left)).tolist() if left else []
    rows = {k: lines.row(k) + "".join([f"{delimiter}{column[k].item()!r}" for column in values]).encode() for k in places}
    return [*_replaced(joined, rows), b"\n"]


def _replaced(texts: Any, others: Mapping[int, bytes]) -> Iterator[Any]:
    """The bytes of texts one behind the other, of which some are replaced."""
    _, offsets, data = texts.buffers()
    ends = np.frombuffer(offsets, np.int64 if texts.type == "large_string" else np.int32)
    view, start = memoryview(data), 0
    for k, other in others.items():
        yield view[start : ends[k]]
        yield other
        start = ends[k + 1]
    yield view[start : ends[len(texts)]]


def _others(values: Array) -> Array:
    """The numbers that Arrow writes otherwise than Python, but for a missing point and zero."""
    sizes = np.abs(values)
    others: Array = ~(((sizes >= SMALL) & (sizes < LARGE)) | (values == 0))
    return others


def repr_of(values: Array, kind: Any, others: Array | None) -> Any:
    """Numbers as Python writes them, an array of texts; `others`, where they are given, are those that Arrow writes otherwise."""
    from pyarrow import compute

    texts = compute.cast(from_array(values), kind)
    whole = (values == np.floor(values)) & (np.abs(values) < LARGE)  # which Arrow writes without a point
    if whole.any():
        point, nothing = from_texts([".0", ""]).cast(kind)
        texts = compute.binary_join_element_wise(texts, compute.if_else(from_array(whole), point, nothing), nothing)
    if others is not None and others.any():
        rest = from_texts([*map(repr, values[others].tolist())]).cast(kind)
        texts = compute.replace_with_mask(texts, from_array(others), rest)
    return texts
