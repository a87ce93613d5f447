"""A line on standard error, on a terminal, that says how far a long run is. It goes away before anything is printed."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from gradcli.script.cells import Cell
from gradcli.script.events import Event, Result, Stdout
from gradcli.views.session import View

PATIENCE = 2.0  # seconds before anything is shown
PERIOD = 0.5
BACK = "\r\x1b[K"  # to the beginning of the line, and nothing of it left


class Unhurried(View):
    """Another view, and a line about how far it is.

    inner   shows what happens
    steps   how many there were so far
    """

    def __init__(self, inner: View, steps: Callable[[], int]) -> None:
        self._inner, self._steps = inner, steps
        self._start = time.monotonic()
        self._lock = threading.Lock()
        self._shown = False
        self._line_begun = False  # the script has printed half a line, which must stay

    def begin(self, cell: Cell) -> None:
        """A cell is about to run."""
        self._inner.begin(cell)

    def tell(self, event: Event) -> None:
        """Something has happened."""
        with self._lock:
            self._hide()
            self._inner.tell(event)
            if isinstance(event, Stdout | Result) and sys.stdout.isatty():
                sys.stdout.flush()
                self._line_begun = isinstance(event, Stdout) and not event.text.endswith("\n")

    def end(self, status: int) -> None:
        """Everything has run."""
        self._inner.end(status)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """The time that counts."""
        finished = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(finished,), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            finished.set()
            watcher.join()
            self._hide()

    def _watch(self, finished: threading.Event) -> None:
        wait = PATIENCE
        while not finished.wait(wait):
            wait = PERIOD
            with self._lock:
                if not self._line_begun:
                    sys.stderr.write(f"{BACK}running for {time.monotonic() - self._start:.0f} s, {self._steps():,} steps")
                    sys.stderr.flush()
                    self._shown = True

    def _hide(self) -> None:
        if self._shown:
            sys.stderr.write(BACK)
            sys.stderr.flush()
            self._shown = False


@contextmanager
def unhurried(view: View, steps: Callable[[], int]) -> Iterator[View]:
    """The view, with such a line where somebody would see it."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield view
        return
    found = Unhurried(view, steps)
    with found.watched():
        yield found
