"""One function over many items, on several threads or in several processes: the results come in the order of the items."""

from __future__ import annotations

import gc
import signal
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import copy_context
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Lock
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

TURN = 0.0005  # seconds for which a thread that computes keeps those waiting that hand out work
FEW = 100_000  # new objects between two searches for cycles: more than a start makes, all of which stay

# A fresh interpreter for each: the same on every system, and safe beside the threads of this process.
_CONTEXT = get_context("spawn")


LOST = "the process that worked on it ended without an answer"  # of an item for which `ask` raises EOFError
_VACANT, _END = object(), object()  # what those that wait for a process are told: one ended, or all did


def nothing() -> None:
    """There is nothing to end."""


# ------------------------------------------------------------------ threads
def ahead(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    threads: int,
    *,
    most: int | None = None,
    end: Callable[[], None] = nothing,
) -> Generator[Result, None, None]:
    """The results, in order. Closing the iterator forgets the others.

    most  how many items are at work or wait to be passed on; by default one more than there are threads
    end   called before the threads are waited for: what they wait for in turn may have to be ended
    What getting an item raises is raised behind the results of the items before it.
    """
    if threads < 2:
        try:
            yield from map(function, items)
        finally:
            end()
        return
    pool = ThreadPoolExecutor(threads, "gradcli-ahead")
    at_work: deque[Future[Result]] = deque()
    source, stop = iter(items), None
    _turns.begin()
    try:
        while stop is None:
            try:
                at_work.append(pool.submit(copy_context().run, function, next(source)))  # how NumPy tells of errors is part of it
            except Exception as error:
                stop = error
            while at_work and (stop is not None or len(at_work) > (most or threads)):
                yield at_work.popleft().result()
        if not isinstance(stop, StopIteration):
            raise stop
    finally:
        end()
        pool.shutdown(cancel_futures=True)
        _turns.end()


class _Turns:
    """How long a thread may compute while others wait, in this whole process: short as long as anything runs `ahead`.

    With Python's 5 ms, a process would wait several times as long for its next item, since what it answers has to be read first.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._count, self._usual = 0, 0.0

    def begin(self) -> None:
        """Short turns from now on."""
        with self._lock:
            if not self._count:
                self._usual = sys.getswitchinterval()
                sys.setswitchinterval(min(TURN, self._usual))
            self._count += 1

    def end(self) -> None:
        """The usual ones, if nobody else needs short ones."""
        with self._lock:
            self._count -= 1
            if not self._count:
                sys.setswitchinterval(self._usual)


_turns = _Turns()


# ------------------------------------------------------------------ processes
def in_order(
    function: Callable[[Item], Result], items: Sequence[Item], jobs: int, lost: Callable[[Item], Result]
) -> Generator[Result, None, None]:
    """The results, in order. Closing the iterator ends the processes.

    function  of a module's top level
    lost      what stands for the result of an item whose process ended without one: killed, or out of memory
    """
    workers = Workers(function, min(jobs, len(items)))

    def answer(item: Item) -> Result:
        try:
            return workers.ask(item)  # type: ignore[no-any-return]
        except EOFError:
            return lost(item)

    yield from ahead(answer, items, min(jobs, len(items)), most=len(items), end=workers.end)


class Workers:
    """Up to so many processes, started when they are needed. Any thread may ask; it waits until one of them is free.

    here  what this process itself answers with, one item at a time: then it is one of those that are counted
    """

    def __init__(self, function: Callable[[Any], Any], count: int, here: Callable[[Any], Any] | None = None) -> None:
        self._function = function
        self._count = count if here is None else count - 1
        self._here = here
        self._seat = Lock()
        self._lock = Lock()
        self._idle: SimpleQueue[_Worker | object] = SimpleQueue()
        self._all: set[_Worker] = set()
        self._answered = self._ended = False

    def ask(self, item: Any) -> Any:
        """What the function answers. Raises EOFError if two processes in turn ended over it.

        Where no process ever answered anything, this one does all of it, if it is one of those that answer.
        """
        if self._here is not None and self._seat.acquire(blocking=self._count < 1):
            try:
                return self._here(item)
            finally:
                self._seat.release()
        try:
            return self._once(item)
        except EOFError:
            if self._here is not None and not self._answered and not self._ended:
                self._count = 0
                self._idle.put(_END)
                return self.ask(item)
            return self._once(item)

    def _once(self, item: Any) -> Any:
        worker = self._free()
        try:
            found = worker.ask(item)
        except BaseException:
            with self._lock:
                self._all.discard(worker)
            worker.end()
            self._idle.put(_VACANT)
            raise
        self._answered = True
        self._idle.put(worker)
        return found

    def _free(self) -> _Worker:
        while True:
            with self._lock:
                if self._ended:
                    raise EOFError("the processes are at their end")
                if self._idle.empty() and len(self._all) < self._count:
                    worker = _Worker(self._function)
                    self._all.add(worker)
                    return worker
            found = self._idle.get()
            if found is _END:
                self._idle.put(_END)  # for the others that wait
                raise EOFError("the processes are at their end")
            if isinstance(found, _Worker):
                return found

    def end(self) -> None:
        """End them all, also those that are at work."""
        with self._lock:
            self._ended = True
            left, self._all = self._all, set()
        self._idle.put(_END)
        for worker in left:
            worker.end()


class _Worker:
    """A process that answers one item after the other."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self._pipe, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=_serve, args=(theirs, function), daemon=True)
        with _uninterrupted():
            self._process.start()
        theirs.close()  # so that the pipe ends with the process

    def ask(self, item: Any) -> Any:
        """The answer. Raises EOFError if the process ends without one."""
        try:
            self._pipe.send(item)
            return self._pipe.recv()
        except OSError:
            raise EOFError("the process ended") from None

    def end(self) -> None:
        """Whatever it is at."""
        self._process.terminate()
        self._process.join()  # the pipe is left to whoever still reads from it


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
    gc.set_threshold(FEW)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, OSError):
        while True:
            pipe.send(function(pipe.recv()))
