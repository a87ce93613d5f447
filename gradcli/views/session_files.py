"""A session as a file: an executed notebook, a page of Markdown or of HTML. Each is imported when it is asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence

from gradcli.files import write_whole
from gradcli.problems import Problem
from gradcli.script.cells import Cell, prose
from gradcli.script.events import Advice, Backward, Event, Note, Stdout
from gradcli.suggest import suggest_name
from gradcli.views.formats import plain
from gradcli.views.session import Terminal, View, backward_lines
from gradcli.views.session_spool import Spool
from gradcli.views.text import printable

Told = Mapping[int, Sequence[Event]]  # number of a cell -> its events; what is not among them did not run
Writer = Callable[[Sequence[Cell], Told, str, str], str]  # the cells, what they told, the file that was run, and its text

EXTENSIONS = {".ipynb": "notebook", ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html"}


class Gathered(View):
    """Keeps everything, and writes it down at the end. What gradcli itself has to say is heard at once.

    path    the file that is written
    source  the file that is run, and its text
    """

    def __init__(self, path: str, cells: Sequence[Cell], source: tuple[str, str]) -> None:
        self._path, self._cells, self._source = path, cells, source
        self._write = writer(path)
        self._told: dict[int, list[Event]] = {}
        self._now: list[Event] = []
        self._cell = 0
        self._terminal = Terminal()
        self._spool = Spool()

    def begin(self, cell: Cell) -> None:
        """What happens from here on belongs to this cell."""
        self._cell = cell.number
        self._now = self._told.setdefault(cell.number, [])
        self._spool.begin(cell.number)

    def tell(self, event: Event) -> None:
        """Keep an event; what is advised is for who runs the file, and not for who reads what is written."""
        if not isinstance(event, Advice):
            self._now.append(event)
            self._spool.tell(event, self._cell)
        if isinstance(event, Note | Advice):
            self._terminal.tell(event)

    def end(self, status: int) -> None:  # noqa: ARG002
        """Write the file, whole or not at all. Raises FileProblem."""
        self._spool.close()
        write_whole(self._path, self._write(self._cells, self._told, *self._source))

    def cut(self, reason: str) -> None:
        """Write what was told until now."""
        super().cut(reason)
        told = self._spool.read()
        for events in list(told.values())[-1:]:
            events.append(Note(reason))
        write_whole(self._path, self._write(self._cells, told, *self._source))


def writer(path: str) -> Writer:
    """What writes a file of this name. Raises Problem for an extension that means nothing."""
    extension = os.path.splitext(path)[1].lower()
    if extension not in EXTENSIONS:
        near = suggest_name(extension, list(EXTENSIONS)) if extension else None
        what = (
            f"no format goes with the extension {printable(extension)[:40]}"
            if extension
            else "the name of the file says no format"
        )
        raise Problem(what, fix=f"did you mean {near}?" if near else f"there are: {', '.join(EXTENSIONS)}")
    return WRITERS[EXTENSIONS[extension]]


def _notebook(cells: Sequence[Cell], told: Told, name: str, text: str) -> str:  # noqa: ARG001
    from gradcli.views.executed import executed

    is_notebook = any(cell.name.startswith("Cell In[") for cell in cells) and text.lstrip().startswith("{")
    printed = {number: [_as_printed(event) for event in events] for number, events in told.items()}
    return executed(cells, printed, text if is_notebook else None)


def _as_printed(event: Event) -> Event:
    """A notebook has no place for steps of backward but its printed text."""
    return Stdout("".join(plain(line) + "\n" for line in backward_lines(event))) if isinstance(event, Backward) else event


def _markdown(cells: Sequence[Cell], told: Told, name: str, text: str) -> str:
    from gradcli.views.session_markdown import page

    return page(cells, told, name, prose(text, name))


def _html(cells: Sequence[Cell], told: Told, name: str, text: str) -> str:
    from gradcli.views.session_html import page

    return page(cells, told, name, prose(text, name))


WRITERS: Mapping[str, Writer] = {"notebook": _notebook, "markdown": _markdown, "html": _html}
