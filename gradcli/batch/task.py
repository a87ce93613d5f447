"""What is asked of every row of a table: the expression with every name accounted for, and its program if there is one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from gradcli.batch import engine
from gradcli.batch.table import Reader
from gradcli.calculation.leaves import make_leaves, whole_positions
from gradcli.calculation.question import Settings, check_settings, check_size, located, output_name, unknown_value
from gradcli.evaluate.expression import CONSTANTS, missing
from gradcli.lanes.record import Taped, spread, taped
from gradcli.lanes.straight import NotStraight
from gradcli.numerals import is_number
from gradcli.problems import BackwardError, NameProblem, Problem, Remedy, SyntaxProblem, about_setting
from gradcli.readers.choice import listing
from gradcli.suggest import suggest_name
from gradcli.syntax.parser import parse
from gradcli.syntax.tree import Tree

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
    kept       the columns that are passed on, in order; None for all
    """

    tree: Tree
    columns: tuple[str, ...]
    constants: Mapping[str, Any]
    wrt: tuple[str, ...]
    results: tuple[str, ...]
    settings: Settings
    program: Taped | None
    whole: frozenset[str] = frozenset()
    kept: tuple[str, ...] | None = None


def asked(
    expression: str,
    constants: Mapping[str, Any],
    settings: Settings,
    table: Reader,
    *,
    shown: bool = True,
    columns: Sequence[str] | None = None,
) -> Task:
    """The task, with every name accounted for. Raises Problem.

    shown    whether it is known to be a table, whose names a message may show
    columns  those that are passed on, as they are asked for; None for all
    """
    tree, variables, wrt = bound(expression, constants, settings, table, shown=shown)
    kept = None if columns is None else _kept(columns, table.names, shown or bool(variables))
    found = prepared(tree, variables, constants, wrt, settings, table.names)
    _check_results(found.results, table.names if kept is None else kept)
    return found._replace(kept=kept)


def bound(
    expression: str, constants: Mapping[str, Any], settings: Settings, table: Reader, *, shown: bool = True
) -> tuple[Tree, tuple[str, ...], tuple[str, ...]]:
    """An expression, the columns that are variables of it, and the variables that require grad. Raises Problem."""
    check_settings(settings)
    tree = parse(expression, (*table.names, *constants))
    check_size(tree)
    if getattr(table, "plain", False):
        _name_the_column(tree, constants, table)
    variables = [n for n in tree.names() if n in table.names or n in constants or n not in CONSTANTS]
    _check_names(tree, variables, constants, table.names, shown)
    columns = tuple(n for n in table.names if n in variables)
    return tree, columns, _wrt(settings, (*columns, *constants), whole_positions(tree))


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
        listed = listing(columns) or "none"
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


def _kept(asked: Sequence[str], names: Sequence[str], shown: bool) -> tuple[str, ...]:
    """The columns that are asked for: each text is the name of one, or names with commas between them. Raises Problem."""
    found: dict[str, None] = {}
    for name in [name for text in asked for name in ([text] if text in names else map(str.strip, text.split(",")))]:
        if name not in names:
            raise _no_column(name, names, shown)
        if name in found:
            raise Problem(about_setting("columns", f"names `{name}` twice"), fix="name it once")
        if names.count(name) > 1:
            raise Problem(f"the column `{name}` is there {names.count(name)} times", fix="give each column a name of its own")
        found[name] = None
    return tuple(found)


def _no_column(name: str, names: Sequence[str], shown: bool) -> Problem:
    near = suggest_name(name, list(names)) if shown else None
    if not name:
        return Problem(about_setting("columns", "has an empty name"), fix=Remedy("no columns"))
    fix: str | Remedy = "its first line has to name the columns, as in x,y"
    if shown:
        listed = listing(names) or "none"
        fix = f"did you mean `{near}`?" if near else f"the columns are {listed}"
    if name.lower() in ("none", "nothing", "no"):
        fix = Remedy("no columns")
    return NameProblem(about_setting("columns", f"names `{name}`, which is no column"), fix=fix)


def _check_results(results: Sequence[str], columns: Sequence[str]) -> None:
    for name in results:
        if name in columns:
            fix: str | Remedy = "give the result another name: f = ..."
            if name.endswith(".grad"):  # which the expression cannot call otherwise
                fix = about_setting("columns", "passes on others alone; or rename it")
            raise Problem(f"the result `{name}` would be a second column of that name", fix=fix)


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
