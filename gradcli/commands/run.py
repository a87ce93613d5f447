"""gradcli run: a lesson, a script or a notebook, without PyTorch."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from gradcli import limits
from gradcli.commands import COMMANDS
from gradcli.commands.app import HELP_NAMES
from gradcli.files import read_text, source_text, write_whole
from gradcli.printing.pretty import displayed
from gradcli.problems import Problem
from gradcli.script.budget import MEMORY, PRINTED, Limits
from gradcli.script.cells import Cell, cells
from gradcli.script.confinement import confined
from gradcli.script.events import ErrorEvent, Event, Note, Result, Stdout
from gradcli.script.lines import is_whole
from gradcli.script.session import Outcome, Session, Settings
from gradcli.views.text import printable

PATIENT = 10.0  # seconds: what ran longer is not run again to find out why it failed

app = typer.Typer(add_completion=False, rich_markup_mode=None)

EXAMPLES = """Run a PyTorch lesson without PyTorch: a script, a notebook, or what is typed.

\b
  gradcli run lesson.py
  gradcli run lesson.ipynb
  gradcli run - < lesson.py
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
    seed: Annotated[int | None, typer.Option("--seed", metavar="N", min=0, help="Of all random numbers.")] = None,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write the executed notebook, an .ipynb, in place of printing."),
    ] = None,
) -> int:
    """Run a script, a notebook, or what is typed."""
    if output is not None and not output.endswith(".ipynb"):
        raise Problem(f"--output writes a notebook, and `{output}` is none", fix=f"--output {output.partition('.')[0]}.ipynb")
    allowed = Limits(max_steps, max_seconds, limits.value(PRINTED), limits.value(MEMORY))
    name = "-" if file is None else file
    settings = Settings(allowed, seed, (name,))
    if file is None and sys.stdin is not None and sys.stdin.isatty():
        return _typed(settings)
    text = source_text("-") if name == "-" else read_text(name)
    found = cells(text, "<stdin>" if name == "-" else name)
    if output is None:
        with Session(settings, tell, displayed) as session, confined(allowed.memory, allowed.seconds):
            return _all(session, found)
    return _written(output, settings, found, text)


def _written(output: str, settings: Settings, found: list[Cell], text: str) -> int:
    """Run cells and write them down with what they told."""
    from gradcli.views.executed import executed

    told: dict[int, list[Event]] = {}

    def hear(event: Event) -> None:
        told[max(told)].append(event)
        if isinstance(event, Note):
            tell(event)

    allowed = settings.limits
    numbered = [cell if cell.echo else cell._replace(number=1) for cell in found]
    with Session(settings, hear, displayed) as session, confined(allowed.memory, allowed.seconds):
        status = _all(session, numbered, lambda cell: told.setdefault(cell.number, []))
    is_notebook = any(cell.name.startswith("Cell In[") for cell in found) and text.lstrip().startswith("{")
    write_whole(output, executed(numbered, told, text if is_notebook else None))
    return status


def _all(session: Session, found: list[Cell], begin: Callable[[Cell], object] = lambda _: None) -> int:
    """Run cells, the rest of them also where one fails; the exit status. `begin` hears of each before it runs."""
    status, start = 0, time.monotonic()
    for number, cell in enumerate(found):
        begin(cell)
        outcome = session.run(cell)
        if outcome.exit is not None:
            return outcome.exit
        if outcome.ended:
            return 1
        if outcome.error is not None and time.monotonic() - start < PATIENT:
            advise(found, number, outcome.error, session.settings)
        status = status if outcome.ok else 1
    return status


def advise(found: Sequence[Cell], number: int, error: ErrorEvent, settings: Settings) -> None:
    """Say on stderr why a cell failed, and what helps, as far as that is known."""
    from gradcli.advice.advising import advice  # needed only after something has gone wrong

    told = advice(found, number, error, settings)
    if told is None:
        return
    lines = [f"  why: {told.why}"]
    if told.fix is not None:
        cell = "" if told.file == error.file else f"{told.file}, "
        lines.append(f"  fix: {cell}line {told.line}:" + (f" {told.fix[0].strip()}" if len(told.fix) == 1 else ""))
        lines += [f"    {line}" for line in told.fix] if len(told.fix) > 1 else []
    sys.stderr.write("".join(f"{printable(line)}\n" for line in lines))
    sys.stderr.flush()


def tell(event: Event) -> None:
    """An event on the stream where it belongs."""
    if isinstance(event, Stdout | Result):
        sys.stdout.write(event.text if isinstance(event, Stdout) else f"{event.text}\n")
        return
    sys.stdout.flush()
    text = event.report if isinstance(event, ErrorEvent) else f"note: {event.text}\n" if isinstance(event, Note) else event.text
    sys.stderr.write(text)
    sys.stderr.flush()


# ------------------------------------------------------------------ line by line
def _typed(settings: Settings) -> int:
    """Ask for one statement after the other until nobody answers."""
    with Session(settings, tell, displayed) as session:
        cells: list[Cell] = []
        while True:
            text = _asked()
            if text is None:
                sys.stdout.write("\n")
                return 0
            if not text.strip():
                continue
            cells.append(Cell(text, f"Cell In[{len(cells) + 1}]", len(cells) + 1, True))
            outcome: Outcome = session.run(cells[-1])
            sys.stdout.flush()
            if outcome.exit is not None:
                return outcome.exit
            if outcome.error is not None:
                advise(cells, len(cells) - 1, outcome.error, settings)


def _asked() -> str | None:
    """What is typed until it is a whole statement; None at the end."""
    lines: list[str] = []
    while True:
        try:
            lines.append(input("... " if lines else ">>> "))
        except EOFError:
            return "\n".join(lines) if lines else None
        except KeyboardInterrupt:
            sys.stdout.write("\n")
            return ""
        if is_whole("\n".join(lines)):
            return "\n".join(lines)
