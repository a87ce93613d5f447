"""Rows that have to be asked one by one, in several processes where there are many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from gradcli.batch import engine
from gradcli.batch.cells import carried, portable
from gradcli.batch.task import Task
from gradcli.calculation.question import Settings
from gradcli.ops.warnings import heard, warn
from gradcli.problems import Problem
from gradcli.processes import LOST, Workers, ahead
from gradcli.syntax.parser import parse

MANY = 1024  # rows that are worth other processes
TOGETHER = 256  # that are handed to one at once


class Part(NamedTuple):
    """Rows for a process, as data that any process reads; tensors are nested lists in it."""

    source: str
    names: tuple[str, ...]
    settings: Settings
    wrt: tuple[str, ...]
    constants: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]


class Crew:
    """Answers the rows of a task: few of them here, many by processes that are started then."""

    def __init__(self, task: Task, jobs: int) -> None:
        self._jobs = jobs
        self._workers = Workers(answered, jobs, here=answered)
        self._names = (*task.columns, *task.constants)
        self._constants = {name: portable(value) for name, value in task.constants.items()}

    def answers(self, task: Task, rows: Sequence[Mapping[str, Any]]) -> Iterator[Any]:
        """The answers in order, a Problem where there is none."""
        if self._jobs < 2 or len(rows) < MANY:
            yield from engine.answers(task, rows)
            return
        data = [{name: portable(value) for name, value in row.items()} for row in rows]
        parts = [
            Part(task.tree.source, self._names, task.settings, task.wrt, self._constants, data[first : first + TOGETHER])
            for first in range(0, len(data), TOGETHER)
        ]
        for found, warnings in ahead(self._ask, parts, self._jobs):
            for text in warnings:
                warn(text)
            yield from found

    def _ask(self, part: Part) -> tuple[list[Any], list[str]]:
        """What a process answers. A row over which it ends, killed or out of memory, costs itself alone."""
        try:
            return self._workers.ask(part)  # type: ignore[no-any-return]
        except EOFError:
            if len(part.rows) == 1:
                return [Problem(LOST, fix="make it smaller")], []
            alone = [self._ask(part._replace(rows=[row])) for row in part.rows]
            return [one for found, _ in alone for one in found], [text for _, warnings in alone for text in warnings]

    def end(self) -> None:
        """End the processes."""
        self._workers.end()


def answered(part: Part) -> tuple[list[Any], list[str]]:
    """The answers of rows, and what PyTorch warns about; in whatever process."""
    tree = _parsed(part.source, part.names)
    task = Task(tree, (), {n: carried(v) for n, v in part.constants.items()}, part.wrt, (), part.settings, None)
    warnings: dict[str, None] = {}
    with heard(lambda text: warnings.setdefault(text)):
        rows = [{name: carried(value) for name, value in row.items()} for row in part.rows]
        return list(engine.answers(task, rows)), list(warnings)


@lru_cache(8)
def _parsed(source: str, names: tuple[str, ...]) -> Any:
    return parse(source, names)
