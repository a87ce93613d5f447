"""Ctrl-C, SIGTERM and SIGHUP, put off while a block is being written, so that whole lines are left behind."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

TERMINATED = 128 + signal.SIGTERM
HEARD = (signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else ()))  # Windows hangs nothing up


class Interrupts:
    """Turns signals into exceptions, which clean up on their way: KeyboardInterrupt, and SystemExit with 143 or 129."""

    def __init__(self) -> None:
        self._holding = False
        self._pending: int | None = None

    @contextmanager
    def heard(self) -> Iterator[Interrupts]:
        """For the duration of the block; only the main thread can listen, and what is to be ignored stays ignored."""
        if threading.current_thread() is not threading.main_thread():
            yield self
            return
        heard = [number for number in HEARD if signal.getsignal(number) not in (signal.SIG_IGN, None)]
        before = {number: signal.signal(number, self._arrived) for number in heard}
        try:
            yield self
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    @contextmanager
    def held(self) -> Iterator[None]:
        """The first signal inside the block has to wait for its end; a second does not."""
        self._holding = True
        try:
            yield
        finally:
            self._holding = False
        if self._pending is not None:
            raise _raised(self._pending)

    def _arrived(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        if self._holding and self._pending is None:
            self._pending = number
            return
        raise _raised(number)


def _raised(number: int) -> BaseException:
    return KeyboardInterrupt() if number == signal.SIGINT else SystemExit(128 + number)
