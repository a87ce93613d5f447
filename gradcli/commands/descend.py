"""gradcli descend: down the gradient, step by step."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from gradcli.bindings import parse_values
from gradcli.calculation.question import Question, Settings, checked, named
from gradcli.commands import COMMANDS, unused
from gradcli.commands import options as o
from gradcli.commands.app import HELP_NAMES, ExpressionCommand
from gradcli.commands.pasted import demand_expression
from gradcli.commands.phrases import spoken
from gradcli.descent import plan as plans
from gradcli.descent.rates import advice
from gradcli.descent.walk import Walk, walk
from gradcli.files import source_text
from gradcli.problems import BackwardError, Exit, Problem, about_setting
from gradcli.syntax.parser import parse
from gradcli.views import descent as view
from gradcli.views.lines import stderr, stdout
from gradcli.views.text import json_line

app = typer.Typer(add_completion=False, rich_markup_mode=None)

EXAMPLES = """What gradients are for: the variables go down, step by step.

\b
  gradcli descend "(w - 3)**2" --w 0
  gradcli descend "3*x**2 + 4*x + 5" --x 2 --lr 0.1 --steps 10
  gradcli descend "3*x**2 + 4*x + 5" --x 2 --steps 3 --compare zero-grad
  gradcli descend "(1 - x)**2 + 100*(y - x**2)**2" --x -1 --y 1 --optimizer adam --steps 200

The optimizers are PyTorch's, with its defaults. The exit status is 1 where the loss grows."""
COMPARED = "zero-grad"


@app.command(cls=ExpressionCommand, context_settings=HELP_NAMES, help=EXAMPLES, short_help=COMMANDS["descend"])
def descend(
    ctx: typer.Context,
    expression: o.Expression,
    let: o.Let = [],  # noqa: B006
    wrt: o.Wrt = None,
    lr: Annotated[float, typer.Option("--lr", metavar="RATE", help="The learning rate.")] = 0.1,
    steps: Annotated[int, typer.Option("--steps", metavar="N", min=1, help="So many steps of the optimizer.")] = 20,
    optimizer: Annotated[str, typer.Option("--optimizer", metavar="NAME", help="sgd, adam, adamw, rmsprop or adagrad.")] = "sgd",
    momentum: Annotated[float, typer.Option("--momentum", metavar="M", help="Of sgd and rmsprop.")] = 0.0,
    no_zero_grad: Annotated[
        bool, typer.Option("--no-zero-grad", help="Never clear .grad: what happens if zero_grad() is forgotten.")
    ] = False,
    compare: Annotated[
        str | None, typer.Option("--compare", metavar=COMPARED, help="With and without zero_grad(), side by side.")
    ] = None,
    dtype: o.Dtype = "float64",
    json: o.Json = False,
    digits: o.Digits = 6,
    color: o.Color = "auto",
    ascii: o.Ascii = False,
) -> int:
    """Down the gradient, step by step."""
    if compare not in (None, COMPARED):
        raise Problem(about_setting("compare", f"is {COMPARED}, not `{compare}`"))
    if compare and no_zero_grad:
        raise Problem("--compare shows both ways already", fix="leave --no-zero-grad out")
    unused.tell(unused.idle_digits(unused.typed(ctx), "--json" if json else None), color, ascii)
    values = parse_values(o.bindings(ctx, let))
    source = source_text(expression)
    demand_expression(source, expression)
    question = checked(parse(source, tuple(values)), values, Settings(wrt=named(wrt), dtype=dtype))
    plan = plans.checked(plans.Plan(optimizer, lr, momentum, steps, not no_zero_grad))
    try:
        gone = [walk(question, plan._replace(zero_grad=kept)) for kept in ((False, True) if compare else (plan.zero_grad,))]
    except BackwardError as error:
        spoken(error)
        raise
    notes = [text for one in gone if not compare for text in _remarks(question, one, digits)]
    if json:
        sys.stdout.write(json_line(view.document(gone, notes)) + "\n")
    else:
        _print(gone, notes, digits, color, ascii)
    return int(Exit.NO if gone[-1].lost or gone[-1].grows else Exit.OK)


def _remarks(question: Question, gone: Walk, digits: int) -> list[str]:
    astray = gone.lost or gone.grows
    return [*view.remarks(gone, advice(question, gone) if astray and gone.plan.lr else None, digits)]


def _print(gone: Sequence[Walk], notes: Sequence[str], digits: int, color: str, ascii: bool) -> None:
    out = stdout(color, ascii)
    if len(gone) == 2:
        out.lines(view.compared(gone[0], gone[1], ("without zero_grad()", "with zero_grad()"), digits, out.ascii))
    else:
        out.lines(view.lines(gone[0], digits, out.ascii))
    sys.stdout.flush()
    stderr(color, ascii).lines([("note: ", "note"), (text, "")] for text in notes)
