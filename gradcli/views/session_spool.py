"""What was told so far, where the process beside this one finds it that ends this one when it cannot end itself."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import IO, Any

from gradcli.script.events import Backward, ErrorEvent, Event, Note, Result, Stderr, Stdout, TraceFrame, Warned
from gradcli.views import session_json

TEXTS: dict[str, type[Stdout | Stderr | Note]] = {"stdout": Stdout, "stderr": Stderr, "note": Note}


class Spool:
    """Events and the cells in which they happened, in a file without a name; nothing is kept where there can be none."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        with suppress(OSError):
            self._file = _nameless()

    def begin(self, cell: int) -> None:
        """What follows belongs to this cell."""
        self._add({"cell": cell})

    def tell(self, event: Event, cell: int) -> None:
        """Keep an event."""
        if self._file is not None:
            self._add(session_json.document(event, cell))

    def read(self) -> dict[int, list[Event]]:
        """Number of a cell that has begun -> its events."""
        found: dict[int, list[Event]] = {}
        for line in self._lines():
            document = json.loads(line)
            events = found.setdefault(document["cell"], [])
            if "event" in document:
                events.append(_event(document))
        return found

    def close(self) -> None:
        """Nobody needs it any more."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _add(self, document: dict[str, Any]) -> None:
        if self._file is not None:
            with suppress(OSError):  # a full disk
                self._file.write(json.dumps(document).encode() + b"\n")

    def _lines(self) -> list[bytes]:
        """Whole lines, read without moving the place at which the other process writes."""
        if self._file is None:
            return []
        data = os.pread(self._file.fileno(), os.fstat(self._file.fileno()).st_size, 0)
        return data.split(b"\n")[:-1]


def _nameless() -> IO[bytes]:
    """A file that is gone with those who have it open. Raises OSError."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("gradcli"), "wb", buffering=0)
    from tempfile import TemporaryFile  # takes longer to import than the other way

    return TemporaryFile(buffering=0)


def _event(document: dict[str, Any]) -> Event:
    """The event that a document tells of."""
    kind = document["event"]
    if kind in TEXTS:
        return TEXTS[kind](document["text"])
    if kind == "result":
        return Result(document["text"], document["cell"])
    if kind == "warning":
        return Warned(document["text"], document["category"], document["message"], document["file"], document["line"])
    if kind == "backward":
        from gradcli.views import trace_json

        return Backward(trace_json.read(document["trace"]), document["file"], document["line"])
    return _error(document)


def _error(document: dict[str, Any]) -> ErrorEvent:
    return ErrorEvent(
        document["type"],
        document["message"],
        document["file"],
        document["line"],
        document["column"],
        document["end_column"],
        tuple(TraceFrame(**frame) for frame in document["frames"]),
        document["report"],
        Exception(document["message"]),
    )
