"""Several tables with the same columns, one behind the other, as the rows of one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from gradcli.batch import formats
from gradcli.batch.parts import Part
from gradcli.batch.table import Block, Dialect, Made, Reader, passed_on
from gradcli.problems import FileProblem, Words, about_setting
from gradcli.readers.addresses import is_address, shown
from gradcli.readers.source import Source, opened


class Following:
    """The tables behind the first one.

    size  the bytes of all of them
    """

    def __init__(self, parts: Sequence[Part], dialect: Dialect) -> None:
        """Take up the parts, of which the first is opened by others."""
        self._parts, self._dialect = parts, dialect
        self.size = sum(part.size for part in parts)
        self._before = 0
        self._source: Source | None = None

    def fraction(self) -> float:
        """How much of them has been read, from 0 to 1."""
        there = 0 if self._source is None else self._source.fraction() * self._parts[self._before].size
        return (sum(part.size for part in self._parts[: self._before]) + there) / max(self.size, 1)

    def check(self, first: Reader, wanted: Sequence[str]) -> None:
        """Raise FileProblem if one of the others has other columns. A pipe, which can be read once, tells it later."""
        for part in self._parts[1:]:
            if is_address(part.source) or os.path.isfile(part.source):
                with opened(part.source) as source:
                    self._table(source, first, wanted)

    def blocks(self, source: Source, first: Reader, wanted: Sequence[str]) -> Iterator[Made]:
        """The rows of all of them, some at a time."""
        self._source = source
        yield from _placed(first.blocks(wanted), source.name)
        for k, part in enumerate(self._parts[1:], 1):
            with opened(part.source) as source:
                self._before, self._source = k, source
                yield from _placed(self._table(source, first, wanted).blocks(wanted), source.name)

    def _table(self, source: Source, first: Reader, wanted: Sequence[str]) -> Reader:
        table = formats.reader(source, formats.by_extension(source.promised), self._dialect)
        if table.format != first.format:
            raise self._other(source, f"is {table.format}, and", f"is {first.format}", "give files of one format")
        if getattr(table, "plain", False):
            table.named(first.names[0])  # type: ignore[attr-defined]
        kept = passed_on(first)
        self._refuse_columns(source, first, table, wanted)
        if table.names != kept and (first.kept is not None or table.format != "jsonl"):  # whose lines say what is what
            table.kept = kept
        if hasattr(first, "taken"):
            table.taken = first.taken  # type: ignore[attr-defined]
        return table

    def _refuse_columns(self, source: Source, first: Reader, table: Reader, wanted: Sequence[str]) -> None:
        kept = passed_on(first)
        for name in (*wanted, *kept):
            if name not in table.names:
                fix = "give it the column, or leave the file out" if name in wanted else _LESS
                raise self._other(source, f"has no column `{name}`, which", "has", fix)
        for name in table.names if first.kept is None else ():
            if table.names.count(name) != kept.count(name):
                raise self._other(source, f"has a column `{name}`, which", "has not", _LESS)
        ours, theirs = first.kinds(), table.kinds()
        for name in kept:
            if ours.get(name) != theirs.get(name):
                there = f"holds {ours[name]}"
                raise self._other(source, f"holds {theirs[name]} in the column `{name}`, which in", there, _LESS)

    def _other(self, source: Source, differs: str, there: str, fix: Words) -> FileProblem:
        return FileProblem(f"{source.name} {differs} {shown(self._parts[0].source)} {there}", fix=fix)


_LESS = about_setting("columns", "names the columns that all have, and of one type")


def _placed(found: Iterable[Made], name: str) -> Iterator[Made]:
    """Blocks that know in which file they are."""
    for made in found:
        yield made._replace(file=name) if isinstance(made, Block) else partial(_made, made, name)


def _made(make: Made, name: str) -> Block:
    assert not isinstance(make, Block)
    return make()._replace(file=name)
