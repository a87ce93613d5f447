"""gradcli graph: only the graph, in a format to draw."""

from __future__ import annotations

import typer

from gradcli.bindings import parse_value, parse_values
from gradcli.calculation.question import Settings, named, variables
from gradcli.calculation.structure import structure
from gradcli.calculation.trace import Trace
from gradcli.calculation.tracing import trace
from gradcli.commands import COMMANDS, unused
from gradcli.commands import options as o
from gradcli.commands.app import HELP_NAMES, ExpressionCommand
from gradcli.commands.delivery import Animate, Format, Output, Standalone, columns, deliver, refuse_stored
from gradcli.commands.pasted import demand_expression
from gradcli.commands.phrases import say
from gradcli.files import source_text
from gradcli.numerals import shown_digits
from gradcli.syntax.parser import parse
from gradcli.views.formats import chosen
from gradcli.views.stored import opened
from gradcli.views.tree import has_values, tree_lines

app = typer.Typer(add_completion=False, rich_markup_mode=None)

EXAMPLES = """The computation graph, in a format to draw.

\b
  gradcli graph "3*x**2 + 4*x + 5" --x 2
  gradcli graph "3*x**2 + 4*x + 5"                 no value: the structure
  gradcli graph "x*w + b" --x 2 --w 3 --b 1 --output graph.svg
  gradcli graph "x*w + b" --format mermaid         for a README or a notebook
  gradcli graph "x*w + b" --format dot | dot -Tpng > graph.png"""


@app.command(cls=ExpressionCommand, context_settings=HELP_NAMES, help=EXAMPLES, short_help=COMMANDS["graph"])
def graph(
    ctx: typer.Context,
    expression: o.Expression,
    let: o.Let = [],  # noqa: B006
    wrt: o.Wrt = None,
    no_grad: o.NoGrad = False,
    grad_output: o.GradOutput = None,
    dtype: o.Dtype = "float64",
    allow_unused: o.AllowUnused = None,
    format: Format = None,
    output: Output = None,
    standalone: Standalone = False,
    animate: Animate = False,
    json: o.Json = False,
    digits: o.Digits = 6,
    color: o.Color = "auto",
    ascii: o.Ascii = False,
) -> int:
    """Only the graph, in a format to draw."""
    wanted = chosen("json" if json and format is None else format, output)
    given = unused.typed(ctx)
    if wanted != "json":
        unused.refuse_together(given, ("json", "format"))
    if wanted != "latex":
        unused.refuse(("standalone",), given, "is about LaTeX", "--format latex goes with it")
    settings = Settings(
        wrt=named(wrt),
        no_grad=no_grad,
        grad_output=None if grad_output is None else parse_value("grad-output", grad_output),
        dtype=dtype,
        allow_unused=allow_unused,
    )
    with shown_digits(digits):
        found = _found(ctx, expression, o.bindings(ctx, let), settings)
        if not has_values(found):
            unused.tell([note.text for note in found.notes], color, ascii)
        drawn = tree_lines(found, columns(wanted, output))
        deliver(found, drawn, wanted, output, graph_only=True, standalone=standalone, animate=animate, color=color, ascii=ascii)
    return 0


def _found(ctx: typer.Context, expression: str, texts: dict[str, str], settings: Settings) -> Trace:
    """The trace of an expression, the structure where there are no values, or a trace that was stored."""
    if not texts:
        stored = opened(expression)
        if isinstance(stored, Trace):
            refuse_stored(unused.typed(ctx), texts)
            return stored
        demand_expression(stored, expression, explain=True)
        tree = parse(stored)
        unused.refuse_swallowed(ctx, stored, texts)
        if variables(tree):
            unused.refuse_without_values(unused.typed(ctx), variables(tree), [n for n in unused.NUMBERS if n != "no_grad"])
        return structure(tree, settings) if variables(tree) else trace(tree, {}, settings, say=say)
    values = parse_values(texts)
    source = source_text(expression)
    demand_expression(source, expression, explain=True)
    unused.refuse_swallowed(ctx, source, texts)
    return trace(parse(source, tuple(values)), values, settings, say=say)
