"""A thread with a stack that is large enough for a thousand calls of a script inside each other."""

from __future__ import annotations

import queue
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from gradcli.script.interrupts import Interrupts

STACK = 512 * 2**20  # of which only what is used is taken
PERIOD = 0.1  # seconds
HANDLER = signal.default_int_handler  # Python's own
FRAMES = 150_000  # calls of Python inside each other


class Worker:
    """Runs one job after the other in the same thread."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._ended: tuple[BaseException | None] | None = None  # how the job ended, as soon as it has
        before = threading.stack_size(STACK)
        try:
            self._thread = threading.Thread(target=self._run, name="gradcli run", daemon=True)
            self._thread.start()
        except RuntimeError:  # whose text says nothing of the reason
            raise MemoryError("there is no memory for the stack of another thread") from None
        finally:
            threading.stack_size(before)

    def do(self, job: Callable[[], None], interrupt: Callable[[], None], look: Callable[[], None]) -> None:
        """Run a job and wait; Ctrl-C calls `interrupt` meanwhile, and `look` is called now and then. Raises what the job does."""
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(max(limit, FRAMES))
        try:
            with _interrupting(interrupt):
                self._ended = None
                self._jobs.put(job)
                error = self._wait(look)
        finally:
            sys.setrecursionlimit(limit)
        if error is not None:
            raise error

    def _wait(self, look: Callable[[], None]) -> BaseException | None:
        while self._ended is None:
            try:
                self._done.get(timeout=PERIOD)
            except queue.Empty:
                look()
        return self._ended[0]

    def close(self) -> None:
        """End the thread."""
        self._jobs.put(None)
        self._thread.join(1)

    def _run(self) -> None:
        while True:
            job = self._jobs.get()
            if job is None:
                return
            error: BaseException | None = None
            try:
                job()
            except BaseException as raised:
                error = raised
            self._ended = (error,)
            self._done.put(None)
            del job, error


@contextmanager
def _interrupting(interrupt: Callable[[], None]) -> Iterator[None]:
    """Ctrl-C calls a function, and raises nothing in this thread, which could be anywhere."""
    handler = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not (handler is HANDLER or isinstance(handler, Interrupts)):
        yield
        return
    if isinstance(handler, Interrupts):
        with handler.told(interrupt):
            yield
        return
    signal.signal(signal.SIGINT, lambda *_: interrupt())
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, HANDLER)
