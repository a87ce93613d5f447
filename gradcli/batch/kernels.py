"""Plain rows of delimited text by Arrow's kernels: the numbers in them, and the numbers behind them, many rows at once.

What is written is what Python writes: the shortest digits that are the number, always with a point or an exponent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gradcli.readers.library import from_array, from_texts, to_array

WORTH = 2**16  # bytes of text that are worth loading the library
SMALL, LARGE = 1e-4, 1e10  # between which neither Arrow nor Python writes an exponent
Array = np.ndarray[Any, Any]


class Lines:
    """Rows of text, each a line, none with quotes; as a sequence of texts, and as what Arrow's kernels take."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.data = text.encode("utf-8", "replace")

    def __len__(self) -> int:
        return self._text.count("\n")

    def __getitem__(self, places: Any) -> Any:
        texts = self.texts()
        return [texts[k] for k in places]

    def texts(self) -> list[str]:
        """The rows without their ends."""
        return self._text.removesuffix("\n").split("\n")


def are_worth(text: str) -> bool:
    """Whether a text is long enough for them, and the library is installed."""
    if len(text) < WORTH:
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


def with_results(lines: Lines, results: Sequence[Array], delimiter: str) -> Any:
    """The lines with results behind them, as bytes."""
    import pyarrow as pa
    from pyarrow import compute

    sign = ord(delimiter)
    data = np.frombuffer(lines.data, np.uint8)
    ends = np.flatnonzero(data == ord("\n"))
    rows = data.copy()
    rows[ends] = sign
    offsets = np.zeros(len(ends) + 1, np.int64)
    offsets[1:] = ends + 1
    kept = pa.LargeStringArray.from_buffers(len(ends), pa.py_buffer(offsets), pa.py_buffer(rows))
    between, end, nothing = from_texts([delimiter, "\n", ""])
    parts: list[Any] = [kept]
    for result in results:
        parts += [repr_of(result), between]
    parts[-1] = end
    return compute.binary_join_element_wise(*parts, nothing).buffers()[2]


def repr_of(values: Array) -> Any:
    """Numbers as Python writes them, an array of texts."""
    import pyarrow as pa
    from pyarrow import compute

    values = values.astype(np.float64, copy=False)
    sizes = np.abs(values)
    whole = (sizes < LARGE) & (values == np.floor(values))  # which Arrow writes without a point
    usual = (sizes >= SMALL) & (sizes < LARGE) & ~whole
    texts = compute.cast(from_array(values), pa.large_string())
    if usual.all():
        return texts
    if whole.any():
        point, nothing = from_texts([".0", ""])
        texts = compute.binary_join_element_wise(texts, compute.if_else(from_array(whole), point, nothing), nothing)
    rest = ~(usual | whole)
    if rest.any():
        texts = compute.replace_with_mask(texts, from_array(rest), from_texts([*map(repr, values[rest].tolist())]))
    return texts
