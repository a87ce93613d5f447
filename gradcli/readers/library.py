"""Pyarrow, which the extra `arrow` brings, and what is packed with its zstd."""

from __future__ import annotations

from typing import Any, BinaryIO

from gradcli.problems import Problem

MISSING = 'install it with: pip install "gradcli[arrow]"'


def library(wanted: str) -> Any:
    """Pyarrow. Raises Problem where it is not installed; `wanted` is what it is needed for."""
    try:
        import pyarrow
    except ImportError:
        raise Problem(f"{wanted} needs pyarrow, which is not installed", fix=MISSING) from None
    return pyarrow


def zstd_reading(stream: Any) -> BinaryIO:
    """What a stream packed with zstd holds."""
    pa = library("what is packed with zstd")
    return pa.CompressedInputStream(pa.PythonFile(Kept(stream), "r"), "zstd")  # type: ignore[no-any-return]


def zstd_writing(stream: BinaryIO) -> Any:
    """A stream whose bytes go packed into another one."""
    pa = library("what is packed with zstd")
    return pa.CompressedOutputStream(Kept(stream), "zstd")


class Kept:
    """A stream that somebody else closes."""

    closed = False

    def __init__(self, stream: Any) -> None:
        for name in ("read", "write", "flush"):
            if hasattr(stream, name):
                setattr(self, name, getattr(stream, name))

    def close(self) -> None:
        """Its owner does."""


# ------------------------------------------------------------------ from NumPy and back
# Arrow's own ways look whether these are pandas' objects, for which they import pandas.
def to_array(column: Any) -> Any:
    """Numbers or truth values of which none is missing, as an array of NumPy's that shares their memory where it can."""
    import numpy as np
    import pyarrow as pa

    if pa.types.is_boolean(column.type):
        bits = np.frombuffer(column.buffers()[1], np.uint8)
        return np.unpackbits(bits, bitorder="little")[column.offset : column.offset + len(column)].view(np.bool_)
    dtype = np.dtype(column.type.to_pandas_dtype())
    data = column.buffers()[1]
    if data is None:
        return np.empty(0, dtype)
    return np.frombuffer(data, dtype)[column.offset : column.offset + len(column)]


def from_array(values: Any) -> Any:
    """An array of NumPy's, of one dimension, as Arrow's, that shares its memory where it can."""
    import numpy as np
    import pyarrow as pa

    values = np.ascontiguousarray(values)
    if values.dtype == np.bool_:
        data = pa.py_buffer(np.packbits(values, bitorder="little"))
        return pa.Array.from_buffers(pa.bool_(), len(values), [None, data])
    kind = pa.from_numpy_dtype(values.dtype)
    return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(values)])


def from_texts(texts: Any) -> Any:
    """Texts of ASCII as an array of Arrow's."""
    import numpy as np
    import pyarrow as pa

    offsets = np.zeros(len(texts) + 1, np.int64)
    np.cumsum([len(text) for text in texts], out=offsets[1:])
    return pa.LargeStringArray.from_buffers(len(texts), pa.py_buffer(offsets), pa.py_buffer("".join(texts).encode("ascii")))
