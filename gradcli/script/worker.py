"""A thread with a stack that is large enough for a thousand calls of a script inside each other."""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Callable

STACK = 512 * 2**20  # of which only what is used is taken
FRAMES = 150_000  # calls of Python inside each other


class Worker:
    """Runs one job after the other in the same thread."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[BaseException | None] = queue.SimpleQueue()
        before = threading.stack_size(STACK)
        try:
            self._thread = threading.Thread(target=self._run, name="gradcli run", daemon=True)
            self._thread.start()
        finally:
            threading.stack_size(before)

    def do(self, job: Callable[[], None], interrupt: Callable[[], None]) -> None:
        """Run a job and wait; a KeyboardInterrupt meanwhile calls `interrupt`. Raises what the job raises."""
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(max(limit, FRAMES))
        try:
            self._jobs.put(job)
            error = self._wait(interrupt)
        finally:
            sys.setrecursionlimit(limit)
        if error is not None:
            raise error

    def _wait(self, interrupt: Callable[[], None]) -> BaseException | None:
        while True:
            try:
                return self._done.get()
            except KeyboardInterrupt:
                interrupt()

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
            self._done.put(error)
            del job, error
