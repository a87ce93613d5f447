"""Classes that scripts may name and compare, but not call: Python's own inner types, metaclasses, NumPy's arrays.

np.ndarray(shape, dtype="O", buffer=...) would take any bytes for objects, type(f)(code, ...) any code for a function.
"""

from __future__ import annotations

from collections.abc import Callable
from types import GenericAlias, NoneType, UnionType
from typing import Any, NoReturn

from gradcli.script.allowed import home, is_open
from gradcli.script.sources import BigRange


class StandIn:
    """A class by name. Equal to itself alone; isinstance and issubclass look through it.

    It has no __dict__, which functools and others would copy into what they make.
    """

    __slots__ = ("called", "real")

    def __init__(self, real: type, called: Callable[..., Any]) -> None:
        self.real = real
        self.called = called

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        return self.called(*arguments, **keywords)

    def __repr__(self) -> str:
        return repr(self.real)

    def _repr_pretty_(self, p: Any, cycle: bool) -> None:  # noqa: ARG002
        p.pretty(self.real)

    def __getitem__(self, item: Any) -> Any:
        return Noted(self.real[item])  # type: ignore[index]

    def __or__(self, other: Any) -> Any:
        return self.real | real(other) if _is_type(other) else NotImplemented

    def __ror__(self, other: Any) -> Any:
        return real(other) | self.real if _is_type(other) else NotImplemented


class Noted:
    """type[int], numpy.ndarray[...]: what stands in annotations, and cannot be called, as Python's own would be."""

    __slots__ = ("_held",)

    def __init__(self, held: Any) -> None:
        self._held = held

    def __repr__(self) -> str:
        return repr(self._held)

    def __eq__(self, other: object) -> bool:
        return type(other) is Noted and self._held == other._held

    def __hash__(self) -> int:
        return hash(self._held)

    def __or__(self, other: Any) -> Any:
        return self._held | real(other) if _is_type(other) else NotImplemented

    def __ror__(self, other: Any) -> Any:
        return real(other) | self._held if _is_type(other) else NotImplemented


def _is_type(value: Any) -> bool:
    """What may stand beside `|` in an annotation; anything else would be handed the class itself."""
    return isinstance(value, type | NoneType | StandIn | Noted | GenericAlias | UnionType)


Noted.__name__ = Noted.__qualname__ = "GenericAlias"  # as which scripts know it
Noted.__module__ = "types"


_made: dict[type, StandIn] = {}


def refuse(what: str, instead: str = "") -> NoReturn:
    """Something that scripts have not. Raises TypeError."""
    raise TypeError(f"{what} is not available in gradcli run{': ' + instead if instead else ''}")


def stand_in(cls: type, called: Callable[..., Any] | None = None) -> StandIn:
    """The one stand-in of a class."""
    if cls not in _made:
        own = cls.__module__ == "builtins" or cls.__module__.startswith("gradcli.")
        name = cls.__qualname__ if own else f"{cls.__module__}.{cls.__qualname__}"
        _made[cls] = StandIn(cls, called or (lambda *_, **__: refuse(f"{name}() as a constructor")))
    return _made[cls]


def real(cls: Any) -> Any:
    """What isinstance is to look at: the class behind a stand-in, also in a tuple."""
    if type(cls) is tuple:
        return tuple([real(c) for c in cls])
    if type(cls) is Noted:
        return cls._held
    return cls.real if type(cls) is StandIn else cls


def type_of(value: Any) -> Any:
    """The class of a value as scripts see it."""
    kind = type(value)
    if issubclass(kind, type) or kind is StandIn:
        return TYPE
    if home(kind) == "gradcli.tensors.tensor" and kind.__name__ == "Tensor":
        from gradcli.torch.constructor import Tensor

        return Tensor
    if kind is BigRange:
        return range
    return kind if is_open(kind) else stand_in(kind)


def _type(*arguments: Any, **_: Any) -> Any:
    if len(arguments) == 3:
        refuse("type() with three arguments", "write a class statement")
    if len(arguments) != 1:
        raise TypeError("type() takes 1 or 3 arguments")
    return type_of(arguments[0])


TYPE = stand_in(type, _type)
