"""gradcli plot: a function and its gradient, drawn."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from gradcli import limits
from gradcli.bindings import parse_values
from gradcli.calculation.question import Question, Settings, variables
from gradcli.commands import COMMANDS, figures, unused
from gradcli.commands import options as o
from gradcli.commands.app import HELP_NAMES, ExpressionCommand
from gradcli.commands.delivery import Output
from gradcli.commands.figures import Format
from gradcli.commands.pasted import demand_expression
from gradcli.commands.phrases import spoken
from gradcli.files import source_text, write_whole
from gradcli.plotting.line import line
from gradcli.plotting.plane import plane
from gradcli.plotting.ranges import Range, parse_range, settled, split
from gradcli.problems import BackwardError, Problem
from gradcli.syntax.parser import parse
from gradcli.syntax.tree import Tree
from gradcli.views import chart_text, plot_json
from gradcli.views.text import json_line

app = typer.Typer(add_completion=False, rich_markup_mode=None)

EXAMPLES = """A function and its gradient, drawn over a range; its kinks, and where it has no numbers, are marked and told.

\b
  gradcli plot "x**3 - 2*x" --x -2..2
  gradcli plot "relu(w*x)" --x -3..3 --w 0.5
  gradcli plot "abs(x)" --x -1..1 --output abs.svg
  gradcli plot "(1 - x)**2 + 5*(y - x**2)**2" --x -2..2 --y -1..3      contours, and the gradient as arrows
  gradcli plot "1/x" --x -2..2 --format html > page.html

The terminal needs nothing; png and pdf need the extra `picture`: pip install "gradcli[picture]"."""
NO_RANGE = "no variable runs through a range"
LEAST = 8


@app.command(cls=ExpressionCommand, context_settings=HELP_NAMES, help=EXAMPLES, short_help=COMMANDS["plot"])
def plot(
    ctx: typer.Context,
    expression: o.Expression,
    let: o.Let = [],  # noqa: B006
    points: Annotated[
        int | None,
        typer.Option(
            "--points",
            metavar="N",
            min=LEAST,
            help="So many points along each range; else 401 of one variable, 101 of two, fewer where they cost more.",
        ),
    ] = None,
    format: Format = None,
    output: Output = None,
    json: o.Json = False,
    digits: o.Digits = 6,
    color: o.Color = "auto",
    ascii: o.Ascii = False,
) -> int:
    """A function and its gradient, drawn."""
    wanted = figures.format_of("json" if json and format is None else format, output)
    if wanted != "json":
        unused.refuse_together(unused.typed(ctx), ("json", "format"))
    texts = o.bindings(ctx, let)
    running, fixed = split(texts)
    source = source_text(expression)
    demand_expression(source, expression)
    unused.refuse_swallowed(ctx, source, texts)
    tree = parse(source, tuple(texts))
    _demand_ranges(tree, running, fixed)
    ranges = [parse_range(name, text) for name, text in running.items()]
    limits.check(limits.PLOTTED, (points or 0) ** len(ranges), setting="points")
    question = figures.asked(tree, settled(ranges, parse_values(fixed)), Settings())
    try:
        _draw(question, ranges, points, (wanted, output, digits, color, ascii))
    except BackwardError as error:
        spoken(error)
        raise
    return 0


def _demand_ranges(tree: Tree, running: Mapping[str, str], fixed: Mapping[str, str]) -> None:
    """One or two variables run."""
    if len(running) > 2:
        names = list(running)
        raise Problem(
            f"{len(running)} variables run through ranges, and a drawing has two sides",
            fix=f"give {names[-1]} a value: --{names[-1]} 1",
        )
    if not running:
        names = [name for name in variables(tree) if name not in fixed] or variables(tree)
        if not names:
            raise Problem("the expression has no variable that could run through a range")
        raise Problem(NO_RANGE, fix=f"give {'one' if len(names) == 1 else 'one or two'} a range: --{names[0]} -3..3")


def _draw(question: Question, ranges: Sequence[Range], points: int | None, how: tuple[str, str | None, int, str, bool]) -> None:
    wanted, output, digits, color, ascii = how
    from gradcli.plotting import charts

    look = figures.look(output, ascii, digits)
    if len(ranges) == 1:
        curve = line(question, ranges[0], points)
        if wanted == "json":
            _write(plot_json.of_line(curve, digits), output, ascii)
        else:
            shown = chart_text.of_line(curve, look)
            figures.deliver(lambda: shown, lambda: charts.of_line(curve, digits), wanted, output, color=color, ascii=ascii)
        return
    surface = plane(question, ranges, points)
    if wanted == "json":
        _write(plot_json.of_plane(surface, digits), output, ascii)
    else:
        told = chart_text.of_plane(surface, look)
        figures.deliver(lambda: told, lambda: charts.of_plane(surface, digits), wanted, output, color=color, ascii=ascii)


def _write(document: Mapping[str, Any], output: str | None, ascii: bool) -> None:
    text = json_line(document, ascii) + "\n"
    if output in (None, "-"):
        sys.stdout.write(text)
    else:
        write_whole(str(output), text)
