"""gradcli run: a lesson, a script or a notebook, without PyTorch."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Sequence
from typing import Annotated

import typer

from gradcli import limits
from gradcli.commands import COMMANDS
from gradcli.commands.app import HELP_NAMES
from gradcli.files import read_text, source_text
from gradcli.problems import Problem
from gradcli.script.budget import MEMORY, PRINTED, Limits
from gradcli.script.cells import Cell, cells
from gradcli.script.confinement import confined
from gradcli.script.events import ErrorEvent
from gradcli.script.session import Session, Settings
from gradcli.script.showing import displayed
from gradcli.views.session import Terminal, View
from gradcli.views.session_files import Gathered, writer
from gradcli.views.session_json import JsonLines
from gradcli.views.session_progress import unhurried

PATIENT = 10.0  # seconds: what ran longer is not run again to find out why it failed

app = typer.Typer(add_completion=False, rich_markup_mode=None)

EXAMPLES = """Run a PyTorch lesson without PyTorch: a script, a notebook, or what is typed.

\b
  gradcli run lesson.py
  gradcli run lesson.ipynb
  gradcli run - < lesson.py
  gradcli run lesson.py --explain             the chain rule, after each backward()
  gradcli run lesson.ipynb --output done.ipynb
  gradcli run                                 line by line

Scripts reach no files, no network and no other program. A notebook goes on after a cell that fails."""


@app.command(context_settings=HELP_NAMES, help=EXAMPLES, short_help=COMMANDS["run"])
def run(
    file: Annotated[
        str | None, typer.Argument(metavar="[FILE]", show_default=False, help="A .py or .ipynb, or - for standard input.")
    ] = None,
    max_steps: Annotated[
        int, typer.Option("--max-steps", metavar="N", min=1, help="Rounds of loops and calls at most.")
    ] = Limits().steps,
    max_seconds: Annotated[
        float, typer.Option("--max-seconds", metavar="N", min=0.001, help="Seconds at most.")
    ] = Limits().seconds,
    seed: Annotated[int | None, typer.Option("--seed", metavar="N", min=0, max=2**64 - 1, help="Of all random numbers.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="After each backward(): all of its steps.")] = False,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="In place of printing: an executed .ipynb, an .md or an .html page."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Every event as a line of JSON, for programs.")] = False,
) -> int:
    """Run a script, a notebook, or what is typed."""
    if math.isnan(max_seconds):
        raise Problem("--max-seconds is no number", fix="give the seconds that the run may take")
    if json and output is not None:
        raise Problem("--json and --output are two ways to tell of the same run", fix="leave one of them out")
    allowed = Limits(max_steps, max_seconds, limits.value(PRINTED), limits.value(MEMORY))
    name = "-" if file is None else file
    settings = Settings(allowed, seed, (name,), explain)
    if output is not None:
        writer(output)  # a name that means no format is refused before anything runs
    elif file is None and not json and sys.stdin is not None and sys.stdin.isatty():
        from gradcli.commands.prompt import typed  # which nobody needs who has a file

        return typed(settings._replace(remember=True))
    text = source_text("-") if name == "-" else read_text(name)
    found = cells(text, "<stdin>" if name == "-" else name)
    if output is not None:
        found = [cell if cell.echo else cell._replace(number=1) for cell in found]
        return _shown(settings, found, Gathered(output, found, (name, text)))
    return _shown(settings, found, JsonLines() if json else Terminal())


def _shown(settings: Settings, found: list[Cell], view: View) -> int:
    """Run cells before somebody's eyes; the exit status."""
    allowed = settings.limits
    with (
        Session(settings, lambda event: seen.tell(event), displayed) as session,
        unhurried(view, lambda: session.budget.steps) as seen,
        confined(allowed.memory, view.cut),
    ):
        status = _all(session, found, seen)
    view.end(status)
    return status


def _all(session: Session, found: list[Cell], view: View) -> int:
    """Run cells, the rest of them also where one fails; the exit status."""
    status, start = 0, time.monotonic()
    for number, cell in enumerate(found):
        view.begin(cell)
        outcome = session.run(cell)
        if outcome.exit is not None:
            return outcome.exit
        if outcome.ended:
            return 1
        if outcome.error is not None and time.monotonic() - start < PATIENT:
            advise(found, number, outcome.error, session.settings, view)
        status = status if outcome.ok else 1
    return status


def advise(found: Sequence[Cell], number: int, error: ErrorEvent, settings: Settings, view: View) -> None:
    """Say why a cell failed, and what helps, as far as that is known."""
    from gradcli.advice.advising import advice  # needed only after something has gone wrong

    told = advice(found, number, error, settings)
    if told is not None:
        view.tell(told)
