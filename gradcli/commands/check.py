"""gradcli check: does a claimed gradient hold?"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from gradcli.bindings import parse_value, parse_values
from gradcli.calculation.question import named
from gradcli.checks import settings
from gradcli.checks.checking import Claims
from gradcli.checks.checking import check as judge
from gradcli.checks.findings import FAIL, PASS, Report, Rules
from gradcli.checks.typed import units_of_text
from gradcli.commands import COMMANDS, unused
from gradcli.commands import options as o
from gradcli.commands.app import HELP_NAMES, ExpressionCommand
from gradcli.commands.command_line import CommandLine, parse_pairs
from gradcli.commands.pasted import demand_expression
from gradcli.commands.phrases import spoken, spoken_report
from gradcli.files import is_rehearsal, read_text, source_text
from gradcli.letters import in_ascii
from gradcli.problems import Exit, Problem
from gradcli.views import check as view
from gradcli.views.lines import stderr, stdout, width_of
from gradcli.views.text import json_line

if TYPE_CHECKING:
    from gradcli.batch.table import Dialect
    from gradcli.checks import suite

app = typer.Typer(add_completion=False, rich_markup_mode=None)

EXAMPLES = """Does a claimed gradient hold? A verdict, the mistake by its name, and an exit code: 0 it holds, 1 it does not.

\b
  gradcli check "3*x**2 + 4*x + 5" --x 2 --expect x=16
  gradcli check "3*x**2 + 4*x + 5" --formula x="6*x + 4"      at random points
  gradcli check "x*exp(-y)" --x 2 --y 0.5 --value 1.2130613 --expect x=0.6065307
  gradcli check "relu(x)" --x 0                               torch's own gradient; here, a kink
  gradcli check "x**2*y" points.csv                           every row of a table; a column x.grad is a claim
  gradcli check checks.toml                                   a file of checks; or several, or --file
  gradcli check checks.toml --format junit > report.xml

Claims are judged by exact rational arithmetic or by dual numbers whose error is bounded, never by the engine that computes
the gradients. Without a claim the engine's own gradients are judged."""
FORMATS = ("text", "json", "github", "junit", "sarif", "tap")
# Options that hold for every check of a file which does not say otherwise: parameter -> key.
SHARED = {name: name for name in settings.SHARED if name not in ("values", "range")} | {"ranges": "range"}


class CheckCommand(ExpressionCommand):
    """A command that also takes files of checks in place of an expression."""

    def arranged(self, line: CommandLine) -> CommandLine:
        """`checks.toml` stands for `--file checks.toml`: as an expression it would read an attribute that does not exist.

        And points.csv behind an expression for `--points points.csv`.
        """
        files = [text for text in line.positionals if text.endswith(".toml") and not text.startswith("@")]
        others = [text for text in line.positionals if text not in files]
        options = [*line.options, *(f"--file={name}" for name in files)]
        if len(others) == 2 and os.path.isfile(others[0]) and _is_table(others[0]):
            raise Problem("the expression comes first", fix=f'gradcli check "{others[1]}" {others[0]}')
        if len(others) == 2 and _is_table(others[1]):
            options.append(f"--points={others.pop()}")
        return line._replace(options=options, positionals=others)


def _is_table(text: str) -> bool:
    """Whether something behind an expression, or in its place, is the name of a table."""
    from gradcli.batch.formats import by_extension

    return text == "-" or by_extension(text) is not None or os.path.exists(text)


@app.command("check", cls=CheckCommand, context_settings=HELP_NAMES, help=EXAMPLES, short_help=COMMANDS["check"])
def check_command(
    ctx: typer.Context,
    expression: Annotated[
        str | None,
        typer.Argument(metavar="EXPR", show_default=False, help="The expression, @FILE, or - for standard input."),
    ] = None,
    expect: Annotated[
        list[str],
        typer.Option("--expect", metavar="NAME=VALUE", help="Claim a gradient: a number, a tensor or None; repeatable."),
    ] = [],  # noqa: B006
    value: Annotated[str | None, typer.Option("--value", metavar="VALUE", help="Claim the value.")] = None,
    formula: Annotated[
        list[str], typer.Option("--formula", metavar="NAME=EXPR", help="Claim a formula of a gradient, or @FILE; repeatable.")
    ] = [],  # noqa: B006
    points: Annotated[
        str | None,
        typer.Option(
            "--points",
            metavar="FILE",
            show_default=False,
            help="Judge every row of a table, as batch reads it: its columns are variables, and x.grad is a claim.",
        ),
    ] = None,
    expressions: o.Expressions = False,
    decimal: o.Decimal = ".",
    delimiter: o.Delimiter = None,
    file: Annotated[list[str], typer.Option("--file", metavar="FILE", help="A TOML file of checks, or -; repeatable.")] = [],  # noqa: B006
    named_like: Annotated[
        str | None, typer.Option("-k", metavar="TEXT", help="Of the files: the checks with a text in their names.")
    ] = None,
    fail_fast: Annotated[
        bool, typer.Option("--fail-fast", help="Of files and rows: end with the first that does not pass.")
    ] = False,
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", min=1, help="Of files and rows: share them among N processes.")] = 1,
    samples: Annotated[
        int | None,
        typer.Option("--samples", metavar="N", min=0, help="Random points for formulas; by default 20, fewer for large tensors."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Of the random points.")] = 0,
    ranges: Annotated[
        list[str], typer.Option("--range", metavar="NAME=LOW..HIGH", help="Where random values lie; repeatable.")
    ] = [],  # noqa: B006
    rtol: Annotated[
        float | None,
        typer.Option("--rtol", metavar="X", help="|claim - true| <= atol + rtol*|true|; by default to the last typed digit."),
    ] = None,
    atol: Annotated[float | None, typer.Option("--atol", metavar="X", help="By default 0, or what rounding explains.")] = None,
    nan_ok: Annotated[bool, typer.Option("--nan-ok", help="nan equals nan.")] = False,
    none_as_zero: Annotated[bool, typer.Option("--none-as-zero", help="A gradient that is None counts as 0.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="A kink is a failure.")] = False,
    undecided: Annotated[
        str, typer.Option("--undecided", metavar="pass|fail", help="What counts where neither can be shown.")
    ] = "fail",
    let: o.Let = [],  # noqa: B006
    wrt: o.Wrt = None,
    allow_unused: o.AllowUnused = None,
    grad_output: o.GradOutput = None,
    dtype: o.Dtype = "float64",
    format: Annotated[str | None, typer.Option("--format", metavar="FORMAT", help=f"{', '.join(FORMATS)}.")] = None,
    json: o.Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="The exit code alone.")] = False,
    digits: o.Digits = 6,
    color: o.Color = "auto",
    ascii: o.Ascii = False,
) -> int:
    """Does a claimed gradient hold?"""
    wanted = _format(format, json)
    given = unused.typed(ctx)
    unused.refuse_together(given, *([("json", "format")] if wanted != "json" else []), ("quiet", "json"), ("quiet", "format"))
    if wanted != "text" or quiet:
        unused.tell(unused.idle(given, ("digits",), "has nothing to do: it is about text for people"), color, ascii)
    rules = Rules(
        rtol=settings.tolerance("--rtol", rtol),
        atol=settings.tolerance("--atol", atol),
        nan_ok=nan_ok,
        none_as_zero=none_as_zero,
        strict=strict,
        undecided=settings.one_of("--undecided", undecided, (PASS, FAIL)),
        samples=samples,
        seed=seed,
        ranges={n: _interval(n, text) for n, text in parse_pairs("--range", ranges).items()},
        dtype=dtype,
        wrt=named(wrt),
        allow_unused=allow_unused,
        grad_output=None if grad_output is None else parse_value("grad-output", grad_output),
    )
    texts = o.bindings(ctx, let)
    show = _Show(wanted, quiet, digits, color, ascii)
    if points is not None:
        _refuse_beside_points(given)
        why = "has nothing to do: the points are those of the table"
        unused.tell(unused.idle(given, ("samples", "seed", "ranges"), why), color, ascii)
        dialect = _dialect(decimal, delimiter, expressions)
        claimed_by = _Typed(parse_pairs("--expect", expect), value, parse_pairs("--formula", formula))
        return _check_rows(expression, points, texts, claimed_by, rules, dialect, jobs, fail_fast, show)
    unused.refuse(("expressions", "decimal", "delimiter"), given, "is about tables of points, and there is none")
    if file:
        _refuse_besides(file, [*([expression] if expression else []), *expect, *formula, *texts, *([value] if value else [])])
        return _check_files(file, _shared(ctx, rules), named_like, jobs, fail_fast, show)
    _refuse_without_file(named_like, fail_fast, jobs)
    if expression is None:
        raise Problem("there is no expression", fix='gradcli check "3*x**2 + 4*x + 5" --x 2 --expect x=16')
    claimed = parse_pairs("--expect", expect)
    typed = claimed if value is None else {**claimed, "": value}
    claims = Claims(
        tuple((n, _claimed(n, text)) for n, text in claimed.items()),
        None if value is None else parse_value("value", value),
        tuple((n, source_text(text)) for n, text in parse_pairs("--formula", formula).items()),
        tuple((n, units_of_text(text)) for n, text in typed.items()),
    )
    if "." in expression and os.path.isfile(expression) and _is_table(expression):
        raise Problem(f"{expression} is a table, and there is no expression for it", fix=f'gradcli check "x**2" {expression}')
    source = source_text(expression)
    demand_expression(source, expression)
    unused.refuse_swallowed(ctx, source, texts)
    if texts and not formula:
        why = "has nothing to do: the values are given, and no point is drawn"
        unused.tell(unused.idle(given, ("samples", "seed", "ranges"), why), color, ascii)
    report = spoken_report(judge(source, parse_values(texts), claims, rules))
    show.report(source, report)
    return int(Exit.OK if report.passed else Exit.NO)


# ------------------------------------------------------------------ tables of points
class _Typed(NamedTuple):
    """What is claimed, as it was typed."""

    expect: Mapping[str, str]
    value: str | None
    formulas: Mapping[str, str]


def _refuse_beside_points(given: Sequence[str]) -> None:
    unused.refuse(("file", "named_like"), given, "is about files of checks, and the points are those of a table")
    unused.refuse(("allow_unused",), given, "is about values that are typed, and those of a table have names")


def _dialect(decimal: str, delimiter: str | None, expressions: bool) -> Dialect:
    from gradcli.batch.table import Dialect  # late: most checks have no table
    from gradcli.readers.notation import Notation

    return Dialect(Notation(o.decimal_sign(decimal), expressions), o.field_sign(delimiter))


def _check_rows(
    expression: str | None,
    points: str,
    texts: Mapping[str, str],
    typed: _Typed,
    rules: Rules,
    dialect: Dialect,
    jobs: int,
    fail_fast: bool,
    show: _Show,
) -> int:
    from gradcli.checks import rows
    from gradcli.views.progress import shown

    if points.isdigit() and not os.path.exists(points):
        raise Problem(f"--points takes a table, and not {points}", fix=f"--samples {points} draws so many points")
    if expression is None or (expression == "-" and points == "-"):
        raise Problem("there is no expression", fix=f'gradcli check "3*x**2 + 4*x + 5" --points {points}')
    source = source_text(expression)
    demand_expression(source, expression)
    formulas = tuple((n, source_text(text)) for n, text in typed.formulas.items())
    wanted = rows.Wanted(source, parse_values(texts), typed.expect, typed.value, formulas, rules, dialect)
    run = rows.Run(wanted, rows.files_of(points), jobs, fail_fast, is_rehearsal())
    with shown("check", run.fraction):
        report = spoken_report(run.report())
    show.report(source, report)
    return int(report.status)


class _Show(NamedTuple):
    """How verdicts are printed."""

    format: str
    quiet: bool
    digits: int
    color: str
    ascii: bool

    def report(self, source: str, report: Report) -> None:
        """That on one expression."""
        if self.quiet:
            return
        if self.format == "json":
            sys.stdout.write(json_line(view.document(report), self.ascii) + "\n")
        elif self.format == "text":
            stdout(self.color, self.ascii).lines(view.lines(report, self.digits, width_of(sys.stdout)))
        else:
            from gradcli.checks import suite  # late: most verdicts are read by people

            self.outcomes([suite.of_report(source, report)])

    def outcomes(self, outcomes: Sequence[suite.Outcome]) -> None:
        """Those on files of checks."""
        if self.quiet:
            return
        if self.format == "text":
            from gradcli.views import outcomes as told  # a single check needs neither this nor any of the formats

            stdout(self.color, self.ascii).lines(told.lines(outcomes, self.digits, width_of(sys.stdout)))
        else:
            from gradcli.views.formats import narrowed
            from gradcli.views.reports import written

            text = written(self.format, outcomes)
            sys.stdout.write(narrowed(text, self.ascii) if self.format == "junit" else in_ascii(text) if self.ascii else text)


# ------------------------------------------------------------------ files of checks
def _check_files(
    files: Sequence[str], shared: Mapping[str, Any], text: str | None, jobs: int, fail_fast: bool, show: _Show
) -> int:
    from gradcli.checks import suite
    from gradcli.views.outcomes import status
    from gradcli.views.progress import shown

    read = [suite.read(name, source_text("-") if name == "-" else read_text(name), shared) for name in dict.fromkeys(files)]
    entries = suite.chosen([entry for one in read for entry in one], text)
    outcomes: list[suite.Outcome] = []
    with shown("checks", lambda: len(outcomes) / len(entries)), closing(suite.run(entries, jobs, fail_fast)) as found:
        for outcome in found:
            outcomes.append(_spoken(outcome))  # noqa: PERF401  # the bar counts them as they come
    show.outcomes(outcomes)
    left = len(entries) - len(outcomes)
    if left:
        told = f"{left} check{' was' if left == 1 else 's were'} not run"
        stderr(show.color, show.ascii).line([("note: ", "note"), (told, "")])
    return int(status(outcomes))


def _shared(ctx: typer.Context, rules: Rules) -> dict[str, Any]:
    """The options that were typed, as keys of a file."""
    typed = [name for name in SHARED if getattr(ctx.get_parameter_source(name), "name", "") == "COMMANDLINE"]
    found = {SHARED[name]: getattr(rules, name) for name in typed}
    if "range" in found:
        found["range"] = {name: list(ends) for name, ends in rules.ranges.items()}
    if "wrt" in found:
        found["wrt"] = list(rules.wrt or ())
    return found


def _spoken(outcome: suite.Outcome) -> suite.Outcome:
    report, problem = outcome.report, outcome.problem
    return outcome._replace(report=report and spoken_report(report), problem=problem and spoken(problem))


def _format(format: str | None, json: bool) -> str:
    wanted = format or ("json" if json else "text")
    if wanted not in FORMATS:
        raise Problem(f"--format is {', '.join(FORMATS)}, not `{wanted}`")
    return wanted


def _refuse_besides(files: Sequence[str], others: Sequence[str]) -> None:
    if others:
        raise Problem(
            f"the checks are in {', '.join(files)}; an expression, values and claims belong there too",
            fix="leave out one of the two",
        )


def _refuse_without_file(text: str | None, fail_fast: bool, jobs: int) -> None:
    for option, given in (("-k", text is not None), ("--fail-fast", fail_fast), ("--jobs", jobs != 1)):
        if given:
            raise Problem(f"{option} is about files of checks, and there is none", fix="gradcli check checks.toml")


def _interval(name: str, text: str) -> tuple[float, float]:
    low, dots, high = text.partition("..")
    if not dots:
        raise Problem(f"--range takes NAME=LOW..HIGH, not `{name}={text}`", fix=f"--range {name}=0.1..3")
    return settings.interval(name, low, high)


def _claimed(name: str, text: str) -> Any:
    return None if text == "None" else parse_value(f"expect {name}", text, f"{name}.grad")
