"""Everything a user can cause and mend: one base class, with the words, the place and the exit status.

`Problem` is raised below, completed on its way up (`located`), and shown by exactly one place, `views/problem.py`.
Nothing here knows how it will look.
"""

from __future__ import annotations

import builtins
import sys
from enum import IntEnum
from functools import cache
from typing import Any, NamedTuple, Self


class Exit(IntEnum):
    """The exit statuses of every command."""

    OK = 0
    NO = 1  # the answer is no: a check failed, backward raised, a kink where none is allowed
    UNREADABLE = 2  # what was typed cannot be read
    INTERRUPTED = 130


Span = tuple[int, int]


class Remedy(NamedTuple):
    """Words about something that a command, Python and a script call differently, as data: each says it in its own way.

    kind   which words, a key of every table of phrases
    about  what fills their places: names of variables and of settings, and text

    `str()` of it is what Python says (phrases.py).
    """

    kind: str
    about: tuple[str, ...] = ()

    def __str__(self) -> str:
        from gradcli.phrases import said

        return said(self)


Words = str | Remedy


def about_setting(name: str, rest: str = "") -> Remedy:
    """A sentence that begins with the name of a setting, such as `grad_output`."""
    return Remedy("setting", (name, rest))


class Problem(Exception):
    """Something the user can mend.

    title   one line: what is wrong
    places  in front of the title: where it went wrong, the widest first
    span    where, as offsets [start, end) into `source`, or None
    source  the text that `span` points into, or None
    why     the cause, in this very expression
    fix     what to do about it
    hint    a corrected piece of text that really works, shown after `fix`
    unknown a name that was taken for a variable's and might be a misspelt option
    absent  a variable that has no value
    """

    status = Exit.UNREADABLE
    kind = "error"
    unknown: str | None = None
    absent: str | None = None

    def __init__(
        self,
        title: Words,
        *,
        span: Span | None = None,
        source: str | None = None,
        why: Words | None = None,
        fix: Words | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(title)
        self.title: Words = title
        self.places: tuple[Words, ...] = ()
        self.span = span
        self.source = source
        self.why = why
        self.fix = fix
        self.hint = hint

    def __str__(self) -> str:
        return self.line

    @property
    def line(self) -> str:
        """What is wrong, and where, on one line."""
        return ": ".join(map(str, (*self.places, self.title)))

    def __reduce__(self) -> tuple[Any, ...]:
        """It crosses from process to process with everything it says."""
        return _restored, (type(self), self.title, vars(self))

    def within(self, place: Words) -> Problem:
        """The same problem, which went wrong in a place such as a line of a file."""
        self.places = (place, *self.places)
        return self

    def located(self, source: str, span: Span) -> Problem:
        """The same problem with a place, unless it already has one."""
        if self.span is None:
            self.span, self.source = span, source
        elif self.source is None:
            self.source = source
        return self


def _restored(kind: type[Problem], title: Words, said: dict[str, Any]) -> Problem:
    problem = kind(title)
    vars(problem).update(said)
    return problem


def own_mistake(error: Exception) -> Problem:
    """An exception that nobody meant to raise, told as what it is."""
    fix = "please report it with the command line; GRADCLI_TRACEBACK=1 shows where it happened"
    return Problem(f"this is a mistake in gradcli itself: {type(error).__name__}: {error}", fix=fix)


def too_much() -> Problem:
    """The memory, or the depth of Python's calls, does not suffice."""
    return Problem("this is more than can be worked out here", fix="make it smaller")


class SyntaxProblem(Problem):
    """The text is not an expression of the language."""


class NameProblem(Problem):
    """A function, variable or option that does not exist."""


class FileProblem(Problem):
    """A file cannot be read or written."""


def unreadable(path: str, error: Exception, fix: str = "check the path") -> FileProblem:
    """A file that cannot be read, and why."""
    reason = getattr(error, "strerror", None) or str(error)
    return FileProblem(f"cannot read {path or 'a file without a name'}: {reason}", fix=fix)


def demand_stdin() -> None:
    """Raise FileProblem if standard input is closed."""
    if sys.stdin is None:
        raise FileProblem("standard input is closed", fix="give it something to read, or leave out the -")


class LimitProblem(Problem):
    """The work would cost more than a limit allows; nothing of it was done. A RuntimeError, as PyTorch's of too little memory."""

    def __new__(cls, *_: Any, **__: Any) -> Self:
        """An exception that scripts catch and print as PyTorch's."""
        refusal: type[Self] = _raised_as(cls, "RuntimeError")  # type: ignore[arg-type]  # a class can be hashed
        return super().__new__(refusal)

    def __reduce__(self) -> tuple[Any, ...]:
        """As every problem; its class has no place of its own."""
        return _restored, (LimitProblem, self.title, vars(self))


class TorchError(Problem):
    """What PyTorch itself refuses, with PyTorch's exact text.

    `kind` is the name of the Python exception that PyTorch raises, and this is one: `except RuntimeError` catches it.
    `operand` is the index of the operand at fault, where one is to blame; `shapes` those of all operands, where they matter.
    `more` are the further lines of PyTorch's text, which `str()` has and the title has not.
    """

    def __new__(cls, kind: str, *_: Any, **__: Any) -> Self:
        """An exception of the kind that PyTorch raises."""
        refusal: type[Self] = _raised_as(cls, kind)  # type: ignore[arg-type]  # a class can be hashed
        return super().__new__(refusal)

    def __init__(
        self, kind: str, text: str, *, operand: int | None = None, why: Words | None = None, fix: Words | None = None
    ) -> None:
        super().__init__(text, why=why, fix=fix)
        self.kind = kind
        self.operand = operand
        self.shapes: tuple[tuple[int, ...], ...] | None = None
        self.more = ""

    def __str__(self) -> str:
        return super().__str__() + self.more

    def going_on(self, more: str) -> Self:
        """The same refusal with further lines of PyTorch's text."""
        self.more = more
        self.args = (f"{self.title}{more}",)
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """As every problem; its class is made for the kind and has no place of its own."""
        return _restored_refusal, (type(self).__bases__[0], self.kind, vars(self))


@cache  # one class for each kind
def _raised_as(refusal: Any, kind: str) -> Any:
    """A refusal that is also Python's exception of a name, and is called so: scripts catch and print it as PyTorch's."""
    return type(kind, (refusal, getattr(builtins, kind, RuntimeError)), {"__module__": "builtins"})


def _restored_refusal(refusal: type[TorchError], kind: str, said: dict[str, Any]) -> TorchError:
    problem = refusal(kind, "")
    vars(problem).update(said)
    return problem


class BackwardError(TorchError):
    """What PyTorch refuses during `backward()`: the expression has a value, the gradient does not exist."""

    status = Exit.NO


def runtime_error(text: str, operand: int | None = None) -> TorchError:
    """PyTorch's RuntimeError."""
    return TorchError("RuntimeError", text, operand=operand)


def index_error(text: str, operand: int | None = None) -> TorchError:
    """PyTorch's IndexError."""
    return TorchError("IndexError", text, operand=operand)


def value_error(text: str) -> TorchError:
    """PyTorch's ValueError."""
    return TorchError("ValueError", text)


def type_error(text: str) -> TorchError:
    """PyTorch's TypeError."""
    return TorchError("TypeError", text)
