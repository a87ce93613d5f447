"""Nets under the limits: the memory that the process may have, and somebody beside it who ends it where it cannot end itself.

Where one operation of Python or NumPy takes more memory than there is to be, it fails with a MemoryError. Where one does not come
to its end, neither does Python hear of a signal: then a small process that waits beside this one ends it, and says why.
Neither is everywhere: without them the limits that are counted remain.
"""

from __future__ import annotations

import math
import os
import select
import signal
import struct
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

GRACE = 3.0  # seconds over its time after which a step that does not end is ended
PATIENCE = 2.0  # seconds after which somebody who interrupts a step is told that it goes on
TWICE = 0.5  # seconds from one interrupt to another that means that it has to end
_MESSAGE = struct.Struct("=cdd")
_UNTIL, _HEARD = b"t", b"h"  # above all numbers of signals


@contextmanager
def confined(memory: int) -> Iterator[None]:
    """The process may grow by so many bytes, and is ended where it outlives what `running` says."""
    with _memory(memory), _watched():
        yield


@contextmanager
def running(end: float, seconds: float) -> Iterator[None]:
    """A script runs inside the block, until a time of the monotonic clock, which is so many seconds after its start."""
    if _watches:
        _watches[-1].until(end + GRACE, seconds)
    try:
        yield
    finally:
        if _watches:
            _watches[-1].until(math.inf, seconds)


def heard() -> None:
    """The script has heard of an interrupt."""
    if _watches:
        _watches[-1].heard()


# ------------------------------------------------------------------ memory
@contextmanager
def _memory(amount: int) -> Iterator[None]:
    try:
        import resource

        size = _size()
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    except (ImportError, OSError, ValueError):
        yield
        return
    wanted = size + amount
    if (hard != resource.RLIM_INFINITY and wanted > hard) or (soft != resource.RLIM_INFINITY and wanted > soft):
        yield
        return
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _size() -> int:
    """Bytes of address space that the process has. Raises OSError where that is not known."""
    import resource

    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


# ------------------------------------------------------------------ the process beside this one
class _Watch:
    """What this process tells the other one, through a pipe into which the system writes every signal too."""

    def __init__(self, pipe: int) -> None:
        self._pipe = pipe

    def until(self, end: float, seconds: float) -> None:
        self._tell(_MESSAGE.pack(_UNTIL, end, seconds))

    def heard(self) -> None:
        self._tell(_MESSAGE.pack(_HEARD, 0.0, 0.0))

    def _tell(self, message: bytes) -> None:
        with suppress(OSError):  # nobody is there any more
            os.write(self._pipe, message)


_watches: list[_Watch] = []


@contextmanager
def _watched() -> Iterator[None]:
    if not hasattr(os, "fork") or threading.current_thread() is not threading.main_thread():
        yield
        return
    source, pipe = os.pipe()
    child = _beside(source, pipe)
    os.set_blocking(pipe, False)
    before = signal.set_wakeup_fd(pipe, warn_on_full_buffer=False)
    _watches.append(_Watch(pipe))
    try:
        yield
    finally:
        _watches.pop()
        signal.set_wakeup_fd(before)
        os.close(pipe)
        with suppress(OSError):
            os.waitpid(child, 0)


def _beside(source: int, pipe: int) -> int:
    """Start the other process, which ends when the pipe does; its number."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    parent = os.getpid()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of other threads, whose locks it has no use for
        child = os.fork()
    if child == 0:  # pragma: no cover  # where nobody counts
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            for file in (0, 1, pipe):
                with suppress(OSError):
                    os.close(file)
            watch(source, lambda text: _ended(parent, text), _say)
        finally:
            os._exit(0)
    os.close(source)
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return child


def _ended(process: int, text: str) -> None:  # pragma: no cover
    _say(text)
    os.kill(process, signal.SIGTERM)


def _say(text: str) -> None:  # pragma: no cover
    with suppress(OSError):
        os.write(2, text.encode())


class _Watched:
    """What the other process knows: until when a script runs, and since when nobody has heard of an interrupt."""

    def __init__(self, end: Callable[[str], None], say: Callable[[str], None]) -> None:
        self._end_process, self._say = end, say
        self.over = False
        self.limit, self._seconds = math.inf, 0.0
        self._asked, self._told = math.inf, False

    def message(self, kind: bytes, value: float, seconds: float) -> None:
        """Something that the process tells."""
        if kind == _UNTIL:
            self.limit, self._seconds = value, seconds
        self._asked, self._told = math.inf, False

    def interrupt(self, now: float) -> None:
        """Somebody wants it to end."""
        if self.limit == math.inf:
            return
        if self._asked == math.inf:
            self._asked = now
        elif now - self._asked > TWICE:
            self._end("interrupted\n")

    def _end(self, text: str) -> None:
        self._end_process(text)
        self.over = True

    def wait(self, now: float) -> float | None:
        """Seconds until there may be something to do."""
        soon = min(self.limit, math.inf if self._told else self._asked + PATIENCE)
        return None if soon == math.inf else max(0.0, min(soon - now, 3600.0))

    def look(self, now: float) -> None:
        """What time it is."""
        if now >= self.limit:
            self._end(f"note: stopped after {self._seconds:g} seconds: max-seconds allows more\n")
        elif not self._told and now >= self._asked + PATIENCE:
            self._say("note: one step of the script goes on; Ctrl-C once more ends everything\n")
            self._told = True


def watch(
    source: int, end: Callable[[str], None], say: Callable[[str], None], clock: Callable[[], float] = time.monotonic
) -> None:
    """Read what the process and the system write into a pipe until nobody does, and end the process where that is due."""
    state = _Watched(end, say)
    while not state.over:
        ready, _, _ = select.select([source], [], [], state.wait(clock()))
        if ready:
            first = os.read(source, 1)
            if not first:
                return
            if first in (_UNTIL, _HEARD):
                value, seconds = struct.unpack("=dd", os.read(source, _MESSAGE.size - 1))
                state.message(first, value, seconds)
            elif first[0] == signal.SIGINT:
                state.interrupt(clock())
        state.look(clock())
