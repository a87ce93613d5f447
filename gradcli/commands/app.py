"""The command-line application: finds the command, runs it, and turns what happened into text and an exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any, TextIO

import typer
from typer.core import TyperCommand, TyperGroup

from gradcli.commands import COMMANDS
from gradcli.commands.command_line import CommandLine, near_option, not_an_expression, split
from gradcli.commands.phrases import spoken
from gradcli.commands.unused import refuse_help, refuse_repeated
from gradcli.letters import SPELLED, spell
from gradcli.problems import Exit, FileProblem, NameProblem, Problem, own_mistake, too_much
from gradcli.suggest import suggest_name

HELP_NAMES = {"help_option_names": ["-h", "--help"]}
GLOBAL = ("-h", "--help", "--version", "--install-completion", "--show-completion")


class ExpressionCommand(TyperCommand):
    """A command that takes an expression and values for its variables among its options."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take the values out; what is left is for Typer."""
        flags, valued = declared(self)
        line = self.arranged(split(args, flags, valued))
        ctx.meta["bindings"] = line.bindings
        refuse_help(
            line.positionals, {*line.bindings, *(o[6:].partition("=")[0] for o in line.options if o.startswith("--let="))}
        )
        refuse_repeated(line.options, {name for param in self.params if getattr(param, "multiple", False) for name in param.opts})
        return super().parse_args(ctx, [*line.options, "--", *line.positionals])

    def arranged(self, line: CommandLine) -> CommandLine:
        """What a command makes of its line before Typer sees it."""
        return line


def declared(command: Any) -> tuple[set[str], set[str]]:
    """The options of a command: those without and those with a value."""
    flags: set[str] = {"--help"}
    valued: set[str] = set()
    for param in command.params:
        names = [n for n in (*param.opts, *param.secondary_opts) if n.startswith("-")]
        (flags if getattr(param, "is_flag", False) else valued).update(names)
    return flags, valued


class LazyGroup(TyperGroup):
    """The commands, each imported only when it is needed."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """All commands, in the order in which one meets them."""
        return list(COMMANDS)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """Their names and what they do, for which none of them has to be imported."""
        with formatter.section("Commands"):
            formatter.write_dl([*COMMANDS.items()])

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """The command of a name."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"gradcli.commands.{cmd_name}")
        command = typer.main.get_command(module.app)
        command.name = cmd_name
        return command


def _version(wanted: bool) -> None:
    if wanted:
        from gradcli import SEMANTICS, __version__

        sys.stdout.write(f"gradcli {__version__} (semantics of {SEMANTICS})\n")
        raise typer.Exit()


app = typer.Typer(
    cls=LazyGroup,
    context_settings=HELP_NAMES,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="What PyTorch's autograd would do to an expression, step by step.\n\nStart with:\n\n"
    '\b\n  gradcli grad "3*x**2 + 4*x + 5" --x 2\n  gradcli explain "3*x**2 + 4*x + 5" --x 2',
)


@app.callback()
def _main(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Version, and whose semantics."),
) -> None:
    pass


# ------------------------------------------------------------------ running it
def run(arguments: Sequence[str]) -> int:
    """Run a command line; the exit status. Everything a user can cause ends here, without a traceback."""
    try:
        _forgiving_streams()
        status = perform(list(arguments))
        sys.stdout.flush()
        return status
    except Problem as problem:
        return _report(problem, arguments)
    except KeyboardInterrupt:
        return int(Exit.INTERRUPTED)
    except BrokenPipeError:
        _close_stdout()
        return int(Exit.OK)
    except OSError as error:
        _close_stdout()
        return _report(FileProblem(f"cannot write the answer: {error.strerror or error}"), arguments)
    except (MemoryError, RecursionError):
        return _report(too_much(), arguments)
    except Exception as error:
        if os.environ.get("GRADCLI_TRACEBACK"):
            raise
        return _report(own_mistake(error), arguments)


def perform(arguments: list[str]) -> int:
    """Run a command line; the exit status. Raises Problem."""
    arguments = arguments or ["--help"]
    if arguments[0] not in COMMANDS and arguments[0] not in GLOBAL and not _asks_for_completion():
        raise no_command(arguments)
    try:
        result = app(arguments, prog_name="gradcli", standalone_mode=False)
    except typer.Exit as done:
        return int(done.exit_code)
    except typer.Abort:
        return int(Exit.INTERRUPTED)
    except SystemExit as done:
        if isinstance(done.__context__, BrokenPipeError):  # nobody reads on: no failure, though Typer makes one of it
            raise done.__context__ from None
        raise
    except Exception as error:
        if type(error).__module__.startswith("typer."):
            raise usage(error, arguments) from None
        raise
    return int(result or 0)


def _asks_for_completion() -> bool:
    return "_GRADCLI_COMPLETE" in os.environ


def usage(error: Any, arguments: Sequence[str]) -> Problem:
    """What Typer has to say, in our words."""
    text = error.format_message() if hasattr(error, "format_message") else str(error)
    command = f"gradcli {arguments[0]} --help" if arguments and arguments[0] in COMMANDS else "gradcli --help"
    if "Missing argument" in text:
        return Problem("there is no expression", fix=f'gradcli {arguments[0]} "3*x**2 + 4*x + 5" --x 2')
    if "No such option" in text and arguments[0] in COMMANDS:
        flags, valued = declared(LazyGroup(name="gradcli").get_command(None, arguments[0]))
        return not_an_expression(text.partition(": ")[2].split()[0].rstrip("."), flags, valued)
    if "unexpected extra argument" in text:
        if arguments[0] == "run":
            return Problem(
                text.rstrip(".")[0].lower() + text.rstrip(".")[1:],
                fix="a run has one file; what a script is given is no part of it",
            )
        return Problem(text.rstrip(".")[0].lower() + text.rstrip(".")[1:], fix="put the whole expression in quotes")
    text = text.replace("is not a valid int range", "is not a whole number").replace(
        "is not a valid int", "is not a whole number"
    )
    return Problem(text.rstrip("."), fix=f"{command} shows what it takes")


def no_command(arguments: Sequence[str]) -> Problem:
    """`gradcli "x**2" --x 2`: the command is missing or misspelt."""
    first = arguments[0]
    near = suggest_name(first, [*COMMANDS, *GLOBAL])
    if near:
        what = "option" if first.startswith("-") else "command"
        return NameProblem(f"there is no {what} `{first}`", fix=f"did you mean {near}?")
    return NameProblem(f"`{first[:60]}` is not a command", fix=f"the commands are {', '.join(COMMANDS)}")


def _suggest_option(problem: Problem, arguments: Sequence[str]) -> None:
    """A value for an unknown variable may be a misspelt option."""
    unknown = getattr(problem, "unknown", None)
    if unknown is None or not arguments or arguments[0] not in COMMANDS:
        return
    flags, valued = declared(LazyGroup(name="gradcli").get_command(None, arguments[0]))
    if f"--{unknown}" in flags | valued:
        return
    near = near_option(unknown, flags, valued)
    if near:
        problem.fix = f"did you mean {near}?"


def _report(problem: Problem, arguments: Sequence[str]) -> int:
    from gradcli.views.lines import stderr
    from gradcli.views.problem import document, lines
    from gradcli.views.text import json_line

    _suggest_option(problem, arguments)
    try:
        from gradcli.commands.mending.mend import mend

        mend(problem, arguments)
    except (MemoryError, RecursionError):  # then there is no better help
        pass
    spoken(problem)
    try:
        sys.stdout.flush()
    except OSError:
        _close_stdout()
    try:
        out = stderr(*preferences(arguments))
        out.lines(lines(problem, out.width))
        if "--json" in arguments:
            sys.stderr.write(json_line(document(problem)) + "\n")
        sys.stderr.flush()
    except OSError:
        pass
    return int(problem.status)


def preferences(arguments: Sequence[str]) -> tuple[str, bool]:
    """--color and --ascii, for errors that come before the options are parsed."""
    color = "auto"
    for k, token in enumerate(arguments):
        if token.startswith("--color="):
            color = token.partition("=")[2]
        elif token == "--color" and k + 1 < len(arguments):
            color = arguments[k + 1]
    return color if color in ("always", "never") else "auto", "--ascii" in arguments


def _forgiving_streams() -> None:
    """Text that the terminal's encoding lacks is spelled out instead of raising; a closed stderr swallows what it gets."""
    if sys.stderr is None:
        sys.stderr = _nowhere()
    if sys.stdout is None:
        sys.stdout = _nowhere()
        raise FileProblem("cannot write the answer: standard output is closed")
    spell()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=SPELLED)


def _nowhere() -> TextIO:
    """A stream that swallows what it gets, open for as long as the program runs."""
    return open(os.devnull, "w")


def _close_stdout() -> None:
    """Nobody reads on: leave nothing for Python to flush at exit."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
