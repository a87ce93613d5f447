"""vars(x) and x.__dict__: the attributes of an instance, which are read and written as attributes are."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import Any

from gradcli.script.allowed import home, is_dunder, is_script


class Attributes(MutableMapping[str, Any]):
    """A view of an instance's own attributes. Raises TypeError for a value that has none."""

    def __init__(self, owner: Any) -> None:
        kind = type(owner)
        held = getattr(owner, "__dict__", None)
        readable = any(map(is_script, kind.__mro__)) or (kind.__module__ == "__main__" or home(kind).startswith("gradcli.torch"))
        if not isinstance(held, dict) or not readable:
            raise TypeError("vars() argument must have __dict__ attribute")
        self._held = held

    def __getitem__(self, name: str) -> Any:
        return self._held[name]

    def __setitem__(self, name: str, value: Any) -> None:
        if type(name) is not str or is_dunder(name):
            raise AttributeError(f"'{name}' cannot be set in gradcli run")
        self._held[name] = value

    def __delitem__(self, name: str) -> None:
        del self._held[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def copy(self) -> dict[str, Any]:
        """The attributes as a dictionary of its own."""
        return dict(self._held)

    def __repr__(self) -> str:
        return repr(self._held)
