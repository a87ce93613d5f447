"""What a run tells, as data, in the order in which it happens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from gradcli.calculation.trace import Trace


class TraceFrame(NamedTuple):
    """One frame of a script on a traceback; columns are counted in characters, the last one is behind the span.

    file        as Python names it: a path, or `Cell In[3]`
    text        the line
    """

    file: str
    line: int
    name: str
    text: str
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class Stdout:
    """Text that a script printed."""

    text: str


@dataclass(frozen=True)
class Stderr:
    """Text that a script wrote to stderr."""

    text: str


@dataclass(frozen=True)
class Warned:
    """A warning, as Python writes it, with its parts."""

    text: str
    category: str
    message: str
    file: str
    line: int


@dataclass(frozen=True)
class Note:
    """What gradcli itself has to say, such as that nothing is drawn."""

    text: str


@dataclass(frozen=True)
class Result:
    """The value of a notebook cell's last expression, as text."""

    text: str
    number: int


@dataclass(frozen=True)
class ErrorEvent:
    """An exception that nobody caught.

    type    its name
    text    what str() says of it
    frames  of the script, the outermost first
    report  the traceback as Python prints it
    """

    type: str
    text: str
    file: str
    line: int
    column: int
    end_column: int
    frames: tuple[TraceFrame, ...]
    report: str
    exception: BaseException


@dataclass(frozen=True)
class Backward:
    """What a call of backward() did, step by step, and where it stands."""

    trace: Trace
    file: str
    line: int


@dataclass(frozen=True)
class Advice:
    """What gradcli has to say of an error.

    why    the cause, in this very script
    file   with `line`, where the edit begins that was tried and helps
    fix    its lines as they are then; None where nothing helped
    to     where the error was raised: a fix there needs no name of a file
    """

    why: str
    file: str
    line: int
    fix: tuple[str, ...] | None
    to: str


Event = Advice | Stdout | Stderr | Warned | Note | Result | ErrorEvent | Backward
