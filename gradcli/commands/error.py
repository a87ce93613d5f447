"""gradcli error: what an error of PyTorch's means, and what cures it."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from gradcli.commands import COMMANDS
from gradcli.commands import options as o
from gradcli.commands.app import HELP_NAMES
from gradcli.errors.reading import LONGEST, diagnosis, every
from gradcli.files import end_of_text
from gradcli.views.diagnosis import document, one, overview
from gradcli.views.lines import stdout
from gradcli.views.text import json_line

app = typer.Typer(add_completion=False, rich_markup_mode=None)

EXAMPLES = """What an error of PyTorch's means: the usual causes, your own line, a script that raises it and one that does not.

\b
  gradcli error "grad can be implicitly created only for scalar outputs"
  python train.py 2>&1 | gradcli error -
  gradcli error "leaf in place"               by its name
  gradcli error                               all of them

`gradcli run` runs the scripts."""


class _TextCommand(TyperCommand):
    """A command whose argument is a text, which may begin with hyphens: a notebook draws a line of them above a traceback."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """A text of several lines is none of the options."""
        texts = [text for text in args if text.startswith("-") and "\n" in text]
        rest = [text for text in args if text not in texts]
        return super().parse_args(ctx, [*rest, *(["--", *texts] if texts and "--" not in rest else texts)])


@app.command(context_settings=HELP_NAMES, help=EXAMPLES, short_help=COMMANDS["error"], cls=_TextCommand)
def error(
    text: Annotated[
        str | None,
        typer.Argument(metavar="[TEXT]", show_default=False, help="The text, a traceback or a name, or - for standard input."),
    ] = None,
    json: o.Json = False,
    color: o.Color = "auto",
    ascii: o.Ascii = False,
) -> int:
    """What an error of PyTorch's means, and what cures it."""
    found = None if text is None else diagnosis(end_of_text(text, 4 * LONGEST))
    if json:
        sys.stdout.write(json_line(document(every() if found is None else [found]), ascii) + "\n")
    else:
        stdout(color, ascii).lines(overview(every()) if found is None else one(found))
    return 0
