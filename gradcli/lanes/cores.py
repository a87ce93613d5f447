"""How many cores are used side by side."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

_most: list[int | None] = [None]


def available() -> int:
    """The cores that this process may use."""
    return _most[0] or _all()


@contextmanager
def at_most(cores: int) -> Iterator[None]:
    """Inside the block, on all threads, so many are used; never more than there are."""
    before, _most[0] = _most[0], max(1, min(cores, _all()))
    try:
        yield
    finally:
        _most[0] = before


def _all() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
