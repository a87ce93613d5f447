"""One function over many items on several threads: the results come in the order of the items."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def ahead(function: Callable[[Item], Result], items: Iterable[Item], threads: int) -> Generator[Result, None, None]:
    """The results, in order; one item more than there are threads is at work. Closing the iterator forgets the others.

    What getting an item raises is raised behind the results of the items before it.
    """
    if threads < 2:
        yield from map(function, items)
        return
    pool = ThreadPoolExecutor(threads, "gradcli-ahead")
    at_work: deque[Future[Result]] = deque()
    source, end = iter(items), None
    try:
        while end is None:
            try:
                at_work.append(pool.submit(function, next(source)))
            except Exception as error:
                end = error
            while at_work and (end is not None or len(at_work) > threads):
                yield at_work.popleft().result()
        if not isinstance(end, StopIteration):
            raise end
    finally:
        pool.shutdown(cancel_futures=True)
