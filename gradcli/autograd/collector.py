"""Python's cycle collector, out of the way while a graph grows."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Nothing is searched for cycles inside the block.

    A graph has none, so it is freed as soon as nobody holds it. The
    collector cannot know that: it would go through all nodes again and again as their number grows, which takes a
    third of the time of a large expression.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()
