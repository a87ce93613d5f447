"""Claims judged at every row of a table, whose columns are values of variables, and claims if they are called so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from gradcli.batch import formats, parts
from gradcli.batch.cells import carried, portable
from gradcli.batch.cells import value as cell_value
from gradcli.batch.mishaps import mishap
from gradcli.batch.rows import placed, values_in
from gradcli.batch.table import USUAL, Block, Dialect, Reader
from gradcli.batch.task import bound
from gradcli.bindings import parse_value
from gradcli.calculation.leaves import whole_positions
from gradcli.calculation.question import Settings
from gradcli.checks.checking import Claims, demand_variables, judge
from gradcli.checks.findings import FAIL, Finding, Place, Report, Rules, Tally, severity, worst
from gradcli.checks.formulas import Formula
from gradcli.checks.oracle import Oracle
from gradcli.checks.typed import units_of, units_of_text
from gradcli.ops.late import np
from gradcli.problems import Exit, FileProblem, Problem, Remedy
from gradcli.processes import LOST, Workers, ahead
from gradcli.readers.choice import listing
from gradcli.readers.notation import Notation
from gradcli.readers.source import STDIN, Source, opened
from gradcli.syntax.parser import parse

TOGETHER = 64  # rows that are handed to a process at once
NOTHING = ("", "None", "null")  # in a cell of claims: that there is no gradient


class Wanted(NamedTuple):
    """What is asked of a table, whatever its columns are.

    source    the expression
    values    of the variables that are no columns
    expect    variable -> what is claimed of its gradient: the name of a column, or a value of all rows, as it is typed
    value     the same of the output
    formulas  (variable, formula of its gradient)
    """

    source: str
    values: Mapping[str, Any]
    expect: Mapping[str, str]
    value: str | None
    formulas: tuple[tuple[str, str], ...]
    rules: Rules
    dialect: Dialect = USUAL


class Asked(NamedTuple):
    """What is asked of every row of one table, as data that any process reads.

    names    those that are no functions
    claims   of all rows
    columns  variable, or "" for the output -> the column with what is claimed of it
    """

    source: str
    names: tuple[str, ...]
    values: Mapping[str, Any]
    claims: Claims
    columns: Mapping[str, str]
    rules: Rules
    notation: Notation


class Row(NamedTuple):
    """A row: where it is, the values of the variables that are columns, and what is claimed; or what is wrong with it."""

    place: Place
    values: Mapping[str, Any]
    claims: Mapping[str, Any]
    problem: Problem | None = None


class Part(NamedTuple):
    """Some rows for a process."""

    asked: Asked
    rows: Sequence[Row]


# ------------------------------------------------------------------ one row
def judged(part: Part) -> list[tuple[Finding, ...] | Problem]:
    """What is found at every row; in whatever process."""
    return [_judged(part.asked, row) for row in part.rows]


def _judged(asked: Asked, row: Row, mistakes: bool = False) -> tuple[Finding, ...] | Problem:
    if row.problem is not None:
        return row.problem
    try:
        values = {name: carried(v) for name, v in {**row.values, **asked.values}.items()}
        rules = asked.rules._replace(here=True, mistakes=mistakes)
        return judge(_parsed(asked.source, asked.names), values, _claims(asked, row), rules).findings
    except Exception as error:
        return mishap(error)


@lru_cache(8)
def _parsed(source: str, names: tuple[str, ...]) -> Any:
    return parse(source, names)


def _claims(asked: Asked, row: Row) -> Claims:
    """The claims of all rows, and those of this one."""
    expect, units, value = [*asked.claims.expect], [*asked.claims.units], asked.claims.value
    for name, column in asked.columns.items():
        data, unit = _claimed(row.claims[name], asked.notation, column)
        units.append((name, unit))
        if name:
            expect.append((name, data))
        elif data is None:
            raise Problem("there is no value", fix="give a number").within(f"column `{column}`")
        else:
            value = data
    return asked.claims._replace(expect=tuple(expect), units=tuple(units), value=value)


def _claimed(cell: Any, notation: Notation, column: str) -> tuple[Any, Any]:
    """What a cell claims, and half a unit of its last digit. Nothing claims that there is no gradient."""
    if cell is None or (isinstance(cell, str) and cell.strip() in NOTHING):
        return None, 0.0
    if isinstance(cell, np.float32):  # which is as far off as its last bit
        return float(cell), float(np.spacing(abs(cell))) / 2
    try:
        found = portable(cell_value(cell.item() if hasattr(cell, "item") else cell, notation))
    except Problem as problem:
        problem.fix = "give a number"
        raise problem.within(f"column `{column}`") from None
    return found, units_of_text(cell) if isinstance(cell, str) and notation.decimal == "." else units_of(found)


# ------------------------------------------------------------------ one table
def _asked(wanted: Wanted, table: Reader, shown: bool) -> tuple[Asked, tuple[str, ...]]:
    """What is asked of a table, and the columns that are variables. Raises Problem."""
    rules = wanted.rules
    settings = Settings(wrt=rules.wrt, dtype=rules.dtype)
    tree, variables, wrt = bound(wanted.source, wanted.values, settings, table, shown=shown)
    names = (*table.names, *wanted.values)
    occurring = [*dict.fromkeys([*variables, *wanted.values])]
    demand_variables([*wanted.expect, *(name for name, _ in wanted.formulas)], occurring, occurring, rules)
    for name, formula in wanted.formulas:  # of which each row would say the same
        Formula(name, formula, occurring, Oracle(tree, rules.dtype), settings, rules)
    columns = {name: text for name, text in wanted.expect.items() if text in table.names}
    spoken_of = {*wanted.expect, *(name for name, _ in wanted.formulas)}
    columns |= {name: f"{name}.grad" for name in wrt if f"{name}.grad" in table.names and name not in spoken_of}
    expect = tuple((n, _constant(n, text, table.names)) for n, text in wanted.expect.items() if n not in columns)
    units = [(name, units_of_text(text)) for name, text in wanted.expect.items() if name not in columns]
    value = None
    if wanted.value in table.names:
        columns[""] = wanted.value
    elif wanted.value is not None:
        value = portable(parse_value("value", wanted.value))
        units.append(("", units_of_text(wanted.value)))
    for column in columns.values():
        if table.names.count(column) > 1:
            why = f"the column `{column}` is there {table.names.count(column)} times"
            raise Problem(why, fix="give each column a name of its own")
    values = {name: portable(v) for name, v in wanted.values.items()}
    claims = Claims(expect, value, wanted.formulas, tuple(units))
    return Asked(tree.source, names, values, claims, columns, rules, wanted.dialect.notation), variables


def _constant(name: str, text: str, columns: Sequence[str]) -> Any:
    """A claim that holds for all rows."""
    if text == "None":
        return None
    try:
        return portable(parse_value(f"expect {name}", text, f"{name}.grad"))
    except Problem as problem:
        if isinstance(problem.title, Remedy) and problem.title.kind == "not constant":
            problem.fix = f"name a column, one of {listing(columns)}, or give a number for all rows"
        raise


def _parts(wanted: Wanted, source: Source) -> Iterator[Part]:
    """The rows of a table, some at a time."""
    promised = formats.by_extension(source.promised)
    table = formats.reader(source, promised, wanted.dialect)
    asked, variables = _asked(wanted, table, promised is not None or source.name == STDIN)
    whole = whole_positions(_parsed(asked.source, asked.names))
    for made in table.blocks(variables):
        block = made if isinstance(made, Block) else made()
        claims = _cells(table, block, asked.columns)
        for first in range(0, block.length, TOGETHER):
            ks = range(first, min(first + TOGETHER, block.length))
            yield Part(asked, [_row(source.name, block, k, variables, whole, claims) for k in ks])


def _cells(table: Reader, block: Block, columns: Mapping[str, str]) -> dict[str, Any]:
    """The cells of the columns with claims."""
    if not columns:
        return {}
    rows = block.rows
    if hasattr(rows, "schema"):  # of Arrow, where others need not be looked at
        rows = rows.select([*dict.fromkeys(columns.values())])
    found = table.table(rows)
    return {name: found[column] for name, column in columns.items()}


def _row(file: str, block: Block, k: int, variables: Sequence[str], whole: frozenset[str], claims: Mapping[str, Any]) -> Row:
    place = Place(file, block.part, block.first + k, None if block.lines is None else block.lines[k])
    odd = block.odd.get(k)
    if isinstance(odd, Problem):
        if isinstance(odd.fix, Remedy) and odd.fix.kind == "skip":
            odd.fix = "give a number, or leave the row out"
        return Row(place, {}, {}, odd.within(file))
    values = {name: portable(v) for name, v in values_in(block, k, variables, whole).items()}
    return Row(place, values, {name: column[k] for name, column in claims.items()})


# ------------------------------------------------------------------ all of them
def files_of(path: str) -> list[str]:
    """The files of a table: one, or those of a folder or a pattern. Raises FileProblem."""
    return [part.source for part in parts.found([path], None)] if parts.are_several(path) else [path]


class Run:
    """Claims judged at every row of some tables.

    files      their names; - is standard input
    fail_fast  the first row that does not pass is the last
    brief      a few rows are enough
    """

    def __init__(self, wanted: Wanted, files: Sequence[str], jobs: int = 1, fail_fast: bool = False, brief: bool = False) -> None:
        self._wanted, self._files, self._jobs, self._fail_fast, self._brief = wanted, files, jobs, fail_fast, brief
        self._done = 0
        self._source: Source | None = None
        self._counts: Counter[tuple[str, bool]] = Counter()
        self._unreadable = 0
        self._first: Place | None = None
        self._problem: Problem | None = None
        self._found: dict[tuple[str, str, str | None], _Kept] = {}

    def fraction(self) -> float:
        """How much of them has been read, from 0 to 1."""
        return (self._done + (self._source.fraction() if self._source is not None else 0.0)) / len(self._files)

    def report(self) -> Report:
        """What came of it. Raises Problem where no row could be judged."""
        workers = Workers(judged, self._jobs, here=judged)

        def ask(part: Part) -> tuple[Part, list[tuple[Finding, ...] | Problem]]:
            return part, judged(part) if self._jobs < 2 else _by_process(workers, part)

        answers = ahead(ask, self._rows(), self._jobs, end=workers.end)
        try:
            for part, found in answers:
                for row, one in zip(part.rows, found, strict=True):
                    if not self._take(part.asked, row, one) and self._fail_fast:
                        return self._told()
                if self._brief:
                    break
        finally:
            answers.close()
        return self._told()

    def _rows(self) -> Iterator[Part]:
        for file in self._files:
            with opened(file) as source:
                self._source = source
                yield from _parts(self._wanted, source)
            self._source = None
            self._done += 1

    def _take(self, asked: Asked, row: Row, found: tuple[Finding, ...] | Problem) -> bool:
        """Count a row; whether it passed."""
        if isinstance(found, Problem):
            problem = row.problem or placed(found, str(row.place))
            if problem.status == Exit.NO:
                self._counts[FAIL, False] += 1
            else:
                self._unreadable += 1
            if self._problem is None or problem.status > self._problem.status:
                self._problem = problem
            self._first = self._first or row.place
            return False
        for finding in found:
            kept = self._found.setdefault((finding.what, finding.name, finding.formula), _Kept())
            kept.take(asked, row, finding)
        rules = self._wanted.rules
        passed = Report(asked.source, rules.dtype, found, rules.strict, rules.undecided).passed
        self._counts[worst([f.verdict for f in found]), passed] += 1
        self._first = self._first or (None if passed else row.place)
        return passed

    def _told(self) -> Report:
        if not self._counts:
            if self._problem is not None:
                raise self._problem
            raise FileProblem(f"{self._files[0]} has no rows", fix="give it a row for each point")
        rules = self._wanted.rules
        tally = Tally(tuple(self._files), dict(self._counts), self._unreadable, self._first, self._problem)
        findings = tuple(kept.told() for kept in self._found.values())
        return Report(self._wanted.source, rules.dtype, findings, rules.strict, rules.undecided, tally)


class _Kept:
    """What is kept of a claim: the first row with its worst verdict."""

    def __init__(self) -> None:
        self.verdicts: Counter[str] = Counter()
        self.first: tuple[Asked, Row, Finding] | None = None

    def take(self, asked: Asked, row: Row, finding: Finding) -> None:
        """Hear of a row."""
        self.verdicts[finding.verdict] += 1
        if self.first is None or severity(finding.verdict) > severity(self.first[2].verdict):
            self.first = (asked, row, finding)

    def told(self) -> Finding:
        """The claim over all rows, with the mistake if it does not hold."""
        assert self.first is not None
        asked, row, finding = self.first
        if finding.verdict == FAIL:
            again = _judged(asked, row, mistakes=True)
            for other in () if isinstance(again, Problem) else again:
                if (other.what, other.name, other.formula) == (finding.what, finding.name, finding.formula):
                    finding = other
        return finding._replace(
            points=sum(self.verdicts.values()), times=self.verdicts[finding.verdict], point=row.values, place=row.place
        )


def _by_process(workers: Workers, part: Part) -> list[tuple[Finding, ...] | Problem]:
    """What another process found. A row over which it ends costs itself alone."""
    try:
        return workers.ask(part)  # type: ignore[no-any-return]
    except EOFError:
        if len(part.rows) == 1:
            return [Problem(LOST, fix="make it smaller")]
        return [found for row in part.rows for found in _by_process(workers, part._replace(rows=[row]))]
