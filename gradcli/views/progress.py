"""A progress bar on stderr, on a terminal, for work that takes more than a second. The work knows nothing of it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE = 1.0  # seconds before anything is shown
PERIOD = 0.1


@contextmanager
def shown(what: str, done: Callable[[], float]) -> Iterator[None]:
    """Watch the block from a thread of its own; `done` says how far it is, from 0 to 1."""
    if not sys.stderr.isatty():
        yield
        return
    finished = threading.Event()
    watcher = threading.Thread(target=_watch, args=(what, done, finished), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        finished.set()
        watcher.join()


def _watch(what: str, done: Callable[[], float], finished: threading.Event) -> None:
    if finished.wait(PATIENCE):
        return
    from rich.console import Console  # work that is done in a second needs no Rich
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=1.0)
        while not finished.wait(PERIOD):
            progress.update(task, completed=done())
