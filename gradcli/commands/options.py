"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from gradcli.problems import Problem

PASSES = "Passes"
OUTPUT = "Output"

Expression = Annotated[
    str, typer.Argument(metavar="EXPR", show_default=False, help="The expression, @FILE, or - for standard input.")
]
Let = Annotated[list[str], typer.Option("--let", metavar="NAME=VALUE", help="Bind any name, also one that is an option.")]
Wrt = Annotated[str | None, typer.Option("--wrt", metavar="x,y", help="These require grad, the others do not.")]
NoGrad = Annotated[bool, typer.Option("--no-grad", help="Evaluate inside torch.no_grad().")]
Backward = Annotated[int, typer.Option("--backward", metavar="N", min=1, help="So many backward passes; .grad accumulates.")]
SameGraph = Annotated[bool, typer.Option("--same-graph", help="All passes through one graph.")]
RetainGraph = Annotated[bool, typer.Option("--retain-graph", help="With --same-graph: keep the buffers.")]
ZeroGrad = Annotated[bool, typer.Option("--zero-grad", help="Zero .grad between passes.")]
GradOutput = Annotated[
    str | None, typer.Option("--grad-output", metavar="VALUE", help="backward's gradient=, for an output that is not a scalar.")
]
Dtype = Annotated[str, typer.Option("--dtype", metavar="float64|float32", help="Of the variables.")]
AllowUnused = Annotated[
    bool | None,
    typer.Option(
        "--allow-unused/--no-allow-unused",
        show_default=False,
        help="Accept values that do not occur; refuse variables that are not connected.",
    ),
]
Expressions = Annotated[
    bool, typer.Option("--expressions", help="Cells, and numbers on standard input, may be constant expressions: pi/4.")
]
Decimal = Annotated[str, typer.Option("--decimal", metavar=".|,", help="The decimal sign of tables.")]
Delimiter = Annotated[
    str | None, typer.Option("--delimiter", metavar="CHAR", show_default=False, help="Between the fields of CSV, as in ;")
]
Json = Annotated[bool, typer.Option("--json", help="The whole answer as JSON, for programs.")]
Digits = Annotated[int, typer.Option("--digits", metavar="N", min=1, max=17, help="Significant digits in text.")]
Color = Annotated[str, typer.Option("--color", metavar="auto|always|never", help="Colour.")]
Ascii = Annotated[bool, typer.Option("--ascii", help="Nothing but ASCII.")]


def bindings(ctx: Any, let: list[str]) -> dict[str, str]:
    """The values on the command line, by variable, and those of --let."""
    from gradcli.commands.command_line import parse_let

    found: dict[str, str] = dict(ctx.meta.get("bindings", {}))
    for name, text in parse_let(let).items():
        if name in found:
            raise Problem(f"--{name} and --let {name}= give `{name}` two values", fix="leave one out")
        found[name] = text
    return found


def decimal_sign(sign: str) -> str:
    """A decimal sign. Raises Problem."""
    if sign not in (".", ","):
        raise Problem(f"--decimal is . or , and not `{sign[:20]}`")
    return sign


def field_sign(sign: str | None) -> str | None:
    """What stands between fields. Raises Problem."""
    sign = {"\\t": "\t", "tab": "\t"}.get(sign or "", sign)
    if sign is not None and (len(sign) != 1 or sign.isalnum() or sign in "\"'.+-_[]\r\n\0"):
        raise Problem(f"--delimiter is one sign that no number has, such as ; or tab, and not `{sign[:20]}`")
    return sign
