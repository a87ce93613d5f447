"""How many bytes of tensors are alive, so that the next one can be refused before it is made."""

from __future__ import annotations

import weakref
from typing import Any

from gradcli import limits
from gradcli.ops.sizes import Shape, numel

ITEM = 8  # bytes of the widest element

_live = [0]
_watched: dict[int, weakref.ref[Any]] = {}


def check(shape: Shape, doing: str) -> None:
    """Raise LimitProblem if a tensor of this shape would not fit beside those that are alive."""
    limits.check(limits.LIVE_BYTES, _live[0] + numel(shape) * ITEM, doing)


def hold(array: Any) -> None:
    """Count an array for as long as it lives; views of others cost nothing."""
    if array.base is not None:
        return
    key, size = id(array), array.nbytes

    def release(_: Any) -> None:
        _live[0] -= size
        _watched.pop(key, None)

    _live[0] += size
    _watched[key] = weakref.ref(array, release)
