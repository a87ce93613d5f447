"""A command line run in silence: nothing is read, nothing is written, and what would be refused is told."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from gradcli.files import Unasked, rehearsed
from gradcli.problems import Problem, own_mistake


def attempt(arguments: Sequence[str]) -> Problem | None:
    """What is wrong with a command line; None if it runs, or would ask another machine."""
    from gradcli.commands.app import perform

    if arguments and arguments[0] == "run":  # a program, which may take as long as it likes
        return None
    try:
        with _silence(), rehearsed():
            perform(list(arguments))
    except Problem as problem:
        return problem
    except Unasked:
        return None
    except (Exception, SystemExit) as error:
        return own_mistake(error if isinstance(error, Exception) else RuntimeError(str(error)))
    return None


class _Nowhere(io.RawIOBase):
    """What swallows everything."""

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        return len(data)  # type: ignore[arg-type]


@contextmanager
def _silence() -> Iterator[None]:
    before = sys.stdin, sys.stdout, sys.stderr
    out, err = (io.TextIOWrapper(io.BufferedWriter(_Nowhere()), encoding="utf-8") for _ in range(2))
    sys.stdin, sys.stdout, sys.stderr = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), out, err
    try:
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
