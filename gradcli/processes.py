"""One function over many items in several processes. The results come in the order of the items, however long each takes."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

# A fresh interpreter for each: the same on every system, and safe beside the threads of this process.
_CONTEXT = get_context("spawn")


def in_order(
    function: Callable[[Item], Result], items: Sequence[Item], jobs: int, lost: Callable[[Item], Result]
) -> Generator[Result, None, None]:
    """The results, in order. Closing the iterator ends the processes.

    function  of a module's top level
    lost      what stands for the result of an item whose process ended without one: killed, or out of memory
    """
    team = _Team(function, items, lost)
    try:
        team.grow(min(jobs, len(items)))
        for k in range(len(items)):
            while k not in team.done:
                team.hear()
            yield team.done.pop(k)
    finally:
        team.end()


class _Team:
    """Processes at work.

    waiting  the numbers of the items that nobody has begun
    at_work  the pipe to a process -> the process and the number of its item
    done     number -> result, of those that have not been passed on
    leaving  processes that have no more to do
    """

    def __init__(self, function: Callable[[Any], Any], items: Sequence[Any], lost: Callable[[Any], Any]) -> None:
        self.function, self.items, self.lost = function, items, lost
        self.waiting = deque(range(len(items)))
        self.at_work: dict[Connection, tuple[Any, int]] = {}
        self.done: dict[int, Any] = {}
        self.leaving: list[Any] = []

    def grow(self, count: int) -> None:
        """Start so many processes, each with an item."""
        for _ in range(count):
            ours, theirs = _CONTEXT.Pipe()
            process = _CONTEXT.Process(target=_serve, args=(theirs, self.function), daemon=True)
            with _uninterrupted():
                process.start()
                theirs.close()  # so that the pipe ends with the process
                self._hand(ours, process)

    def hear(self) -> None:
        """Wait for results, and hand out the next items."""
        for pipe in wait(list(self.at_work)):
            assert isinstance(pipe, Connection)
            process, k = self.at_work.pop(pipe)
            try:
                self.done[k] = pipe.recv()
            except (EOFError, OSError):
                self._bury(pipe, process, k)
            else:
                self._hand(pipe, process)

    def _hand(self, pipe: Connection, process: Any) -> None:
        """Give a process the next item, or let it go."""
        if not self.waiting:
            pipe.close()
            self.leaving.append(process)
            return
        k = self.waiting.popleft()
        self.at_work[pipe] = process, k
        with suppress(OSError):  # a process that has ended is heard of by the end of its pipe
            pipe.send(self.items[k])

    def _bury(self, pipe: Connection, process: Any, k: int) -> None:
        pipe.close()
        process.join()
        self.done[k] = self.lost(self.items[k])
        if self.waiting:
            self.grow(1)

    def end(self) -> None:
        """End those that are still at work, and wait until all are gone."""
        for pipe, (process, _) in self.at_work.items():
            process.terminate()
            pipe.close()
            self.leaving.append(process)
        for process in self.leaving:
            process.join()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C waits. A process that is started here never hears of it: it reaches the whole group, and the parent ends them."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # when it starts, it lets Ctrl-C through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: Connection, function: Callable[[Any], Any]) -> None:
    """Answer items until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, OSError):
        while True:
            pipe.send(function(pipe.recv()))
