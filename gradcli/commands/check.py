"""gradcli check: does a claimed gradient hold?"""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from gradcli.bindings import parse_value, parse_values
from gradcli.calculation.question import named
from gradcli.checks import suite
from gradcli.checks.checking import Claims
from gradcli.checks.checking import check as judge
from gradcli.checks.findings import FAIL, PASS, Rules
from gradcli.checks.typed import units_of_text
from gradcli.commands import COMMANDS
from gradcli.commands import options as o
from gradcli.commands.app import HELP_NAMES, ExpressionCommand
from gradcli.commands.command_line import parse_pairs
from gradcli.commands.phrases import spoken, spoken_report
from gradcli.files import read_text, source_text
from gradcli.problems import Exit, Problem
from gradcli.views import check as view
from gradcli.views import reports
from gradcli.views.lines import stdout, width_of
from gradcli.views.text import json_line

app = typer.Typer(add_completion=False, rich_markup_mode=None)

EXAMPLES = """Does a claimed gradient hold? A verdict, the mistake by its name, and an exit code: 0 it holds, 1 it does not.

\b
  gradcli check "3*x**2 + 4*x + 5" --x 2 --expect x=16
  gradcli check "3*x**2 + 4*x + 5" --formula x="6*x + 4"      at random points
  gradcli check "x*exp(-y)" --x 2 --y 0.5 --value 1.2130613 --expect x=0.6065307
  gradcli check "relu(x)" --x 0                               torch's own gradient; here, a kink
  gradcli check --file checks.toml --format junit > report.xml

Claims are judged by exact rational arithmetic, dual numbers and difference quotients, never by the engine that computes
the gradients. Without a claim the engine's own gradients are judged."""
FORMATS = ("text", *reports.FORMATS)


@app.command("check", cls=ExpressionCommand, context_settings=HELP_NAMES, help=EXAMPLES, short_help=COMMANDS["check"])
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
    file: Annotated[str | None, typer.Option("--file", metavar="FILE", help="A TOML file of checks, or -.")] = None,
    samples: Annotated[int, typer.Option("--samples", metavar="N", min=0, help="Random points for formulas.")] = 20,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Of the random points.")] = 0,
    ranges: Annotated[
        list[str], typer.Option("--range", metavar="NAME=LOW..HIGH", help="Where random values lie; repeatable.")
    ] = [],  # noqa: B006
    rtol: Annotated[
        float | None,
        typer.Option("--rtol", metavar="X", help="|claim - true| <= atol + rtol*|true|; by default as the dtype needs."),
    ] = None,
    atol: Annotated[float | None, typer.Option("--atol", metavar="X", help="By default what rounding explains.")] = None,
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
    rules = Rules(
        rtol=suite.tolerance("--rtol", rtol),
        atol=suite.tolerance("--atol", atol),
        nan_ok=nan_ok,
        none_as_zero=none_as_zero,
        strict=strict,
        undecided=suite.one_of("--undecided", undecided, (PASS, FAIL)),
        samples=samples,
        seed=seed,
        ranges={n: _interval(n, text) for n, text in parse_pairs("--range", ranges).items()},
        dtype=dtype,
        wrt=named(wrt),
        allow_unused=allow_unused,
        grad_output=None if grad_output is None else parse_value("grad-output", grad_output),
    )
    texts = o.bindings(ctx, let)
    if file is not None:
        _refuse_besides(file, expression, [*expect, *formula, *texts])
        outcomes = [_spoken(o) for o in suite.run(suite.read(file, source_text("-") if file == "-" else read_text(file)))]
        _print_outcomes(file, outcomes, wanted, quiet, digits, color, ascii)
        return int(reports.status(outcomes))
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
    source = source_text(expression)
    report = spoken_report(judge(source, parse_values(texts), claims, rules))
    if quiet:
        pass
    elif wanted == "json":
        sys.stdout.write(json_line(view.document(report)) + "\n")
    elif wanted == "text":
        stdout(color, ascii).lines(view.lines(report, digits, width_of(sys.stdout)))
    else:
        _print_outcomes("", [suite.Outcome(source, None, report)], wanted, quiet, digits, color, ascii)
    return int(Exit.OK if report.passed else Exit.NO)


def _spoken(outcome: suite.Outcome) -> suite.Outcome:
    report, problem = outcome.report, outcome.problem
    return outcome._replace(report=report and spoken_report(report), problem=problem and spoken(problem))


def _format(format: str | None, json: bool) -> str:
    wanted = format or ("json" if json else "text")
    if wanted not in FORMATS:
        raise Problem(f"--format is {', '.join(FORMATS)}, not `{wanted}`")
    return wanted


def _refuse_besides(file: str, expression: str | None, others: list[str]) -> None:
    if expression is not None or others:
        raise Problem(
            f"the checks are in {file}; an expression, values and claims belong there too", fix="leave out one of the two"
        )


def _interval(name: str, text: str) -> tuple[float, float]:
    low, dots, high = text.partition("..")
    if not dots:
        raise Problem(f"--range takes NAME=LOW..HIGH, not `{name}={text}`", fix=f"--range {name}=0.1..3")
    return suite.interval(name, low, high)


def _claimed(name: str, text: str) -> Any:
    return None if text == "None" else parse_value(f"expect {name}", text)


def _print_outcomes(
    path: str, outcomes: list[suite.Outcome], format: str, quiet: bool, digits: int, color: str, ascii: bool
) -> None:
    if quiet:
        return
    if format == "text":
        stdout(color, ascii).lines(reports.lines(path, outcomes, digits, width_of(sys.stdout)))
    else:
        sys.stdout.write(reports.FORMATS[format](path, outcomes))
