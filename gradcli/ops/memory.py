"""How many bytes of tensors are alive, so that the next one can be refused before it is made."""

from __future__ import annotations

import math
import weakref
from typing import Any

from gradcli import limits
from gradcli.ops.sizes import Shape

ITEM = 8  # bytes of the widest element


class _Watch(weakref.ref[Any]):
    """Tells when an array is gone: its number and its bytes."""

    __slots__ = ("key", "size")
    key: int
    size: int


_live = [0]
_watched: dict[int, _Watch] = {}


def check(shape: Shape, doing: str) -> None:
    """Raise LimitProblem if a tensor of this shape would not fit beside those that are alive."""
    size, allowed = math.prod(shape) * ITEM, limits.value(limits.LIVE_BYTES)
    if _live[0] + size > allowed:
        if size <= allowed:
            _count_anew()
        limits.check(limits.LIVE_BYTES, _live[0] + size, doing)


def _count_anew() -> None:
    """What is alive, exactly: without what only waits for Python's collector, and what threads have miscounted."""
    import gc  # late: few programs come near the limit

    gc.collect()
    _live[0] = sum(watch.size for watch in list(_watched.values()))


def hold(array: Any) -> None:
    """Count an array for as long as it lives; views of others cost nothing."""
    if array.base is not None:
        return
    watch = _watched[id(array)] = _Watch(array, _release)
    watch.key, watch.size = id(array), array.nbytes
    _live[0] += watch.size


def _release(watch: Any) -> None:
    _live[0] -= watch.size
    _watched.pop(watch.key, None)
