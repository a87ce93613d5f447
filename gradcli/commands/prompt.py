"""The prompt of gradcli run: one statement after the other, and questions about what they made."""

from __future__ import annotations

import select
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from gradcli.problems import Problem, own_mistake
from gradcli.script.cells import Cell
from gradcli.script.confinement import confined, heard
from gradcli.script.events import ErrorEvent
from gradcli.script.interrupts import Interrupts, keeping
from gradcli.script.lines import begins_another, is_whole
from gradcli.script.session import Session, Settings
from gradcli.script.showing import displayed
from gradcli.views.lines import Line, stderr, stdout, width_of
from gradcli.views.problem import lines as problem_lines
from gradcli.views.session import Terminal, View, fitting
from gradcli.views.tables import table
from gradcli.views.text import printable
from gradcli.views.trace_text import lines as trace_lines
from gradcli.views.tree import tree_lines

GREETING = "gradcli: Python for lessons, with a torch of its own. :help tells what else there is; Ctrl-D ends."
HELP = {
    ":explain y": "the graph of y, and every step that y.backward() would take; nothing is changed",
    ":graph y": "the graph of y alone",
    ":vars": "the names that there are",
    ":help": "these lines",
    "Ctrl-C": "ends what runs, or drops what is being typed",
    "Ctrl-D": "ends the session, as exit does",
}
LONGEST = 60  # characters of a value among the names
PASTED = 0.02  # seconds within which the next line of what is pasted arrives
PATIENT = 10.0  # seconds: what took longer altogether is not run again to find out why its end failed


def typed(settings: Settings) -> int:
    """Ask for one statement after the other until nobody answers; the exit status."""
    view = Terminal()
    with (
        keeping() as keys,
        Session(settings, view.tell, displayed) as session,
        _completing(session),
        confined(settings.limits.memory, view.cut),
    ):
        sys.stdout.write(fitting(GREETING, width_of(sys.stdout)))
        return _Conversation(session, settings, keys, view).held()


class _Conversation:
    """Statements and questions, of which Ctrl-C ends the one that is being typed or runs."""

    def __init__(self, session: Session, settings: Settings, keys: Interrupts, view: View) -> None:
        self._session, self._settings, self._keys, self._view = session, settings, keys, view
        self._cells: list[Cell] = []
        self._ahead: list[str] = []  # a line that was typed, and belongs to the next statement
        self._spent = 0.0  # seconds, of all statements

    def held(self) -> int:
        """Until nobody answers; the exit status."""
        while True:
            text = self._asked()
            if text is None:
                sys.stdout.write("\n")
                return 0
            status = None
            if text.lstrip().startswith(":"):
                self._unless_interrupted(partial(_answer, self._session, text.strip()))
            elif text.strip() in ("exit", "quit"):
                return 0
            elif text.strip():
                status = self._run(text)
            sys.stdout.flush()
            if status is not None:
                return status

    def _run(self, text: str) -> int | None:
        """Run a statement; the exit status if it ends the session."""
        self._session.budget.begin()
        self._cells.append(Cell(text, f"Cell In[{len(self._cells) + 1}]", len(self._cells) + 1, True))
        start = time.monotonic()
        outcome = self._session.run(self._cells[-1])
        self._spent += time.monotonic() - start
        if outcome.error is not None and self._spent < PATIENT:
            self._unless_interrupted(partial(self._advise, outcome.error))
        return outcome.exit

    def _unless_interrupted(self, job: Callable[[], None]) -> None:
        try:
            with self._keys.raised():
                job()
        except KeyboardInterrupt:
            heard()
            sys.stdout.write("\n")

    def _advise(self, error: ErrorEvent) -> None:
        """Why the last statement failed, and what helps, as far as that is known."""
        from gradcli.advice.advising import advice  # needed only after something has gone wrong

        told = advice(self._cells, len(self._cells) - 1, error, self._settings)
        if told is not None:
            self._view.tell(told)

    def _asked(self) -> str | None:
        """What is typed until it is a whole statement; None at the end."""
        lines: list[str] = []
        while True:
            try:
                with self._keys.raised():
                    line = _unprompted(self._ahead.pop() if self._ahead else input("... " if lines else ">>> "))
            except EOFError:
                return self._at_the_end(lines)
            except KeyboardInterrupt:
                heard()
                sys.stdout.write("\n")
                return ""
            except UnicodeDecodeError as error:
                stderr().lines(problem_lines(Problem(f"what was typed is not {error.encoding}")))
                return ""
            if begins_another(lines, line):
                self._ahead.append(line)
                return "\n".join([*lines, ""])
            lines.append(line)
            text = "\n".join(lines)
            if text.lstrip().startswith(":") or (is_whole(text) and not (len(lines) > 1 and not line.strip() and _is_pasted())):
                return text

    def _at_the_end(self, lines: list[str]) -> str | None:
        """Ctrl-D: in the middle of a statement it stands for an empty line."""
        if lines:
            sys.stdout.write("\n")
        return "\n".join(lines) if lines else None


def _unprompted(line: str) -> str:
    """A line as it is without the prompt with which it was copied."""
    return line[4:] if line.startswith((">>> ", "... ")) else "" if line in (">>>", "...") else line


def _is_pasted() -> bool:
    """Whether more has arrived than anybody types: an empty line within what is pasted does not end a block."""
    try:
        return bool(select.select([sys.stdin], [], [], PASTED)[0])
    except (OSError, ValueError, TypeError):  # where only sockets can be waited for, or nothing
        return False


# ------------------------------------------------------------------ questions
def _answer(session: Session, text: str) -> None:
    """What is asked with a colon in front."""
    question, _, about = text.partition(" ")
    try:
        found = list(_answered(session, question, about.strip()))
    except Problem as problem:
        sys.stdout.flush()
        stderr().lines(problem_lines(problem))
    except Exception as error:  # of ours, for which no session has to end
        stderr().lines(problem_lines(own_mistake(error)))
    else:
        stdout().lines(found)


def _answered(session: Session, question: str, about: str) -> Iterator[Line]:
    """The lines of an answer. Raises Problem."""
    if question in (":explain", ":graph") and not about:
        raise Problem(f"{question} needs the name of a tensor", fix=f"{question} y")
    if question == ":explain":
        found = session.explained(about)
        yield [(f"{about}.backward()", "name"), ("    as it would be", "quiet")]
        yield from list(trace_lines(found, width=width_of(sys.stdout)))[1:]
    elif question == ":graph":
        yield from tree_lines(session.explained(about, backward=False), width_of(sys.stdout))
    elif question == ":vars":
        yield from table([[(name, "name"), (kind, "quiet"), (_short(text), "value")] for name, kind, text in session.described()])
    elif question in (":help", ":h", ":?"):
        yield from table([[(what, "name"), (does, "")] for what, does in HELP.items()])
    else:
        raise Problem(f"there is no `{printable(question)[:LONGEST]}`", fix=":help lists what there is")


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


# ------------------------------------------------------------------ what the keys do
@contextmanager
def _completing(session: Session) -> Iterator[None]:
    """History by the arrows and completion by the tabulator, where Python has readline."""
    try:
        import readline
    except ImportError:  # not everywhere
        yield
        return
    before, delimiters = readline.get_completer(), readline.get_completer_delims()
    readline.set_completer(_completer(session, readline))
    readline.set_completer_delims(" \t\n`~!@#$%^&*()-=+[{]}\\|;'\",<>/?")
    readline.parse_and_bind("bind ^I rl_complete" if "libedit" in (readline.__doc__ or "") else "tab: complete")
    try:
        yield
    finally:
        readline.set_completer(before)
        readline.set_completer_delims(delimiters)


def _completer(session: Session, readline: Any) -> Callable[[str, int], str | None]:
    found: list[str] = []

    def complete(text: str, state: int) -> str | None:
        nonlocal found
        if not state:
            line = readline.get_line_buffer()
            found = _indented(line) or _offered(session, line, text)
        return found[state] if state < len(found) else None

    return complete


def _indented(line: str) -> list[str]:
    """At the beginning of a line the tabulator is what it is in an editor."""
    return [] if line.strip() else ["    "]


def _offered(session: Session, line: str, text: str) -> list[str]:
    if line.lstrip().startswith(":") and line.lstrip() == text:
        return [name.split()[0] for name in HELP if name.startswith(text)]
    return session.completions(text)
