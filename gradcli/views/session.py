"""A session as it happens: who shows it is told of every cell, of every event, and of the end. Here, on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import islice

from gradcli.script.cells import Cell
from gradcli.script.events import Advice, Backward, ErrorEvent, Event, Note, Result, Stdout
from gradcli.views.lines import Line, stdout, width_of
from gradcli.views.text import printable
from gradcli.views.trace_text import lines


class View:
    """Shows nothing; those who show something override what they want to hear of."""

    def begin(self, cell: Cell) -> None:
        """A cell is about to run."""

    def tell(self, event: Event) -> None:
        """Something has happened."""

    def end(self, status: int) -> None:
        """Everything has run; the exit status."""

    def cut(self, reason: str) -> None:
        """The process is about to be ended from outside, where this runs too, in a view as it was when all began."""
        sys.stderr.write(complaint(Note(reason)))
        sys.stderr.flush()


class Terminal(View):
    """What a script prints on standard output; what went wrong, and what gradcli has to say, on standard error.

    All of it is written out at once: nobody knows which step of the script will be its last.
    """

    def tell(self, event: Event) -> None:
        """An event on the stream where it belongs."""
        if isinstance(event, Backward):
            stdout().lines(backward_lines(event, width_of(sys.stdout)))
        elif isinstance(event, Stdout | Result):
            sys.stdout.write(event.text if isinstance(event, Stdout) else f"{event.text}\n")
        else:
            sys.stderr.write(complaint(event, width_of(sys.stderr)))
            sys.stderr.flush()
            return
        sys.stdout.flush()


def complaint(event: Event, width: int | None = None) -> str:
    """What Python or gradcli writes to standard error about an event; nothing where it is no matter of that.

    width  columns of a terminal, at which gradcli's own words are broken; Python's text is Python's, and a fix is to be copied
    """
    if isinstance(event, ErrorEvent):
        return event.report
    if isinstance(event, Note):
        return fitting(f"note: {event.text}", width)
    if isinstance(event, Advice):
        why, *rest = map(printable, advice_lines(event))
        return fitting(why, width) + "".join(f"{line}\n" for line in rest)
    return "" if isinstance(event, Stdout | Result | Backward) else event.text


def fitting(text: str, width: int | None) -> str:
    """A text in lines that are no wider than a terminal."""
    if width is None:
        return f"{text}\n"
    from gradcli.views.folding import folded  # only for a terminal

    return "".join("".join(part for part, _ in line) + "\n" for line in folded([(text, "")], width))


def backward_lines(event: Backward, width: int | None = None) -> Iterator[Line]:
    """A call of backward() as `gradcli explain` prints it, under a heading that says which call it is."""
    cell = f"{event.file}, " if event.file.startswith("Cell In") else ""
    yield [(f"{event.trace.output}.backward()", "name"), (f"    {cell}line {event.line}", "quiet")]
    yield from islice(lines(event.trace, width=width), 1, None)
    yield []


def advice_lines(event: Advice) -> Iterator[str]:
    """Why, and what helps."""
    yield f"  why: {event.why}"
    if event.fix is not None:
        place = f"line {event.line}" if event.file == event.to else f"{event.file}, line {event.line}"
        yield f"  fix: {place}:" + (f" {event.fix[0].strip()}" if len(event.fix) == 1 else "")
        yield from (f"    {line}" for line in event.fix if len(event.fix) > 1)
