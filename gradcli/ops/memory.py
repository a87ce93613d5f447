"""How many bytes of tensors are alive, so that the next one can be refused before it is made."""

from __future__ import annotations

import math
import weakref
from typing import Any

from gradcli import limits
from gradcli.ops.sizes import Shape

ITEM = 8  # bytes of the widest element

_live = [0]
_watched: dict[int, tuple[weakref.ref[Any], int]] = {}


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
    _live[0] = sum(size for _, size in list(_watched.values()))


def hold(array: Any) -> None:
    """Count an array for as long as it lives; views of others cost nothing."""
    if array.base is not None:
        return
    key, size = id(array), array.nbytes

    def release(_: Any) -> None:
        _live[0] -= size
        _watched.pop(key, None)

    _live[0] += size
    _watched[key] = weakref.ref(array, release), size
