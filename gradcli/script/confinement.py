"""Nets under the limits: the memory that the process may have, and somebody beside it who ends it where it cannot end itself.

Where one operation of Python or NumPy takes more memory than there is to be, it fails with a MemoryError. Where one does not come
to its end, neither does Python hear of a signal: then a small process that waits beside this one ends it, and says why.
Neither is everywhere: without them the limits that are counted remain. The small process has one task more: a call that waits for
keys and did not hear of a signal, because it came before the call waited and after Python had looked, is made to look again.
"""

from __future__ import annotations

import math
import os
import select
import signal
import struct
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

from gradcli.script.interrupts import WAKE

GRACE = 3.0  # seconds over its time after which a step that does not end is ended
LONG = 1e9  # seconds, as good as without an end
PATIENCE = 2.0  # seconds after which somebody who interrupts a step is told that it goes on
TWICE = 0.5  # seconds from one interrupt to another that means that it has to end
AGAIN = 0.05  # seconds after which somebody who waits is made to look again, and twice as many until the next time
TIMES = 8
LAST = 20.0  # seconds for what is to be done before the process is ended
_MESSAGE = struct.Struct("=cdd")
_UNTIL, _HEARD = b"t", b"h"  # above all numbers of signals


def say(reason: str) -> None:
    """Why the process is ended, on standard error."""
    _say(f"note: {reason}\n")


@contextmanager
def confined(memory: int, last: Callable[[str], None] = say) -> Iterator[None]:
    """The process may grow by so many bytes, and is ended where it outlives what `running` says.

    last  is told the reason then, in the process beside this one, in which everything is as it was when the block began
    """
    with _memory(memory), _watched(last):
        yield


@contextmanager
def running(end: float, seconds: float) -> Iterator[None]:
    """A script runs inside the block, until a time of the monotonic clock, which is so many seconds after its start."""
    if _watches:
        _watches[-1].until(min(end, time.monotonic() + LONG) + GRACE, seconds)
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
def _watched(last: Callable[[str], None]) -> Iterator[None]:
    if not hasattr(os, "fork") or threading.current_thread() is not threading.main_thread():
        yield
        return
    source, pipe = os.pipe()
    child = _beside(source, pipe, last)
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


def _beside(source: int, pipe: int, last: Callable[[str], None]) -> int:
    """Start the other process, which ends when the pipe does; its number."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # or what is still to be written would be written twice
            stream.flush()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    parent = os.getpid()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of other threads, whose locks it has no use for
        child = os.fork()
    if child == 0:  # pragma: no cover  # where nobody counts
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            for file in (0, pipe):
                with suppress(OSError):
                    os.close(file)
            watch(source, Power(lambda reason: _ended(parent, reason, last), _say, lambda: _wake(parent)))
        finally:
            os._exit(0)
    os.close(source)
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return child


def _ended(process: int, reason: str, last: Callable[[str], None]) -> None:  # pragma: no cover
    """End the process, after what is to be done before, which must not take for ever where nobody reads what it writes."""
    signal.signal(signal.SIGALRM, _late)
    signal.setitimer(signal.ITIMER_REAL, LAST)
    try:
        last(reason)
        signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        os.kill(process, signal.SIGTERM)


def _late(*_: object) -> None:  # pragma: no cover
    raise TimeoutError


def _wake(process: int) -> None:  # pragma: no cover
    if WAKE is not None:
        os.kill(process, WAKE)


def _say(text: str) -> None:  # pragma: no cover
    with suppress(OSError):
        os.write(2, text.encode())


class Power(NamedTuple):
    """What the process beside the other one can do.

    end   the other one, for a reason
    say   something on standard error
    wake  the other one, where it waits for keys
    """

    end: Callable[[str], None]
    say: Callable[[str], None]
    wake: Callable[[], None]


class _Watched:
    """What the process beside the other one knows: until when a script runs, and since when nobody has heard of an interrupt."""

    def __init__(self, power: Power) -> None:
        self._power = power
        self.over = False
        self.limit, self._seconds = math.inf, 0.0
        self._asked, self._told = math.inf, False
        self._wake, self._woken = math.inf, 0

    def message(self, kind: bytes, value: float, seconds: float) -> None:
        """Something that the process tells."""
        if kind == _UNTIL:
            self.limit, self._seconds = value, seconds
        self._asked, self._told = math.inf, False
        self._wake, self._woken = math.inf, 0

    def interrupt(self, now: float) -> None:
        """Somebody wants it to end."""
        if self.limit == math.inf:
            self._wake, self._woken = now + AGAIN, 0
        elif self._asked == math.inf:
            self._asked = now
        elif now - self._asked > TWICE:
            self._end("interrupted")

    def _end(self, reason: str) -> None:
        self.over = True
        self._power.end(reason)

    def wait(self, now: float) -> float | None:
        """Seconds until there may be something to do."""
        soon = min(self.limit, self._wake, math.inf if self._told else self._asked + PATIENCE)
        return None if soon == math.inf else max(0.0, min(soon - now, 3600.0))

    def look(self, now: float) -> None:
        """What time it is."""
        if now >= self.limit:
            self._end(f"stopped after {self._seconds:g} seconds: max-seconds allows more")
        elif not self._told and now >= self._asked + PATIENCE:
            self._power.say("note: one step of the script goes on; Ctrl-C once more ends everything\n")
            self._told = True
        elif now >= self._wake:
            self._power.wake()
            self._woken += 1
            self._wake = now + AGAIN * 2**self._woken if self._woken < TIMES else math.inf


def watch(source: int, power: Power, clock: Callable[[], float] = time.monotonic) -> None:
    """Read what the process and the system write into a pipe until nobody does, and end the process where that is due."""
    state = _Watched(power)
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
