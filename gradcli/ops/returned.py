"""torch.return_types: results with names, which print the function that answered them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import itemgetter
from typing import Any

from gradcli.problems import type_error


class Returned(tuple[Any, ...]):
    """A tuple whose parts have names too: torch.return_types.max, as a class of its own for each function."""

    __slots__ = ()
    fields: tuple[str, ...] = ()

    def __new__(cls, parts: Any = (), /) -> Returned:
        made = tuple.__new__(cls, parts)
        if len(made) != len(cls.fields):
            name = f"torch.return_types.{cls.__name__}"
            raise type_error(f"{name}() takes a {len(cls.fields)}-sequence ({len(made)}-sequence given)")
        return made

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"'torch.return_types.{type(self).__name__}' object has no attribute '{name}'")

    def __repr__(self) -> str:
        parts = [f"{name}={part!r}" for name, part in zip(self.fields, self, strict=True)]
        return f"torch.return_types.{type(self).__name__}(\n" + ",\n".join(parts) + ")"

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self).__name__, self.fields, tuple(self))


def returned(name: str, fields: tuple[str, ...]) -> Callable[[Any], Returned]:
    """The class of the results of a function: `max` with (values, indices), `linalg.qr` with (Q, R)."""
    return _made(name.replace(".", "_"), fields)


@cache
def _made(name: str, fields: tuple[str, ...]) -> type[Returned]:
    own: dict[str, Any] = {"__slots__": (), "__module__": "torch.return_types", "fields": fields}
    own |= {field: property(itemgetter(k)) for k, field in enumerate(fields)}
    return type(name, (Returned,), own)


def _again(name: str, fields: tuple[str, ...], parts: tuple[Any, ...]) -> Returned:
    return returned(name, fields)(parts)
