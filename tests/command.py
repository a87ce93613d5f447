"""Run a command line in this process, as a fresh process would."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from gradcli.commands.app import run

SETTINGS = ("NO_COLOR", "FORCE_COLOR", "GRADCLI_")  # of the environment that would change what is printed


class Ran(NamedTuple):
    """What a command did."""

    status: int
    out: str
    err: str


def gradcli(*arguments: str, stdin: str | bytes = b"", encoding: str = "utf-8") -> Ran:
    """Run `gradcli *arguments`. An exception that would have become a traceback is raised."""
    status, out, err = _ran(arguments, stdin, encoding)
    return Ran(status, out.decode(encoding), err.decode(encoding))


def gradcli_bytes(*arguments: str, stdin: str | bytes = b"") -> bytes:
    """Run a command that has to end well; what it writes to standard output."""
    status, out, err = _ran(arguments, stdin, "utf-8")
    assert (status, err) == (0, b"")
    return out


def _ran(arguments: Sequence[str], stdin: str | bytes, encoding: str) -> tuple[int, bytes, bytes]:
    given = stdin.encode() if isinstance(stdin, str) else stdin
    out, err = _stream(b"", encoding), _stream(b"", encoding)
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin, sys.stdout, sys.stderr = _stream(given, encoding), out, err
    try:
        status = run(arguments)
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
    return status, _bytes(out), _bytes(err)


def _stream(data: bytes, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="", write_through=True)


def _bytes(stream: io.TextIOWrapper) -> bytes:
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue()


class Screen(io.TextIOWrapper):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        """Yes."""
        return True


def on_terminal(width: int, *arguments: str) -> Ran:
    """Run a command on a terminal of so many columns, without colour."""
    out, err = (Screen(io.BytesIO(), encoding="utf-8", newline="", write_through=True) for _ in range(2))
    before = sys.stdin, sys.stdout, sys.stderr
    with environment(COLUMNS=str(width), TERM="dumb"):
        sys.stdin, sys.stdout, sys.stderr = _stream(b"", "utf-8"), out, err
        try:
            status = run(arguments)
        finally:
            sys.stdin, sys.stdout, sys.stderr = before
    return Ran(status, _bytes(out).decode(), _bytes(err).decode())


@contextmanager
def environment(**variables: str) -> Iterator[None]:
    """The environment with these variables, for commands run inside the block."""
    from gradcli import limits

    before = dict(os.environ)
    os.environ.update(variables)
    limits._read.clear()
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        limits._read.clear()


def plain_environment() -> dict[str, str]:
    """The environment without what would change the output; for processes."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}
    return {**kept, "TERM": "dumb", "PYTHONIOENCODING": "utf-8"}
