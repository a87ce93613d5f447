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
