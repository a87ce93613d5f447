"""sys.stdout and sys.stderr of a script: what is written becomes an event."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any


class Stream:
    """A text stream that only writes."""

    __slots__ = ("_send", "name")
    encoding = "utf-8"

    def __init__(self, name: str, send: Callable[[str], None]) -> None:
        self.name = name
        self._send = send

    def write(self, text: Any) -> int:
        """Write text. Raises TypeError for anything else."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._send(text)
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write several texts."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Everything is out already."""

    def isatty(self) -> bool:
        """It is no terminal."""
        return False

    def __repr__(self) -> str:
        return f"<_io.TextIOWrapper name={self.name!r} mode='w' encoding={self.encoding!r}>"


Stream.__name__ = Stream.__qualname__ = "TextIOWrapper"  # as which scripts know it
Stream.__module__ = "_io"
