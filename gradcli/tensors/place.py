"""Where the elements of a tensor lie: memory that tensors share, and how often it was written into."""

from __future__ import annotations

import weakref
from threading import RLock
from typing import Any

one_writer = RLock()  # whoever reads elements in order to write them lets no other thread in between


class Version:
    """How often the elements were written into; shared by views and by what was detached, not by `.data`."""

    __slots__ = ("count",)

    def __init__(self) -> None:
        self.count = 0


class Memory:
    """The tensors that share one piece of memory, as far as they are alive.

    lent  whether NumPy has an array on it, through which it may change at any time
    """

    __slots__ = ("_tensors", "lent")

    def __init__(self) -> None:
        self.lent = False
        self._tensors: dict[int, weakref.ref[Any]] = {}

    def add(self, tensor: Any) -> None:
        """One more."""
        key, tensors = id(tensor), self._tensors
        tensors[key] = weakref.ref(tensor, lambda _: tensors.pop(key, None) and None)

    @property
    def holds_one(self) -> bool:
        """Whether nobody shares it."""
        return len(self._tensors) == 1

    def tensors(self) -> list[Any]:
        """Those that are alive, oldest first."""
        return [t for t in [ref() for ref in list(self._tensors.values())] if t is not None]


class Place:
    """The place of a tensor in memory that it shares, or that was written into. A tensor without one is alone.

    memory   who shares it
    version  None for an inference tensor, which has none
    cell     a 0-d array that is the element, where the tensor itself holds it as a Python number
    base     the tensor that this one is a view of, if it is one
    seen     the version of that at which this view looks
    made     how a view was made, if it may not be written into: without recording ("no_grad", "inference"), as one of
             "several" results, or by a "custom" function
    """

    __slots__ = ("base", "cell", "made", "memory", "seen", "version")

    def __init__(self, memory: Memory, version: Version | None, cell: Any = None, base: Any = None, made: str = "") -> None:
        self.memory = memory
        self.version = version
        self.cell = cell
        self.base = base
        self.made = made
        self.seen = 0 if version is None else version.count
