"""gradcli descend: down the gradient, step by step."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from gradcli.bindings import parse_values
from gradcli.calculation.question import Question, Settings, named
from gradcli.commands import COMMANDS, figures, unused
from gradcli.commands import options as o
from gradcli.commands.app import HELP_NAMES, ExpressionCommand
from gradcli.commands.delivery import Output, columns
from gradcli.commands.figures import Format
from gradcli.commands.pasted import demand_expression
from gradcli.commands.phrases import spoken
from gradcli.descent import plan as plans
from gradcli.descent.rates import advice
from gradcli.descent.walk import Walk, walk
from gradcli.files import source_text, write_whole
from gradcli.problems import BackwardError, Exit, Problem, about_setting
from gradcli.syntax.parser import parse
from gradcli.views import descent as view
from gradcli.views.lines import stderr
from gradcli.views.text import json_line

app = typer.Typer(add_completion=False, rich_markup_mode=None)

EXAMPLES = """What gradients are for: the variables go down, step by step.

\b
  gradcli descend "(w - 3)**2" --w 0
  gradcli descend "3*x**2 + 4*x + 5" --x 2 --lr 0.1 --steps 10
  gradcli descend "3*x**2 + 4*x + 5" --x 2 --steps 3 --compare zero-grad
  gradcli descend "(1 - x)**2 + 100*(y - x**2)**2" --x -1 --y 1 --optimizer adam --steps 200
  gradcli descend "3*x**2 + 4*x + 5" --x 2 --plot                      the walk drawn, in characters
  gradcli descend "x**2 + 4*y**2" --x 2 --y 1 --output walk.svg        contours, and the way over them

The optimizers are PyTorch's, with its defaults. The exit status is 1 where the loss grows."""
COMPARED = "zero-grad"
TITLES = ("without zero_grad()", "with zero_grad()")


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
    plot: Annotated[bool, typer.Option("--plot", help="Of text: the walk drawn below its steps.")] = False,
    format: Format = None,
    output: Output = None,
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
    wanted = figures.format_of("json" if json and format is None else format, output)
    _refuse_unused(unused.typed(ctx), wanted)
    unused.tell(unused.idle_digits(unused.typed(ctx), "json" if wanted == "json" else None), color, ascii)
    values = parse_values(o.bindings(ctx, let))
    source = source_text(expression)
    demand_expression(source, expression)
    question = figures.asked(parse(source, tuple(values)), values, Settings(wrt=named(wrt), dtype=dtype))
    plan = plans.checked(plans.Plan(optimizer, lr, momentum, steps, not no_zero_grad))
    try:
        gone = [walk(question, plan._replace(zero_grad=kept)) for kept in ((False, True) if compare else (plan.zero_grad,))]
    except BackwardError as error:
        spoken(error)
        raise
    notes = [text for one in gone if not compare for text in _remarks(question, one, digits)]
    if wanted == "json":
        _write(json_line(view.document(gone, notes), ascii) + "\n", output)
    elif wanted == "text":
        _print(question, gone, plot, (output, digits, color, ascii))
        _tell(notes, color, ascii)
    else:
        _draw(question, gone, notes, wanted, (output, digits, color, ascii))
        _tell(notes, color, ascii)
    return int(Exit.NO if gone[-1].lost or gone[-1].grows else Exit.OK)


def _refuse_unused(given: list[str], wanted: str) -> None:
    """Raise Problem for options that the format leaves nothing to do."""
    if wanted != "json":
        unused.refuse_together(given, ("json", "format"))
    if wanted != "text":
        unused.refuse(("plot",), given, f"is about text, and {wanted} is none")


def _remarks(question: Question, gone: Walk, digits: int) -> list[str]:
    astray = gone.lost or gone.grows
    return [*view.remarks(gone, advice(question, gone) if astray and gone.plan.lr else None, digits)]


def _print(question: Question, gone: Sequence[Walk], plot: bool, how: tuple[str | None, int, str, bool]) -> None:
    output, digits, color, ascii = how
    look = figures.look(output, ascii, digits)
    width = columns("text", output)
    if len(gone) == 2:
        shown = [*view.compared(gone[0], gone[1], TITLES, digits, look.ascii, width)]
    else:
        shown = [*view.lines(gone[0], digits, look.ascii, width)]
    if plot:
        from gradcli.plotting.descents import descent
        from gradcli.views.walk_text import of_descent

        shown += [[], *of_descent(descent(question, gone, _titles(gone)), look)]
    figures.deliver(lambda: shown, _no_figure, "text", output, color=color, ascii=ascii)
    sys.stdout.flush()


def _no_figure() -> Any:
    raise AssertionError("text is no picture")


def _draw(
    question: Question, gone: Sequence[Walk], notes: Sequence[str], wanted: str, how: tuple[str | None, int, str, bool]
) -> None:
    output, digits, color, ascii = how
    from gradcli.plotting import walks
    from gradcli.plotting.descents import descent
    from gradcli.views.walk_text import of_descent

    found = descent(question, gone, _titles(gone))
    shown = of_descent(found, figures.look(output, ascii, digits))
    figures.deliver(lambda: shown, lambda: walks.of_descent(found, notes, digits), wanted, output, color=color, ascii=ascii)
    sys.stdout.flush()


def _titles(gone: Sequence[Walk]) -> Sequence[str]:
    return TITLES if len(gone) == 2 else ("",)


def _write(text: str, output: str | None) -> None:
    if output in (None, "-"):
        sys.stdout.write(text)
    else:
        write_whole(str(output), text)


def _tell(notes: Sequence[str], color: str, ascii: bool) -> None:
    stderr(color, ascii).lines([("note: ", "note"), (text, "")] for text in notes)
