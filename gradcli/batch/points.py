"""One expression over the rows of a table: the table's columns are its variables, its results become columns."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Any, NamedTuple

import numpy as np

from gradcli.batch import alike, engine, formats, packing, reductions
from gradcli.batch.interrupts import Interrupts
from gradcli.batch.mishaps import mishap
from gradcli.batch.source import STDIN, Source
from gradcli.batch.table import USUAL, Block, Column, Dialect, Reader, Writer, taken
from gradcli.calculation.leaves import make_leaves, whole_positions
from gradcli.calculation.question import Settings, check_settings, check_size, located, output_name, unknown_value
from gradcli.evaluate.constants import constant
from gradcli.evaluate.expression import CONSTANTS, missing
from gradcli.files import is_stdout, whole_file
from gradcli.lanes.record import Taped, spread, taped
from gradcli.lanes.straight import NotStraight
from gradcli.numerals import is_number
from gradcli.ops.warnings import heard
from gradcli.problems import BackwardError, NameProblem, Problem, Remedy, SyntaxProblem, TorchError, about_setting
from gradcli.suggest import suggest_name
from gradcli.syntax.parser import parse
from gradcli.syntax.tree import Tree

ON_ERROR = ("stop", "skip", "nan")
SHOWN = 12  # column names in a message
NAME = re.compile(r"[\w .,;()\[\]{}%°/$€£^*+#&'\"|<>-]{0,80}\Z")  # of a column; other lines have colons, equal signs and more


class Task(NamedTuple):
    """What is to be done with every row.

    tree       the expression
    columns    the variables that are columns
    constants  the values of the others
    wrt        the variables that require grad: columns first, in the table's order
    results    the names of the result columns: the output, then a gradient for each of `wrt`
    settings   dtype and wrt
    program    for rows of plain numbers; None if there is none
    whole      the variables that stand where only whole numbers can
    """

    tree: Tree
    columns: tuple[str, ...]
    constants: Mapping[str, Any]
    wrt: tuple[str, ...]
    results: tuple[str, ...]
    settings: Settings
    program: Taped | None
    whole: frozenset[str] = frozenset()


class Summary(NamedTuple):
    """What came of it: how many rows were left out or made nan, the first of them, what PyTorch warns about, and what we do."""

    bad: int = 0
    first: Problem | None = None
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


# ------------------------------------------------------------------ before the first row
def asked(expression: str, constants: Mapping[str, Any], settings: Settings, table: Reader, *, shown: bool = True) -> Task:
    """The task, with every name accounted for. Raises Problem.

    shown  whether it is known to be a table, whose names a message may show
    """
    check_settings(settings)
    tree = parse(expression, (*table.names, *constants))
    check_size(tree)
    if getattr(table, "plain", False):
        _name_the_column(tree, constants, table)
    variables = [n for n in tree.names() if n in table.names or n in constants or n not in CONSTANTS]
    _check_names(tree, variables, constants, table.names, shown)
    columns = tuple(n for n in table.names if n in variables)
    wrt = _wrt(settings, (*columns, *constants), whole_positions(tree))
    found = prepared(tree, columns, constants, wrt, settings, table.names)
    _check_results(found.results, table.names)
    return found


def prepared(
    tree: Tree, columns: Sequence[str], constants: Mapping[str, Any], wrt: Sequence[str], settings: Settings, names: Sequence[str]
) -> Task:
    """The task of an expression whose names are known; `names` are those that its result may not have."""
    whole = whole_positions(tree)
    results = (output_name(tree, dict.fromkeys(names)), *[f"{n}.grad" for n in wrt])
    program = None if whole.intersection(columns) else _program(tree, columns, constants, wrt, settings)
    return Task(tree, tuple(columns), constants, tuple(wrt), results, settings, program, whole)


def _name_the_column(tree: Tree, constants: Mapping[str, Any], table: Any) -> None:
    """An array without names binds the only variable there is."""
    open_names = [n for n in tree.names() if n not in CONSTANTS and n not in constants]
    if len(open_names) != 1:
        raise Problem(
            f"the array has one column without a name, and the expression has {len(open_names)} variables for it",
            fix="numpy.savez('points.npz', x=x, y=y) names them",
        )
    table.named(open_names[0])


def _check_names(tree: Tree, variables: Sequence[str], constants: Mapping[str, Any], columns: Sequence[str], shown: bool) -> None:
    shown = bool(set(columns).intersection(variables)) or (shown and all(map(NAME.match, columns)))
    for name in constants:
        if name in columns:
            raise Problem(Remedy("column and value", (name,)), fix="leave one out")
        if name not in variables:
            raise _unknown(name, variables)
    for name in variables:
        if name not in columns and name not in constants:
            raise located(_without_column(name, columns, shown), tree, name)
        if columns.count(name) > 1:
            raise Problem(f"the column `{name}` is there {columns.count(name)} times", fix="give each column a name of its own")


def _unknown(name: str, variables: Sequence[str]) -> Problem:
    """A constant for something that the expression does not contain."""
    problem = unknown_value(name, variables)
    if "did you mean" not in str(problem.fix):
        problem.fix = f"the variables of this expression are: {', '.join(variables) or 'none'}"
    return problem


def _without_column(name: str, columns: Sequence[str], shown: bool) -> Problem:
    """A variable that nothing binds. What may be no table of the user's is not shown: its first line can be anything."""
    problem = missing(name)
    if str(problem.title).endswith("has no value") and not shown:
        problem.title = f"`{name}` is no column and has no value"
        problem.why = "nothing says that this is a table, and so its first line is not shown"
        problem.fix = "its first line has to name the columns, as in x,y"
    elif str(problem.title).endswith("has no value"):
        near = suggest_name(name, list(columns))
        listed = ", ".join(columns[:SHOWN]) + (", …" if len(columns) > SHOWN else "") or "none"
        problem.title = f"`{name}` is no column and has no value"
        problem.why = f"the columns are {listed}"
        problem.fix = f"did you mean `{near}`?" if near else Remedy("give to rows", (name,))
        if columns and all(is_number(column) for column in columns):
            problem.fix = "put a line with the names of the columns first"
        elif any(";" in column for column in columns):
            problem.fix = Remedy("delimiter")
    return problem


def _wrt(settings: Settings, names: Sequence[str], whole: frozenset[str]) -> tuple[str, ...]:
    for name in settings.wrt or ():
        if name not in names:
            near = suggest_name(name, list(names))
            fix = f"did you mean `{near}`?" if near else f"the variables are {', '.join(names) or 'none'}"
            raise NameProblem(about_setting("wrt", f"names `{name}`, which is no variable of the expression"), fix=fix)
    return tuple(n for n in names if (n not in whole if settings.wrt is None else n in settings.wrt))


def _check_results(results: Sequence[str], columns: Sequence[str]) -> None:
    for name in results:
        if name in columns:
            fix = "rename the column" if name.endswith(".grad") else "give the result another name: f = ..."
            raise Problem(f"the result `{name}` would be a second column of that name", fix=fix)


def _check_columns(names: Sequence[str]) -> None:
    """In another format, a column is found by its name alone."""
    for name in names:
        if not name or names.count(name) > 1:
            what = f"the column `{name}` is there {names.count(name)} times" if name else "a column has no name"
            raise Problem(f"{what}, which another format cannot hold", fix="give each column a name of its own")


def _program(
    tree: Tree, columns: Sequence[str], constants: Mapping[str, Any], wrt: Sequence[str], settings: Settings
) -> Taped | None:
    """The program, if there is one. Raises what PyTorch refuses whatever the numbers are."""
    leaves = make_leaves(constants, settings._replace(wrt=None), whole_positions(tree))
    data = {name: x.raw for name, x in leaves.items()}
    try:
        try:
            return taped(tree, columns, data, wrt, settings.dtype)
        except NotStraight:
            return spread(tree, columns, data, wrt, settings.dtype)
    except NotStraight:
        return None
    except BackwardError as error:
        engine.answer(tree, {**dict.fromkeys(columns, 1.5), **constants}, settings, wrt)  # which raises it with its cause
        raise error
    except (NameProblem, SyntaxProblem):
        raise
    except Problem:  # a refusal of scalars; the cells may hold tensors
        return None


# ------------------------------------------------------------------ row by row
def answered(task: Task, block: Block) -> tuple[list[Column], dict[int, Problem]]:
    """The results of a block, and the rows that have none."""
    bad: dict[int, Problem] = {k: found for k, found in block.odd.items() if isinstance(found, Problem)}
    results = _by_program(task, task.program, block) if task.program is not None and _plain(block) else None
    rest = [k for k in (range(block.length) if results is None else block.odd) if k not in bad]
    if results is None:
        results = [[None] * block.length for _ in task.results]
    for places, columns in _at_once(task, block, rest):
        results = [_placed_in(column, places, new) for column, new in zip(results, columns, strict=True)]
        rest = sorted({*rest} - {*places.tolist()})
    found: dict[int, list[Any]] = {}
    for k in rest:
        try:
            found[k] = engine.answer(task.tree, _values(task, block, k), task.settings, task.wrt)
        except Exception as error:  # a mistake of our own costs its row and no more
            bad[k] = _placed(mishap(error), block, k)
    return [_with(column, {k: cells[j] for k, cells in found.items()}, bad) for j, column in enumerate(results)], bad


def _plain(block: Block) -> bool:
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
        yield from alike.by_shape(asked, {k: _row(task, block, k) for k in usual})
    yield from alike.by_shape(asked, {k: _row(task, block, k) for k in rest if k in block.odd})


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


def _values(task: Task, block: Block, k: int) -> dict[str, Any]:
    return {**_row(task, block, k), **task.constants}


def _row(task: Task, block: Block, k: int) -> dict[str, Any]:
    """The values of the columns in a row."""
    odd = block.odd.get(k)
    row = odd if isinstance(odd, Mapping) else {name: _cell(block.columns[name][k]) for name in task.columns}
    return {name: _whole(v) if name in task.whole else v for name, v in row.items()}


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


def _placed(problem: Problem, block: Block, k: int) -> Problem:
    """A problem that says in which row it arose; PyTorch's own words stay first."""
    where = block.place(k)
    if isinstance(problem, TorchError):
        problem.why = f"in {where}" + (f": {problem.why}" if problem.why else "")
    else:
        problem.within(where)
    return problem


# ------------------------------------------------------------------ the whole table
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
) -> Summary:
    """Read a table, answer every row, write the table with its results.

    input, format  the formats of both; None where the bytes, or the names, say it
    output         a file, or - for standard output
    on_error       what a bad row does: "stop", "skip" (the row is left out) or "nan" (its results are nan)
    dialect        how tables of texts are written, those that are read and those that are written
    Raises Problem; with "stop", what a bad row has, after the rows before it.
    """
    if on_error not in ON_ERROR:
        raise Problem(about_setting("on_error", f"is stop, skip or nan, not `{on_error}`"))
    table = formats.reader(source, input, dialect)
    warnings: dict[str, None] = {}  # each once, however many rows there are
    with heard(lambda text: warnings.setdefault(text)):
        shown = input is not None or source.name == STDIN
        task = asked(expression, constants, settings, table, shown=shown)
    form = formats.chosen(format, None if is_stdout(output) else output, table.format)
    formats.check_dialect(dialect, form)
    if form != table.format:
        _check_columns(table.names)
    if form in formats.BINARY and _to_terminal(output):
        raise Problem(f"a terminal cannot show {form}", fix=Remedy("terminal", (form,)))
    interrupts = Interrupts()
    folder = None if is_stdout(output) else os.path.dirname(os.path.realpath(output))
    with interrupts.heard(), whole_file(output) as whole, ExitStack() as keep:
        stream = keep.enter_context(packing.writing(packing.by_name(output), whole))
        writer = formats.writer(form, stream, table, task.results, settings.dtype, keep, folder, dialect)
        summary, notes = Summary(), dict[str, None]()
        for block in table.blocks(task.columns):
            if block.first == 1 and _plain(block) and not any(isinstance(row, Mapping) for row in block.odd.values()):
                notes.update(dict.fromkeys(_notes(task)))
            with heard(lambda text: warnings.setdefault(text)):
                results, bad = answered(task, block)
            with interrupts.held():
                _write(writer, block, results, bad, on_error)
                stream.flush()
            if bad:
                first = summary.first or bad[min(bad)]
                if on_error == "stop":
                    raise first
                summary = Summary(summary.bad + len(bad), first)
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


def _write(writer: Writer, block: Block, results: Sequence[Column], bad: Mapping[int, Problem], on_error: str) -> None:
    """The rows that are to be seen."""
    if not bad or on_error == "nan":
        writer.write(block.rows, results)
        return
    kept = range(min(bad)) if on_error == "stop" else [k for k in range(block.length) if k not in bad]
    writer.write(taken(block.rows, kept), [taken(column, kept) for column in results])
