"""The formats of tables: which one a file has, and who reads and writes it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack
from typing import BinaryIO

from gradcli.batch.table import USUAL, Dialect, Reader, Writer
from gradcli.problems import FileProblem, Problem, Remedy, about_setting
from gradcli.readers.content import ARRAY, BOM, EXTENSIONS, NPY, TABLES, ZIP, kind_of, named
from gradcli.readers.packing import name_inside
from gradcli.readers.source import Source
from gradcli.suggest import suggest_name

FORMATS = ("csv", "tsv", "jsonl", "npy", "npz", "parquet", "feather", "arrows")
SHOWN = 40  # characters of an extension
BY_ARROW = frozenset({"parquet", "feather", "arrows"})
BINARY = frozenset({"npy", "npz", *BY_ARROW})


def by_extension(path: str) -> str | None:
    """The format that a file's name promises, packed or not."""
    return EXTENSIONS.get(os.path.splitext(name_inside(path))[1].lower())


def ending(format: str) -> str:
    """The extension that names a format."""
    return next(extension for extension, name in EXTENSIONS.items() if name == format)


def found(source: Source, promised: str | None = None) -> str | None:
    """The format that the first bytes show, whatever the name promises: a text is what it promises, or has a header (None).

    Raises FileProblem for what is not read here.
    """
    head = source.head()
    kind = kind_of(head)
    if kind is not None:
        if kind in TABLES:
            return TABLES[kind]
        raise named(kind, source.name)
    if head in (NPY, ZIP):
        return "npy" if head == NPY else "npz"
    start = head.removeprefix(BOM).lstrip()[:1]
    if start == b"[" and promised is None:
        raise named(ARRAY, source.name)
    if promised in BY_ARROW:
        raise FileProblem(f"{source.name} is not a file of that format", fix="its first bytes are others: give it its own name")
    return promised or ("jsonl" if start == b"{" else None)


def by_output(output: str | None) -> str | None:
    """The format that the name of an output asks for; None where it has no extension. Raises Problem for an unknown one."""
    extension = os.path.splitext(name_inside(output or ""))[1].lower()
    if not extension or extension in EXTENSIONS or (output or "").startswith("/dev/"):
        return EXTENSIONS.get(extension)
    near = suggest_name(extension, list(EXTENSIONS))
    known = ", ".join(EXTENSIONS)
    fix = f"did you mean {near}?" if near else Remedy("extensions", (known,))
    raise Problem(f"no table is written as {extension[:SHOWN]}", fix=fix)


def near_extension(output: str) -> str | None:
    """The extension that an unknown one was meant to be, if one is close enough."""
    extension = os.path.splitext(name_inside(output))[1].lower()
    return suggest_name(extension, list(EXTENSIONS)) if len(extension) > 2 and extension not in EXTENSIONS else None


def chosen(format: str | None, output: str | None, input: str) -> str:
    """The format of the output: as asked, as its name says, or that of the input. Raises Problem."""
    if format is None:
        return by_output(output) or input
    if format not in FORMATS:
        near = suggest_name(format, FORMATS)
        fix = f"did you mean {near}?" if near else f"the formats are {', '.join(FORMATS)}"
        raise Problem(f"there is no format `{format}`", fix=fix)
    return format


def check_dialect(dialect: Dialect, format: str) -> None:
    """Refuse what only tables of texts can have. Raises Problem."""
    if dialect.spreadsheet_safe and format not in ("csv", "tsv"):
        raise Problem(
            about_setting("spreadsheet_safe", f"is for csv and tsv, and this is written as {format}"), fix="leave it out"
        )


def reader(source: Source, format: str | None, dialect: Dialect = USUAL) -> Reader:
    """Who reads a table; without a format, the one that its first bytes show. Raises FileProblem."""
    format = found(source, format)
    if format == "jsonl":
        from gradcli.batch.jsonlines import JsonLinesReader

        return JsonLinesReader(source, dialect.notation)
    if format == "npy":
        from gradcli.batch.arrays import NpyReader

        return NpyReader(source)
    if format == "npz":
        from gradcli.batch.arrays import NpzReader

        return NpzReader(source)
    if format in BY_ARROW:
        from gradcli.batch.arrow import reader as arrow_reader

        return arrow_reader(source, format)
    from gradcli.batch.delimited import DelimitedReader

    return DelimitedReader(source, format, dialect)


def writer(
    format: str,
    stream: BinaryIO,
    table: Reader,
    results: Sequence[str],
    dtype: str,
    keep: ExitStack,
    folder: str | None,
    dialect: Dialect = USUAL,
) -> Writer:
    """Who writes the rows of `table` with their results.

    keep     what is open until all is written
    folder   where that may be
    dtype    of the results, where the format knows more than one
    dialect  how texts are written
    """
    if format == "jsonl":
        from gradcli.batch.jsonlines import JsonLinesWriter

        return JsonLinesWriter(stream, table, results)
    if format == "npy":
        from gradcli.batch.arrays import NpyWriter

        return NpyWriter(stream, keep, table, results, dtype)
    if format == "npz":
        from gradcli.batch.arrays import NpzWriter

        return NpzWriter(stream, keep, folder, table, results, dtype)
    if format in BY_ARROW:
        from gradcli.batch.arrow import ArrowWriter

        return ArrowWriter(stream, keep, format, table, results, dtype)
    from gradcli.batch.delimited import DelimitedWriter

    return DelimitedWriter(stream, format, table, results, dialect)
