"""gradcli explain: the graph, the forward steps, every chain-rule step."""

from __future__ import annotations

import sys

import typer

from gradcli.answers import names
from gradcli.bindings import parse_value, parse_values
from gradcli.calculation import Settings
from gradcli.commands import COMMANDS
from gradcli.commands import options as o
from gradcli.commands.app import HELP_NAMES, ExpressionCommand
from gradcli.files import source_text
from gradcli.syntax.parser import parse
from gradcli.trace import trace
from gradcli.views.lines import stdout
from gradcli.views.text import json_line
from gradcli.views.trace_json import document
from gradcli.views.trace_text import lines

app = typer.Typer(add_completion=False, rich_markup_mode=None)

EXAMPLES = """The graph of an expression, every forward step, every chain-rule step, what is added to .grad.

\b
  gradcli explain "3*x**2 + 4*x + 5" --x 2
  gradcli explain "y = x*3; z = y + 5" --x 2 --json"""


@app.command(cls=ExpressionCommand, context_settings=HELP_NAMES, help=EXAMPLES, short_help=COMMANDS["explain"])
def explain(
    ctx: typer.Context,
    expression: o.Expression,
    let: o.Let = [],  # noqa: B006
    wrt: o.Wrt = None,
    no_grad: o.NoGrad = False,
    backward: o.Backward = 1,
    same_graph: o.SameGraph = False,
    retain_graph: o.RetainGraph = False,
    zero_grad: o.ZeroGrad = False,
    grad_output: o.GradOutput = None,
    dtype: o.Dtype = "float64",
    allow_unused: o.AllowUnused = None,
    json: o.Json = False,
    color: o.Color = "auto",
    ascii: o.Ascii = False,
) -> int:
    """The graph, the forward steps, every chain-rule step."""
    settings = Settings(
        wrt=names(wrt),
        no_grad=no_grad,
        passes=backward,
        same_graph=same_graph,
        retain_graph=retain_graph,
        zero_grad=zero_grad,
        grad_output=None if grad_output is None else parse_value("grad-output", grad_output),
        dtype=dtype,
        allow_unused=allow_unused,
    )
    values = parse_values(o.bindings(ctx, let))
    found = trace(parse(source_text(expression), tuple(values)), values, settings)
    if json:
        sys.stdout.write(json_line(document(found)) + "\n")
    else:
        stdout(color, ascii).lines(lines(found))
    return 0
