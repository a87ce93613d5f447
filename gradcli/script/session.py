"""A session: cells run one after the other in the same names, and everything that happens is told as events."""

from __future__ import annotations

import ast
import sys
import warnings
from collections.abc import Callable
from contextlib import nullcontext
from types import ModuleType, NoneType
from typing import Any, NamedTuple

from gradcli.calculation.trace import Trace
from gradcli.problems import LimitProblem, Problem
from gradcli.recording.modes import watched
from gradcli.script import builtins
from gradcli.script.allowed import is_script
from gradcli.script.budget import Broken, Budget, Exceeded, Interrupted, Limits, Stop
from gradcli.script.cells import Cell, is_silenced
from gradcli.script.completion import completions
from gradcli.script.confinement import heard, running
from gradcli.script.drawing import in_notebooks
from gradcli.script.events import ErrorEvent, Event, Note, Result, Stderr, Stdout, Warned
from gradcli.script.explained import Explained
from gradcli.script.formatting import repr_of
from gradcli.script.frames import Here, Source
from gradcli.script.guard import Guard
from gradcli.script.magics import without_magics
from gradcli.script.modules import Modules, reason
from gradcli.script.namespaces import Surroundings
from gradcli.script.noticing import Warnings
from gradcli.script.program import Translated, run_module, translated
from gradcli.script.showing import shown
from gradcli.script.silent import Silent
from gradcli.script.streams import Stream
from gradcli.script.suggestions import suggestion
from gradcli.script.tracebacks import frames_of, headline, report, said, slip
from gradcli.script.unit import Onlooker, Program
from gradcli.script.worker import Worker
from gradcli.tensors.tensor import Tensor

PLAIN = (Tensor, int, float, str, NoneType)  # of these the text is known to be short, and of no script


class Settings(NamedTuple):
    """How a session runs.

    limits     what it may use
    seed       for all random numbers, or None for those of chance
    arguments  sys.argv
    explain    tell of every call of backward() what it does, step by step
    remember   what is computed, so that `explained` can answer
    """

    limits: Limits = Limits()
    seed: int | None = None
    arguments: tuple[str, ...] = ("script.py",)
    explain: bool = False
    remember: bool = False


class Outcome(NamedTuple):
    """How a cell ended.

    ok      whether nothing was raised
    exit    the status that the script asked for, or None
    ended   whether a limit or an interrupt ended the whole session
    error   what was raised, as it was told
    """

    ok: bool = True
    exit: int | None = None
    ended: bool = False
    error: ErrorEvent | None = None


class Session:
    """Names, modules, limits and random numbers of one run.

    emit  is given every event, in the thread that runs the script
    show  a value as a notebook shows it; None to show nothing
    onlooker  hears of statements and operations while they run; None where nobody looks
    """

    def __init__(
        self,
        settings: Settings,
        emit: Callable[[Event], None],
        show: Callable[[Any], str | None] = repr_of,
        onlooker: Onlooker | None = None,
    ) -> None:
        self.settings = settings
        self._onlooker = onlooker
        self.budget = Budget(settings.limits)
        self.guard = Guard()
        self.names: dict[str, Any] = {"__name__": "__main__", "__doc__": None}
        self._tell = emit
        self._broken: Exception | None = None
        self._unheard: Stop | None = None  # raised where Python passes over everything that is
        self._show = show
        self._noted: set[str] = set()
        self._number = 0
        self._outcome = Outcome()
        self._worker = Worker()
        self.warnings = Warnings(self._warned)
        out, err = Stream("<stdout>", self._written), Stream("<stderr>", self._complained)
        around = Surroundings(
            self.guard, self.budget, out, err, self.warnings, self.note, self._shown, settings.arguments, settings.seed
        )
        self._around = around
        self._modules = Modules(around)
        self._builtins = builtins.table(self.guard, self.budget, out)
        self._looks = settings.explain or settings.remember
        self._explained = Explained(self.names, self._emit, self.note, settings.explain)

    # -------------------------------------------------------------- running
    def run(self, cell: Cell) -> Outcome:
        """Run a cell. What a script raises is an event; this raises what `emit` raised."""
        self._outcome = Outcome()
        self._work(lambda: self._watched(cell))
        if self._broken is not None:
            raise self._broken
        return self._outcome

    def explained(self, name: str, backward: bool = True) -> Trace:
        """The graph behind a name, and what backward() would do from there. Raises Problem."""
        found: list[Trace] = []
        self.budget.begin()
        try:
            self._work(lambda: found.append(self._explained.asked(name, backward)))
        except Interrupted:
            raise KeyboardInterrupt from None
        except Stop as stop:
            raise Problem(f"`{name}` is not explained: {stop}") from None
        except Exception as error:
            if not frames_of(error):  # then it is no hook or function of the script that raised it
                raise
            raise Problem(f"`{name}` is not explained: {headline(error)}") from None
        return found[0]

    def completions(self, text: str) -> list[str]:
        """What a name that is being typed may become."""
        return completions(text, self.names, self._builtins, self.guard)

    def described(self) -> list[tuple[str, str, str]]:
        """Each name that the session has given, with the type of its value, and with its text where that is short of itself."""
        names = {n: x for n, x in self.names.items() if not n.startswith("_")}
        return [(n, "module" if isinstance(x, ModuleType) else type(x).__name__, self._short(x)) for n, x in names.items()]

    def _short(self, value: Any) -> str:
        if not isinstance(value, PLAIN) or is_script(type(value)):  # whose text the script may have written
            return ""
        try:
            return next(iter((self._show(value) or "").splitlines()), "")
        except ValueError:  # a number of more digits than Python makes text of
            return ""

    def close(self) -> None:
        """End the session's thread."""
        self._worker.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _work(self, job: Callable[[], None]) -> None:
        with running(self.budget.end, self.settings.limits.seconds):
            self._worker.do(job, self.budget.interrupt, self._look)

    def _look(self) -> None:
        """Now and then, while something runs, in the thread that waits for it."""
        self.budget.look()
        if not self.budget.interrupts:
            heard()

    def _watched(self, cell: Cell) -> None:
        if self._onlooker is None:
            self._run(cell)
            return
        with watched(self._onlooker.operation):
            self._run(cell)

    def _run(self, cell: Cell) -> None:
        self.budget.depth = 1
        self._number = cell.number
        looking = self._explained.looking() if self._looks else nullcontext()
        with warnings.catch_warnings(), looking:
            warnings.simplefilter("always")
            warnings.showwarning = self.warnings.from_host  # type: ignore[assignment]
            before, sys.unraisablehook = sys.unraisablehook, self._ignored
            try:
                self._ended(cell)
            except Exceeded as stop:
                self.note(str(stop))
                self._outcome = Outcome(ok=False, ended=True)
            except Stop:
                self._outcome = Outcome(ok=False, ended=True)
            finally:
                sys.unraisablehook = before

    def _ended(self, cell: Cell) -> None:
        """Run the cell, and tell how it ended, to which the script has its say too. Raises Stop."""
        self._unheard = None
        try:
            self._cell(cell)
            if self._unheard is not None:
                raise self._unheard
        except SystemExit as done:
            self._outcome = Outcome(exit=self._status(done))
        except Stop:
            raise
        except BaseException as error:
            self._outcome = self._failed(error, cell)

    def _cell(self, cell: Cell) -> None:
        text, tree = self._plain(cell)
        echo = cell.echo and self._onlooker is None and not is_silenced(text)  # a statement for who looks on
        if cell.echo and "display" not in self._builtins:
            self._builtins.update(in_notebooks(self._around))
        program = translated(text, cell.name, self._share, echo, tree)
        self.names["__doc__"] = program.doc if not cell.echo else self.names["__doc__"]
        self._executed(program)

    def _plain(self, cell: Cell) -> tuple[str, ast.Module | None]:
        """The cell as Python; IPython's lines are looked for where Python does not understand it, or at its beginning."""
        if not cell.echo:
            return cell.text, None
        text, left_out = without_magics(cell.text)
        for line in dict.fromkeys(left_out):
            self.note(f"{line}: lines of IPython are left out; what they time runs without being timed")
        return text, None

    def _executed(self, program: Translated) -> None:
        here = Here("<module>", program.source)
        run_module(program.body, here)
        if program.last is not None:
            self._displayed(run_module(program.last, here))

    def _share(self, source: Source, scopes: dict[ast.AST, Any], postponed: bool) -> Program:
        return Program(
            self.names, self._builtins, self._modules.find, self.budget, self.guard, source, scopes, postponed, {}, self._onlooker
        )

    # -------------------------------------------------------------- telling
    def _emit(self, event: Event) -> None:
        try:
            self._tell(event)
        except Exception as error:  # a closed stream is nothing that a script could catch
            self._broken = error
            raise Broken from None

    def _displayed(self, value: Any) -> None:
        if value is None or type(value) is Silent:
            return
        if self._told(self._show(value)):
            self.names["_"] = value

    def _shown(self, value: Any) -> None:
        """display(value), which shows None too."""
        self._told(shown(value) if value is None else self._show(value))

    def _told(self, text: str | None) -> bool:
        if text is not None:
            self.budget.write(len(text))
            self._emit(Result(text, self._number))
        return text is not None

    def _written(self, text: str) -> None:
        self.budget.write(len(text))
        self._emit(Stdout(text))

    def _complained(self, text: str) -> None:
        self.budget.write(len(text))
        self._emit(Stderr(text))

    def _warned(self, warned: Warned) -> None:
        self.budget.write(len(warned.text))
        self._emit(warned)

    def _ignored(self, what: Any) -> None:
        """An exception of which nobody can hear, such as one of a finalizer."""
        try:
            if isinstance(what.exc_value, Stop):
                raise what.exc_value
            if isinstance(what.exc_value, BaseException):
                self._complained(f"Exception ignored in: {what.object!r}\n{report(what.exc_value)}")
        except Stop as stop:
            self._unheard = stop

    def note(self, text: str) -> None:
        """Say something of gradcli's own, once."""
        if text not in self._noted:
            self._noted.add(text)
            self._emit(Note(text))

    def _status(self, done: SystemExit) -> int:
        code: Any = vars(SystemExit)["code"].__get__(done)  # whatever a script's own class says
        if code is None or isinstance(code, int):
            return 0 if code is None else int.__index__(code)
        self._complained(f"{said(code)}\n")
        return 1

    def _failed(self, error: BaseException, cell: Cell) -> Outcome:
        frames = tuple(frames_of(error))
        hint = suggestion(error, {**self._builtins, **self.names})
        last = frames[-1] if frames else None
        syntax = slip(error)
        if syntax is not None:
            line, column = max(syntax.line, 1), max(syntax.column or 1, 1) - 1
            end = max(syntax.end_column or 0, column + 2) - 1
        else:
            line, column, end = (last.line, last.column, last.end_column) if last else (1, 0, 0)
        file = last.file if last else cell.name
        text = headline(error).partition(": ")[2]
        told = ErrorEvent(type(error).__name__, text, file, line, column, end, frames, report(error, hint), error)
        self._emit(told)
        why = reason(error)
        if isinstance(error, LimitProblem) and error.fix is not None:
            why = str(error.fix)
        if why:
            self.note(why)
        return Outcome(ok=False, error=told)
