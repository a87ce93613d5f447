"""The value of a variable from a file: an array, numbers as somebody wrote them, or a column of a table; packed or not."""

from __future__ import annotations

import os
from typing import Any

from gradcli import limits
from gradcli.problems import FileProblem
from gradcli.readers.choice import Wanted
from gradcli.readers.content import ARCHIVE, EXTENSIONS, NPY, TABLES, ZIP, kind_of, named
from gradcli.readers.source import Source, opened, texts

TEXTS = ("csv", "tsv")
BEGINNINGS = {"{": ".jsonl", "[": ".json"}
UNNAMED = (".txt", "")  # which hold numbers without a header
READ = "use .json, .jsonl, .csv, .txt, .npy, .npz, .parquet or .feather"


def read(wanted: Wanted) -> Any:
    """The value in a file, in its own dtype where it has one. Raises Problem."""
    with opened(wanted.path, "check the path") as source:
        return _value(source, wanted)


def _value(source: Source, wanted: Wanted) -> Any:
    head = source.head()
    kind = kind_of(head)
    if kind in TABLES:
        from gradcli.readers.arrow_values import column  # which needs the extra

        return column(_bounded(source), TABLES[kind], wanted)
    if kind is not None:
        raise named(kind, source.name)
    extension = os.path.splitext(source.promised)[1].lower()
    if head == ZIP:
        return _from_archive(source, wanted)
    if head == NPY or extension == ".npy":
        return _array(source, source.name, wanted)
    return _from_text(source, extension, wanted)


def _bounded(source: Source) -> Source:
    """A file in which one can go back and forth, of no more than a limit where nobody knows how long it will be."""
    if source.regular:
        return source
    from gradcli.readers.spool import nameless

    spool, size = nameless(source.keep), 0
    while piece := source.some():
        size += len(piece)
        limits.check(limits.LIVE_BYTES, size, source.name)
        spool.write(piece)
    spool.seek(0)
    return Source(source.name, spool)


def _array(stream: Any, name: str, wanted: Wanted) -> Any:
    from gradcli.readers.npy import read_array

    return read_array(stream, name, wanted)


def _from_archive(source: Source, wanted: Wanted) -> Any:
    """One of the arrays that numpy.savez wrote."""
    import zipfile
    import zlib

    try:
        archive = source.keep.enter_context(zipfile.ZipFile(source.stream)) if source.regular else None
    except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile):
        archive = None
    members = [name for name in archive.namelist() if name.endswith(".npy")] if archive is not None else []
    if archive is None or not members:
        raise named(ARCHIVE, source.name)
    member = members[wanted.among([name.removesuffix(".npy") for name in members])]
    try:
        with archive.open(member) as stream:
            return _array(stream, f"{source.name}, {member}", wanted._replace(column=None))
    except (OSError, EOFError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error):
        raise FileProblem(f"{source.name} is not a .npz file", fix="write it with numpy.savez") from None


# ------------------------------------------------------------------ texts
def _from_text(source: Source, extension: str, wanted: Wanted) -> Any:
    format = EXTENSIONS.get(extension)
    if format is not None and format not in (*TEXTS, "jsonl"):
        raise FileProblem(f"{source.name} is not a file of that format", fix="its first bytes are others: give it its own name")
    if extension != ".json" and extension not in UNNAMED and format is None:
        raise FileProblem(f"cannot read a value from {source.name}: unknown kind of file", fix=READ)
    text = _whole(source)
    if wanted.path == "-":  # which has no name that says what it is
        extension = BEGINNINGS.get(text.lstrip()[:1], ".csv")
        format = EXTENSIONS.get(extension)
    if format == "jsonl":
        from gradcli.readers.written import objects

        return objects(text, source.name, wanted)
    if format in TEXTS:
        from gradcli.readers.written import has_header, under_header

        if has_header(text):
            return under_header(text, source.name, wanted)
    wanted.refuse_column("a list of numbers")
    if extension == ".json":
        from gradcli.readers.json_text import from_json

        return from_json(text, source.name)
    from gradcli.readers.lines import from_lines

    return from_lines(text, source.name)


def _whole(source: Source) -> str:
    """A text, of no more than a limit."""
    found, size = [], 0
    for piece in texts(source):
        size += len(piece)
        limits.check(limits.SOURCE_BYTES, size, source.name)
        found.append(piece)
    return "".join(found)
