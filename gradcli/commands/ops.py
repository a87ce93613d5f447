"""gradcli ops: the functions, from the derivative table itself."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from gradcli.commands import COMMANDS
from gradcli.commands import options as o
from gradcli.commands.app import HELP_NAMES
from gradcli.commands.phrases import say
from gradcli.ops.table import TABLE
from gradcli.problems import NameProblem
from gradcli.suggest import suggest_name
from gradcli.views.lines import stdout
from gradcli.views.operations import document, one, overview
from gradcli.views.text import json_line

ADDED = "add sub mul div floor_divide remainder pow matmul bitwise_and bitwise_or bitwise_not".split()

app = typer.Typer(add_completion=False, rich_markup_mode=None)

SIGNS = {
    "^": "pow",  # as others write it
    # what is typed between operands or before one -> the function that it is
    **dict(zip("+ - * / // % ** @ & | ~".split(), ADDED, strict=True)),
    **dict(zip("< <= > >= == !=".split(), "lt le gt ge eq ne".split(), strict=True)),
}

EXAMPLES = """The functions: signature, aliases, derivative, PyTorch's node, kinks, an example.

\b
  gradcli ops
  gradcli ops relu
  gradcli ops @
  gradcli ops pow --json"""


@app.command(context_settings=HELP_NAMES, help=EXAMPLES, short_help=COMMANDS["ops"])
def ops(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", show_default=False, help="One function.")] = None,
    json: o.Json = False,
    color: o.Color = "auto",
    ascii: o.Ascii = False,
) -> int:
    """The functions, from the derivative table itself."""
    row = None if name is None else TABLE.get(SIGNS.get(name, name.rpartition(".")[2] or name))
    if name is not None and row is None:
        near = suggest_name(name, list(TABLE))
        raise NameProblem(
            f"there is no function `{name}`", fix=f"did you mean `{near}`?" if near else "`gradcli ops` lists them all"
        )
    if json:
        sys.stdout.write(json_line(document(row), ascii) + "\n")
    else:
        stdout(color, ascii).lines(overview() if row is None else one(row, say))
    return 0
