"""The formats of tables: which one a file has, and who reads and writes it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack
from typing import BinaryIO

from gradcli.batch.source import BOM, NPY, ZIP, Source
from gradcli.batch.table import Reader, Writer
from gradcli.problems import Problem
from gradcli.suggest import suggest_name

EXTENSIONS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".npy": "npy",
    ".npz": "npz",
}
FORMATS = ("csv", "tsv", "jsonl", "npy", "npz")
BINARY = frozenset({"npy", "npz"})


def by_extension(path: str) -> str | None:
    """The format that a file's name promises."""
    return EXTENSIONS.get(os.path.splitext(path)[1].lower())


def found(source: Source) -> str | None:
    """The format that the first bytes show; None for a text with a header."""
    head = source.head()
    if head in (NPY, ZIP):
        return "npy" if head == NPY else "npz"
    return "jsonl" if head.removeprefix(BOM).lstrip().startswith(b"{") else None


def chosen(format: str | None, output: str | None, input: str) -> str:
    """The format of the output: as asked, as its name says, or that of the input. Raises Problem."""
    if format is None:
        return (by_extension(output) if output else None) or input
    if format not in FORMATS:
        near = suggest_name(format, FORMATS)
        fix = f"did you mean {near}?" if near else f"the formats are {', '.join(FORMATS)}"
        raise Problem(f"there is no format `{format}`", fix=fix)
    return format


def reader(source: Source, format: str | None) -> Reader:
    """Who reads a table; without a format, the one that its first bytes show. Raises FileProblem."""
    format = format or found(source)
    if format == "jsonl":
        from gradcli.batch.jsonlines import JsonLinesReader

        return JsonLinesReader(source)
    if format == "npy":
        from gradcli.batch.arrays import NpyReader

        return NpyReader(source)
    if format == "npz":
        from gradcli.batch.arrays import NpzReader

        return NpzReader(source)
    from gradcli.batch.delimited import DelimitedReader

    return DelimitedReader(source, format)


def writer(
    format: str, stream: BinaryIO, table: Reader, results: Sequence[str], dtype: str, keep: ExitStack, folder: str | None
) -> Writer:
    """Who writes the rows of `table` with their results.

    keep    what is open until all is written
    folder  where that may be
    dtype   of the results, where the format knows more than one
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
    from gradcli.batch.delimited import DelimitedWriter

    return DelimitedWriter(stream, format, table, results)
