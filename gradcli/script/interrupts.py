"""Ctrl-C at a prompt: whoever works or asks is told of it, and one that comes in between is kept for whoever is next."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

WAKE = getattr(signal, "SIGURG", None)  # by which a call that waits looks again; nobody minds one too many


class Interrupts:
    """In the place of Python's own handler, which raises KeyboardInterrupt wherever the program is."""

    def __init__(self) -> None:
        self._listener: Callable[[], None] | None = None
        self._is_kept = False

    def __call__(self, *_: object) -> None:
        if self._listener is None:
            self._is_kept = True
        else:
            self._listener()

    @contextmanager
    def told(self, listener: Callable[[], None]) -> Iterator[None]:
        """Inside the block a function is called, at once if a key was pressed before."""
        before, self._listener = self._listener, listener
        try:
            if self._is_kept:
                self._is_kept = False
                listener()
            yield
        finally:
            self._listener = before

    @contextmanager
    def raised(self) -> Iterator[None]:
        """Inside the block KeyboardInterrupt is raised, once; what comes after it is kept."""
        with self.told(self._raise):
            yield

    def _raise(self) -> None:
        self._listener = None
        raise KeyboardInterrupt


@contextmanager
def keeping() -> Iterator[Interrupts]:
    """Inside the block no Ctrl-C is lost, nor is one raised where nobody expects it."""
    found = Interrupts()
    if threading.current_thread() is not threading.main_thread():
        yield found
        return
    before = [(number, signal.signal(number, found)) for number in (signal.SIGINT,)]
    if WAKE is not None:
        before.append((WAKE, signal.signal(WAKE, _nothing)))
    try:
        yield found
    finally:
        for number, handler in before:
            signal.signal(number, handler)


def _nothing(*_: object) -> None:
    """A signal was heard of, and with it all that came before."""
