"""Packed files, read and written piece by piece: gzip, bzip2, xz, zstd, and a ZIP archive with one table in it."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, BinaryIO

from gradcli.readers.addresses import plain_name
from gradcli.readers.content import PACKINGS

if TYPE_CHECKING:
    import zipfile


def name_inside(name: str) -> str:
    """The name of what is packed: points.csv of points.csv.gz."""
    name = plain_name(name)
    return name if by_name(name) is None else os.path.splitext(name)[0]


def by_name(name: str) -> str | None:
    """How a name says that a file is packed: gz, bz2, xz or zst."""
    extension = os.path.splitext(plain_name(name))[1].lower().removeprefix(".")
    return extension if extension in PACKINGS.values() else None


def reading(packing: str, stream: Any) -> Any:
    """What a packed stream holds, as a stream; `stream` has a method `read`. Raises Problem where a library is missing."""
    if packing == "gz":
        from gzip import GzipFile

        return GzipFile(fileobj=stream)
    if packing == "bz2":
        from bz2 import BZ2File

        return BZ2File(stream)
    if packing == "xz":
        from lzma import LZMAFile

        return LZMAFile(stream)
    from gradcli.readers.library import zstd_reading

    return zstd_reading(stream)


def writing(packing: str | None, stream: BinaryIO) -> AbstractContextManager[Any]:
    """A stream whose bytes go packed into another one, which stays open; itself where nothing is packed."""
    if packing is None:
        return nullcontext(stream)
    if packing == "gz":
        from gzip import GzipFile

        return GzipFile("", "wb", 6, stream, mtime=0)
    if packing == "bz2":
        from bz2 import BZ2File

        return BZ2File(stream, "wb")
    if packing == "xz":
        from lzma import LZMAFile

        return LZMAFile(stream, "wb")
    from gradcli.readers.library import zstd_writing

    return zstd_writing(stream)  # type: ignore[no-any-return]


def only_member(stream: BinaryIO) -> tuple[zipfile.ZipFile, str] | None:
    """A ZIP archive and the one file in it; None for arrays of NumPy, for several files, as in a workbook, and for none."""
    import zipfile

    try:
        archive = zipfile.ZipFile(stream)
    except (EOFError, OSError, ValueError, NotImplementedError, zipfile.BadZipFile):
        stream.seek(0)
        return None
    members = [one for one in archive.namelist() if not one.endswith("/")]
    if len(members) != 1 or members[0].endswith(".npy"):
        stream.seek(0)
        return None
    return archive, members[0]
