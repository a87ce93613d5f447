"""The rows of a block: by the program, by their shapes, or one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from gradcli.batch import alike, engine
from gradcli.batch.mishaps import mishap
from gradcli.batch.table import Block, Column
from gradcli.batch.task import Task
from gradcli.evaluate.constants import constant
from gradcli.lanes.record import Taped
from gradcli.problems import Problem, TorchError

OneByOne = Callable[[Task, Sequence[Mapping[str, Any]]], Iterable[Any]]


def answered(task: Task, block: Block, one_by_one: OneByOne = engine.answers) -> tuple[list[Column], dict[int, Problem]]:
    """The results of a block, and the rows that have none.

    one_by_one  who answers the rows that nothing answers together
    """
    bad: dict[int, Problem] = {k: found for k, found in block.odd.items() if isinstance(found, Problem)}
    results = _by_program(task, task.program, block) if task.program is not None and is_plain(block) else None
    rest = [k for k in (range(block.length) if results is None else block.odd) if k not in bad]
    if results is None:
        results = [[None] * block.length for _ in task.results]
    for places, columns in _at_once(task, block, rest):
        results = [_placed_in(column, places, new) for column, new in zip(results, columns, strict=True)]
        rest = sorted({*rest} - {*places.tolist()})
    found: dict[int, list[Any]] = {}
    for k, answer in zip(rest, one_by_one(task, [values_in(block, k, task.columns, task.whole) for k in rest]), strict=True):
        if isinstance(answer, Problem):
            bad[k] = placed(answer, block.place(k))
        else:
            found[k] = answer
    return [_with(column, {k: cells[j] for k, cells in found.items()}, bad) for j, column in enumerate(results)], bad


def is_plain(block: Block) -> bool:
    """Whether every column holds single numbers."""
    return all(column.ndim == 1 for column in block.columns.values())


def _at_once(task: Task, block: Block, rest: Sequence[int]) -> Iterator[alike.Found]:
    """The rows that can be answered together, by their shapes."""
    asked = alike.Asked(task.tree, task.constants, task.wrt, task.settings, task.whole)
    usual = [k for k in rest if k not in block.odd]
    places = np.array(usual, np.intp)
    if usual and not task.whole.intersection(task.columns):
        columns = {name: block.columns[name][places].astype(task.settings.dtype) for name in task.columns}
        yield from alike.together(asked, columns, places)
    elif usual:
        yield from alike.by_shape(asked, {k: values_in(block, k, task.columns, task.whole) for k in usual})
    yield from alike.by_shape(asked, {k: values_in(block, k, task.columns, task.whole) for k in rest if k in block.odd})


def _placed_in(column: Column, places: Any, new: Any) -> Column:
    """A column with the answers of some rows."""
    if new is None:
        return column
    if len(places) == len(column) and new.ndim == 1:
        return new
    if not isinstance(column, list) and new.ndim == 1:
        column[places] = new
        return column
    listed = column if isinstance(column, list) else column.tolist()
    for k, cell in zip(places.tolist(), new.tolist(), strict=True):
        listed[k] = cell
    return listed


def _by_program(task: Task, made: Taped, block: Block) -> list[Column] | None:
    """All rows at once; None where that fails, so that one row after the other is asked and one that fails fails alone."""
    arrays = [np.empty(block.length, dtype) for dtype, _ in made.program.results]
    try:
        made.program.run(block.columns, arrays)
    except Exception as error:
        mishap(error)
        return None
    value, *slopes = arrays
    grads = dict(zip(made.wrt, slopes, strict=True))
    return [value, *[grads[name] if name in grads else [None] * block.length for name in task.wrt]]


def values_in(block: Block, k: int, columns: Sequence[str], whole: frozenset[str]) -> dict[str, Any]:
    """The values of the variables in a row.

    columns  that are variables
    whole    the variables that stand where only whole numbers can
    """
    odd = block.odd.get(k)
    row = odd if isinstance(odd, Mapping) else {name: _cell(block.columns[name][k]) for name in columns}
    return {name: _whole(v) if name in whole else v for name, v in row.items()}


def _cell(value: Any) -> Any:
    """A number, or the numbers of a list as somebody wrote them."""
    return constant(value.tolist()) if value.ndim else value.item()


def _whole(value: Any) -> Any:
    """A number of a table where only whole numbers can stand."""
    return int(value) if type(value) is float and value.is_integer() else value


def _with(column: Column, cells: Mapping[int, Any], bad: Mapping[int, Problem]) -> Column:
    """A column with the cells of single rows put in; as an array, if all are numbers."""
    changes = {**cells, **dict.fromkeys(bad, np.nan)}
    if not changes:
        return column
    if not isinstance(column, list) and all(type(v) is float for v in changes.values()):
        column[list(changes)] = list(changes.values())
        return column
    listed = column if isinstance(column, list) else column.tolist()
    for k, v in changes.items():
        listed[k] = v
    return np.array(listed) if all(type(v) is float for v in listed) else listed


def placed(problem: Problem, where: str) -> Problem:
    """A problem that says in which row it arose; PyTorch's own words stay first."""
    if isinstance(problem, TorchError):
        problem.why = f"in {where}" + (f": {problem.why}" if problem.why else "")
    else:
        problem.within(where)
    return problem
