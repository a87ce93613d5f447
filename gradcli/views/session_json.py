"""A session as JSON, an event a line (schema gradcli.run/1), written as it happens."""

from __future__ import annotations

import sys
from mmap import mmap
from typing import Any

from gradcli.script.cells import Cell
from gradcli.script.events import Advice, Backward, ErrorEvent, Event, Note, Result, Stderr, Stdout, TraceFrame, Warned
from gradcli.views.session import View
from gradcli.views.text import json_line

SCHEMA = "gradcli.run/1"
CUT = 143  # the status of a process that was ended from outside
KINDS = {Stdout: "stdout", Stderr: "stderr", Result: "result", Note: "note"}


class JsonLines(View):
    """Every event as a line on standard output, which whoever reads on has at once."""

    def __init__(self) -> None:
        self.cell = 0
        self._shared = mmap(-1, 8)  # the number of the cell, for `cut`

    def begin(self, cell: Cell) -> None:
        """What happens from here on belongs to this cell."""
        self.cell = cell.number
        self._shared[:] = cell.number.to_bytes(8, "little")

    def tell(self, event: Event) -> None:
        """A line about an event."""
        self._write(document(event, self.cell))

    def end(self, status: int) -> None:
        """The last line: how all ended."""
        self._write({"schema": SCHEMA, "event": "end", "cell": self.cell, "status": status})

    def cut(self, reason: str) -> None:
        """What can still be said."""
        self.cell = int.from_bytes(self._shared[:], "little")
        self.tell(Note(reason))
        self.end(CUT)

    def _write(self, found: dict[str, Any]) -> None:
        sys.stdout.write(json_line(found) + "\n")
        sys.stdout.flush()


def document(event: Event, cell: int) -> dict[str, Any]:
    """All of an event, in plain JSON values; `cell` is the number of the cell in which it happened, 0 in a script."""
    if isinstance(event, Warned):
        about: dict[str, Any] = {
            "text": event.text,
            "category": event.category,
            "message": event.message,
            "file": event.file,
            "line": event.line,
        }
        return {"schema": SCHEMA, "event": "warning", "cell": cell, **about}
    if isinstance(event, ErrorEvent):
        return {"schema": SCHEMA, "event": "error", "cell": cell, **_error(event)}
    if isinstance(event, Advice):
        fix = None if event.fix is None else list(event.fix)
        about = {"why": event.why, "file": event.file, "line": event.line, "fix": fix}
        return {"schema": SCHEMA, "event": "advice", "cell": cell, **about}
    if isinstance(event, Backward):
        from gradcli.views import trace_json  # which few runs need

        about = {"file": event.file, "line": event.line, "trace": trace_json.document(event.trace)}
        return {"schema": SCHEMA, "event": "backward", "cell": cell, **about}
    return {"schema": SCHEMA, "event": KINDS[type(event)], "cell": cell, "text": event.text}


def _error(event: ErrorEvent) -> dict[str, Any]:
    return {
        "type": event.type,
        "message": event.text,
        "file": event.file,
        "line": event.line,
        "column": event.column,
        "end_column": event.end_column,
        "frames": [_frame(frame) for frame in event.frames],
        "report": event.report,
    }


def _frame(frame: TraceFrame) -> dict[str, Any]:
    return {
        "file": frame.file,
        "line": frame.line,
        "end_line": frame.end_line,
        "column": frame.column,
        "end_column": frame.end_column,
        "name": frame.name,
        "text": frame.text,
    }
