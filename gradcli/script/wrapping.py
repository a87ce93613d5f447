"""functools for scripts, as far as it reads and writes attributes: what it copies goes through the guard."""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import FunctionType
from typing import Any

from gradcli.script.allowed import is_dunder, is_script
from gradcli.script.guard import Guard
from gradcli.script.standins import refuse

ASSIGNED = ("__name__", "__qualname__", "__doc__", "__annotations__")
HOLDING = (FunctionType, functools.partial, type(functools.cache(len)))


class Wrapping:
    """update_wrapper, wraps and total_ordering for one session."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    def update_wrapper(self, wrapper: Any, wrapped: Any) -> Any:
        """Make one function look like another. Raises TypeError for a wrapper that is not the script's."""
        if not _is_own(wrapper) and not isinstance(wrapper, HOLDING[1:]):
            refuse("update_wrapper of what is not the script's")
        for name in ASSIGNED:
            try:
                value = self._guard.read(wrapped, name)
            except AttributeError:
                continue
            setattr(wrapper, name, value)
        if _is_own(wrapped):
            for name, value in list(vars(wrapped).items()):
                if not is_dunder(name):
                    self._guard.write(wrapper, name, value)
        wrapper.__wrapped__ = wrapped
        return wrapper

    def wraps(self, wrapped: Any) -> Any:
        """A decorator for a function that stands around another."""
        return lambda wrapper: self.update_wrapper(wrapper, wrapped)

    def total_ordering(self, cls: Any) -> Any:
        """The other comparisons of a class that has one. Raises TypeError for a class that is not the script's."""
        if not isinstance(cls, type) or not is_script(cls):
            refuse("total_ordering of anything but a class of the script")
        return functools.total_ordering(cls)


def _is_own(value: Any) -> bool:
    """Whether a value is a function of the script, or an object of one of its classes that holds attributes."""
    if type(value) is FunctionType:
        return bool(value.__module__ == "__main__")
    return is_script(type(value)) and hasattr(value, "__dict__")


class CachedProperty:
    """functools.cached_property, of objects whose classes the script has written."""

    __slots__ = ("attrname", "func")

    def __init__(self, func: Callable[[Any], Any]) -> None:
        self.func = func
        self.attrname: str | None = None

    def __set_name__(self, owner: type, name: str) -> None:
        if self.attrname is None:
            self.attrname = name
        elif name != self.attrname:
            raise TypeError(f"Cannot assign the same cached_property to two different names ({self.attrname!r} and {name!r}).")

    def __get__(self, owner: Any, cls: Any = None) -> Any:
        if owner is None:
            return self
        if self.attrname is None:
            raise TypeError("Cannot use cached_property instance without calling __set_name__ on it.")
        if not any(map(is_script, type(owner).__mro__)) or not hasattr(owner, "__dict__"):
            raise TypeError(f"No '__dict__' attribute on {type(owner).__name__!r} instance to cache {self.attrname!r} property.")
        held = owner.__dict__
        if self.attrname not in held:
            held[self.attrname] = self.func(owner)
        return held[self.attrname]


CachedProperty.__name__ = CachedProperty.__qualname__ = "cached_property"  # as which scripts know it
CachedProperty.__module__ = "functools"
