"""One expression over the rows of a table: the table's columns are its variables, its results become columns."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Any, NamedTuple

from gradcli.batch import formats, reductions
from gradcli.batch.crew import Crew
from gradcli.batch.following import Following
from gradcli.batch.interrupts import Interrupts
from gradcli.batch.mishaps import in_file
from gradcli.batch.rows import answered, is_plain
from gradcli.batch.table import USUAL, Block, Column, Dialect, Made, Writer, passed_on, taken
from gradcli.batch.task import Task, asked
from gradcli.calculation.question import Settings
from gradcli.files import is_stdout
from gradcli.lanes.cores import at_most
from gradcli.ops.warnings import heard
from gradcli.problems import Problem, Remedy, about_setting
from gradcli.processes import ahead
from gradcli.readers import packing
from gradcli.readers.addresses import is_address
from gradcli.readers.places import whole_file
from gradcli.readers.source import STDIN, Source

ON_ERROR = ("stop", "skip", "nan")


class Summary(NamedTuple):
    """What came of it: how many rows were left out or made nan, the first of them, what PyTorch warns about, and what we do."""

    bad: int = 0
    first: Problem | None = None
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def _check_columns(names: Sequence[str]) -> None:
    """In another format, a column is found by its name alone."""
    for name in names:
        if not name or names.count(name) > 1:
            what = f"the column `{name}` is there {names.count(name)} times" if name else "a column has no name"
            raise Problem(f"{what}, which another format cannot hold", fix="give each column a name of its own")


def answer(
    expression: str,
    constants: Mapping[str, Any],
    settings: Settings,
    source: Source,
    *,
    input: str | None = None,
    format: str | None = None,
    output: str = "-",
    on_error: str = "stop",
    dialect: Dialect = USUAL,
    columns: Sequence[str] | None = None,
    following: Following | None = None,
    jobs: int = 1,
) -> Summary:
    """Read a table, answer every row, write the table with its results.

    input, format  the formats of both; None where the bytes, or the names, say it
    output         a file, or - for standard output
    on_error       what a bad row does: "stop", "skip" (the row is left out) or "nan" (its results are nan)
    dialect        how tables of texts are written, those that are read and those that are written
    columns        the names of those that are passed on, in order; None for all
    following      the tables whose rows come behind those of this one
    jobs           how many cores are used
    Raises Problem; with "stop", what a bad row has, after the rows before it.
    """
    if on_error not in ON_ERROR:
        raise Problem(about_setting("on_error", f"is stop, skip or nan, not `{on_error}`"))
    table = formats.reader(source, input, dialect)
    warnings: dict[str, None] = {}  # each once, however many rows there are
    with heard(lambda text: warnings.setdefault(text)):
        shown = input is not None or source.name == STDIN
        task = asked(expression, constants, settings, table, shown=shown, columns=columns)
    table.kept = task.kept
    if following is not None:
        following.check(table, task.columns)
    form = formats.chosen(format, None if is_stdout(output) else output, table.format)
    formats.check_dialect(dialect, form)
    if form != table.format:
        _check_columns(passed_on(table))
    if form in formats.BINARY and _to_terminal(output):
        raise Problem(f"a terminal cannot show {form}", fix=Remedy("terminal", (form,)))
    interrupts = Interrupts()
    folder = None if is_stdout(output) or is_address(output) else os.path.dirname(os.path.realpath(output))
    crew = Crew(task, jobs)
    with interrupts.heard(), whole_file(output) as whole, ExitStack() as keep:
        keep.enter_context(at_most(jobs))
        stream = keep.enter_context(packing.writing(packing.by_name(output), whole))
        writer = formats.writer(form, stream, table, task.results, settings.dtype, keep, folder, dialect)
        keep.callback(crew.end)
        work = partial(_part, task, crew, writer, on_error)
        summary, notes = Summary(), dict[str, None]()
        blocks = table.blocks(task.columns) if following is None else following.blocks(source, table, task.columns)
        for part in ahead(work, blocks, jobs if source.is_file else 1, end=crew.end):
            notes.update(dict.fromkeys(part.notes))
            warnings.update(dict.fromkeys(part.warnings))
            with interrupts.held():
                writer.write(part.made)
                stream.flush()
            if part.bad:
                first = summary.first or part.bad[min(part.bad)]
                if on_error == "stop":
                    raise first
                summary = Summary(summary.bad + len(part.bad), first)
        with interrupts.held():
            writer.end()
            stream.flush()
    return summary._replace(warnings=tuple(warnings), notes=tuple(notes))


def _notes(task: Task) -> tuple[str, ...]:
    """What has to be known about an expression whose columns hold plain numbers."""
    found = reductions.over_one_number(task.tree, task.columns, task.constants, task.settings)
    return (reductions.note(found),) if found else ()


def _to_terminal(output: str) -> bool:
    return is_stdout(output) and sys.stdout.isatty()


class Part(NamedTuple):
    """What came of a block: what is to be written, the rows without an answer, what is warned about and what is to be known."""

    made: Any
    bad: Mapping[int, Problem]
    warnings: tuple[str, ...]
    notes: tuple[str, ...]


def _part(task: Task, crew: Crew, writer: Writer, on_error: str, found: Made) -> Part:
    """Answer a block, and make what is written for it."""
    block = found if isinstance(found, Block) else found()
    notes: tuple[str, ...] = ()
    if block.first == 1 and is_plain(block) and not any(isinstance(row, Mapping) for row in block.odd.values()):
        notes = _notes(task)
    warnings: dict[str, None] = {}
    with heard(lambda text: warnings.setdefault(text)):
        results, bad = answered(task, block, crew.answers)
    if block.file:
        bad = {k: in_file(problem, block.file) for k, problem in bad.items()}
    return Part(_made(writer, block, results, bad, on_error), bad, tuple(warnings), notes)


def _made(writer: Writer, block: Block, results: Sequence[Column], bad: Mapping[int, Problem], on_error: str) -> Any:
    """What is written of the rows that are to be seen."""
    if not bad or on_error == "nan":
        return writer.made(block.rows, results)
    kept = range(min(bad)) if on_error == "stop" else [k for k in range(block.length) if k not in bad]
    return writer.made(taken(block.rows, kept), [taken(column, kept) for column in results])
