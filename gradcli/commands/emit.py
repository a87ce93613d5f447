"""gradcli emit: a program for another library."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from gradcli.bindings import parse_values
from gradcli.calculation.question import Settings, named
from gradcli.commands import COMMANDS, unused
from gradcli.commands import options as o
from gradcli.commands.app import HELP_NAMES, ExpressionCommand
from gradcli.commands.pasted import demand_expression
from gradcli.files import source_text

app = typer.Typer(add_completion=False, rich_markup_mode=None)

EXAMPLES = """A program that computes value and gradients in another library, and asserts that they are these.

\b
  gradcli emit "3*x**2 + 4*x + 5" --to numpy --x 2
  gradcli emit "3*x**2 + 4*x + 5" --to torch --x 2 | python
  gradcli emit "sin(x)*y" --to python               no value: the function alone
  gradcli emit "relu(W @ x).sum()" --to jax --W "[[1, -2]]" --x "[3, 1]"
  gradcli emit "sin(x)*y" --to pytest --x 2 --y 3 > test_gradients.py

python, numpy and pytest are straight lines: the steps of the derivative table, forward and backward. torch and jax are the
expression, which they differentiate themselves. What a library has not is refused by name."""


@app.command(cls=ExpressionCommand, context_settings=HELP_NAMES, help=EXAMPLES, short_help=COMMANDS["emit"])
def emit(
    ctx: typer.Context,
    expression: o.Expression,
    to: Annotated[str, typer.Option("--to", metavar="LIBRARY", help="python, numpy, torch, jax or pytest.")] = "numpy",
    let: o.Let = [],  # noqa: B006
    wrt: o.Wrt = None,
    dtype: o.Dtype = "float64",
    color: o.Color = "auto",  # noqa: ARG001  # of what is refused
    ascii: o.Ascii = False,  # noqa: ARG001
) -> int:
    """A program for another library."""
    from gradcli.compiled.programs import program  # which needs NumPy

    texts = o.bindings(ctx, let)
    source = source_text(expression)
    demand_expression(source, expression)
    unused.refuse_swallowed(ctx, source, texts)
    sys.stdout.write(program(source, parse_values(texts), Settings(wrt=named(wrt), dtype=dtype), to))
    return 0
