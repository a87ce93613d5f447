"""NumPy's sorting where comparing runs a script: on a copy, since what is compared must not be taken away meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

METHODS = ("sort", "partition", "argsort", "argpartition", "searchsorted")  # of arrays; the first two write into them
FUNCTIONS = ("argsort", "argpartition", "searchsorted", "lexsort", "digitize")
WRITING = METHODS[:2]


def method(name: str) -> Callable[[Any], Any]:
    """How a method of an array is read."""

    def read(array: Any) -> Any:
        if array.dtype.kind != "O":
            return getattr(array, name)

        def called(*arguments: Any, **keywords: Any) -> Any:
            held = array.copy()
            found = getattr(held, name)(*map(kept, arguments), **{k: kept(x) for k, x in keywords.items()})
            if name in WRITING:
                array[...] = held
            return found

        called.__name__ = called.__qualname__ = name
        return called

    return read


def function(real: Callable[..., Any]) -> Callable[..., Any]:
    """The same of a function."""

    def called(*arguments: Any, **keywords: Any) -> Any:
        return real(*map(kept, arguments), **{k: kept(x) for k, x in keywords.items()})

    called.__name__ = called.__qualname__ = real.__name__
    return called


def kept(value: Any) -> Any:
    """An array of objects as a copy that nobody else has."""
    return value.copy() if getattr(getattr(value, "dtype", None), "kind", "") == "O" else value
