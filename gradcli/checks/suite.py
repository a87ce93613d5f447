"""Files of checks, in TOML: read, chosen, run one after the other or side by side, and told what became of each, with its line.

[[check]]
name = "polynomial"
expression = "3*x**2 + 4*x + 5"
values = { x = 2 }
expect = { x = 16 }
value = 25
formula = { x = "6*x + 4" }
"""

from __future__ import annotations

import os
import re
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from time import perf_counter
from typing import Any, NamedTuple

from gradcli.bindings import parse_constant
from gradcli.calculation.question import named
from gradcli.checks.checking import Claims, check
from gradcli.checks.findings import FAIL, PASS, Report, Rules
from gradcli.checks.settings import KEYS, SHARED, interval, one_of, tolerance
from gradcli.problems import Exit, FileProblem, Problem, own_mistake, too_much
from gradcli.suggest import suggest_name

ERROR = "error"  # the verdict on a check that cannot be read
HEADER = re.compile(r"^[ \t]*\[\[[ \t]*check[ \t]*\]\]", re.MULTILINE)


class Entry(NamedTuple):
    """One check of a file, as it is written there.

    line  on which it begins; None if the file does not tell
    """

    name: str
    line: int | None
    table: Mapping[str, Any]
    file: str = ""


class Outcome(NamedTuple):
    """What became of a check: a report, or the problem that kept it from being run.

    file     in which it stands; "" for none
    seconds  how long it took
    """

    name: str
    line: int | None
    report: Report | None
    problem: Problem | None = None
    file: str = ""
    seconds: float = 0.0

    @property
    def status(self) -> Exit:
        """0 it passed, 1 it failed, 2 it cannot be read."""
        if self.problem is not None:
            return self.problem.status
        return Exit.OK if self.report is not None and self.report.passed else Exit.NO

    @property
    def verdict(self) -> str:
        """The worst of its claims; "error" if it cannot be read."""
        if self.report is not None:
            return self.report.verdict
        return FAIL if self.status == Exit.NO else ERROR  # what backward raises is an answer


def of_report(name: str, report: Report) -> Outcome:
    """The outcome of a check that stands in no file; of one over a table, at the first row that does not pass."""
    table = report.table
    if table is None:
        return Outcome(name, None, report)
    file, line = (table.files[0], None) if table.first is None else (table.first.file, table.first.line)
    return Outcome(name, line, report, table.problem, file)


def read(path: str, text: str, shared: Mapping[str, Any] | None = None) -> list[Entry]:
    """The entries of a file. Raises FileProblem if it is not TOML, or has no checks.

    shared  keys that hold for every check that does not have them itself; they win over the file's [defaults]
    """
    found = parsed(path, text)
    tables = found.get("check")
    if not isinstance(tables, list) or not tables or not all(isinstance(t, dict) for t in tables):
        raise FileProblem(f"{path} holds no checks", fix="each begins with a line [[check]]")
    _refuse_others(path, found)
    starts = [text.count("\n", 0, match.start()) + 1 for match in HEADER.finditer(text)]
    places: list[int | None] = [*starts] if len(starts) == len(tables) else [None] * len(tables)
    defaults = {**found.get("defaults", {}), **(shared or {})}
    return [
        Entry(str(t.get("name", t.get("expression", f"check {k}"))), line, {**defaults, **t}, path)
        for k, (t, line) in enumerate(zip(tables, places, strict=True), start=1)
    ]


def parsed(path: str, text: str) -> dict[str, Any]:
    """A file as TOML. Raises FileProblem."""
    import tomllib  # a single check has no file

    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise FileProblem(f"{path} is not TOML: {error}") from None


def _refuse_others(path: str, found: Mapping[str, Any]) -> None:
    for key in found:
        if key not in ("check", "defaults"):
            raise FileProblem(f"{path} has a table `{key}`", fix="there are [[check]] and [defaults]")
    defaults = found.get("defaults", {})
    if not isinstance(defaults, dict):
        raise FileProblem(f"{path}: defaults is no table", fix="it begins with a line [defaults]")
    for key in defaults:
        if key not in SHARED:
            raise FileProblem(f"{path}: [defaults] has no key `{key}`", fix=f"its keys are {', '.join(SHARED)}")


def chosen(entries: Sequence[Entry], text: str | None) -> list[Entry]:
    """Those with a text in their names, in whatever case. Raises Problem if there is none."""
    if text is None:
        return list(entries)
    found = [entry for entry in entries if text.casefold() in entry.name.casefold()]
    if not found:
        near = suggest_name(text, [entry.name for entry in entries])
        raise Problem(
            f"no check has `{text}` in its name",
            fix=f"did you mean `{near}`?" if near else f"the first is called `{entries[0].name}`",
        )
    return found


def run(entries: Sequence[Entry], jobs: int = 1, fail_fast: bool = False) -> Generator[Outcome, None, None]:
    """Each entry's outcome, in order; what cannot be read keeps nobody from reading on.

    jobs       so many processes share the work
    fail_fast  the first that does not pass is the last
    """
    outcomes = _side_by_side(entries, jobs) if jobs > 1 and len(entries) > 1 else (judged(entry) for entry in entries)
    with closing(outcomes):
        for outcome in outcomes:
            yield outcome
            if fail_fast and outcome.status != Exit.OK:
                return


def _side_by_side(entries: Sequence[Entry], jobs: int) -> Generator[Outcome, None, None]:
    from gradcli.processes import in_order  # one process alone needs nothing of the kind

    return in_order(judged, entries, jobs, _lost)


def _lost(entry: Entry) -> Outcome:
    problem = Problem("the process that ran this check ended without an answer", fix="run it alone, with one job")
    return Outcome(entry.name, entry.line, None, problem, entry.file)


def judged(entry: Entry) -> Outcome:
    """What becomes of one entry. A mistake of our own is told as one, and the others go on."""
    start = perf_counter()
    report, problem = None, None
    try:
        report = over_rows(entry) if "points" in entry.table else check(*question(entry.table))
        problem = report.table.problem if report.table is not None else None
    except Problem as error:
        problem = error
    except (MemoryError, RecursionError):
        problem = too_much()
    except Exception as error:
        if os.environ.get("GRADCLI_TRACEBACK"):
            raise
        problem = own_mistake(error)
    return Outcome(entry.name, entry.line, report, problem, entry.file, perf_counter() - start)


def over_rows(entry: Entry) -> Report:
    """What comes of a check at every row of a table, whose name counts from the folder of the file. Raises Problem."""
    from gradcli.checks import rows  # late: most checks have no table

    path = _typed(entry.table, "points", str, "the name of a table", "")
    if entry.file not in ("", "-"):
        path = os.path.join(os.path.dirname(entry.file), path)
    table = {key: v for key, v in entry.table.items() if key not in ("points", "expect", "value")}
    source, values, claims, rules = question(table)
    expect = {n: _text(f"expect.{n}", v) for n, v in _mapping(entry.table, "expect").items()}
    value = _text("value", entry.table["value"]) if "value" in entry.table else None
    return rows.Run(rows.Wanted(source, values, expect, value, claims.formulas, rules), rows.files_of(path)).report()


def _text(what: str, value: Any) -> str:
    """A claim about rows as text: the name of a column, or a value of all of them."""
    if isinstance(value, str) and value.startswith("@"):  # only a command line reads files so
        parse_constant(what, value)
    return value if isinstance(value, str) else str(_numbers(what, value))


def question(table: Mapping[str, Any]) -> tuple[str, dict[str, Any], Claims, Rules]:
    """The arguments of `check` that an entry stands for."""
    for key in table:
        if key not in KEYS:
            near = suggest_name(key, KEYS)
            raise Problem(
                f"a check has no key `{key}`", fix=f"did you mean `{near}`?" if near else f"its keys are {', '.join(KEYS)}"
            )
    source = _typed(table, "expression", str, "a text", None)
    if source is None:
        raise Problem("a check needs an expression", fix='expression = "3*x**2 + 4*x + 5"')
    values = {n: constant(f"values.{n}", v) for n, v in _mapping(table, "values").items()}
    claims = Claims(
        tuple((n, claimed(f"expect.{n}", v)) for n, v in _mapping(table, "expect").items()),
        constant("value", table["value"]) if "value" in table else None,
        tuple((n, _formula(n, v)) for n, v in _mapping(table, "formula").items()),
    )
    return source, values, claims, _rules(table)


def _rules(table: Mapping[str, Any]) -> Rules:
    usual = Rules()
    wrt = table.get("wrt")
    return Rules(
        rtol=tolerance("rtol", table.get("rtol")),
        atol=tolerance("atol", table.get("atol")),
        nan_ok=_typed(table, "nan_ok", bool, "true or false", False),
        none_as_zero=_typed(table, "none_as_zero", bool, "true or false", False),
        strict=_typed(table, "strict", bool, "true or false", False),
        undecided=one_of("undecided", table.get("undecided", usual.undecided), (PASS, FAIL)),
        samples=_typed(table, "samples", int, "a whole number", usual.samples),
        seed=_typed(table, "seed", int, "a whole number", usual.seed),
        ranges={n: _range(n, v) for n, v in _mapping(table, "range").items()},
        dtype=_typed(table, "dtype", str, "a text", usual.dtype),
        wrt=named(",".join(map(str, wrt))) if isinstance(wrt, list) else named(wrt),
        allow_unused=_typed(table, "allow_unused", bool, "true or false", usual.allow_unused),
        grad_output=constant("grad_output", table["grad_output"]) if "grad_output" in table else None,
    )


def _mapping(table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = _typed(table, key, dict, "a table", {})
    return found


def _typed(table: Mapping[str, Any], key: str, kind: type, described: str, usual: Any) -> Any:
    value = table.get(key, usual)
    if value is not usual and (not isinstance(value, kind) or (isinstance(value, bool) and kind is int)):
        raise Problem(f"`{key}` is {described}, not {value!r}")
    return value


def _formula(name: str, value: Any) -> str:
    return value if isinstance(value, str) else str(constant(f"formula.{name}", value))


def constant(what: str, value: Any) -> Any:
    """A number, a nested list, or a constant expression in quotes."""
    return parse_constant(what, value) if isinstance(value, str) else _numbers(what, value)


def _numbers(what: str, value: Any) -> Any:
    stack = [value]
    while stack:
        v = stack.pop()
        if isinstance(v, list):
            stack += v
        elif not isinstance(v, int | float):
            raise Problem(f"`{what}` is a number, a list of numbers or a text, not {v!r}")
    return value


def claimed(what: str, value: Any) -> Any:
    """A claimed gradient: the text "None" claims that there is none."""
    return None if isinstance(value, str) and value.strip() == "None" else constant(what, value)


def _range(name: str, value: Any) -> tuple[float, float]:
    if isinstance(value, list) and len(value) == 2:
        return interval(name, str(value[0]), str(value[1]))
    low, dots, high = str(value).partition("..")
    if not dots:
        raise Problem(f"`range.{name}` has two ends", fix=f"range = {{ {name} = [0.1, 3] }}")
    return interval(name, low, high)
