"""dataclasses for scripts: the text that Python's module makes of the names of fields, and runs, is made of names alone."""

from __future__ import annotations

import dataclasses
import keyword
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from gradcli.script.allowed import is_dunder, is_script
from gradcli.script.standins import refuse


def made(cls: Any, options: Mapping[str, Any]) -> Any:
    """The class as a dataclass. Raises TypeError for a class whose annotations do not name fields."""
    if not isinstance(cls, type) or not is_script(cls):
        refuse("dataclass of anything but a class of the script")
    for base in cls.__mro__[1:]:
        _demand_fields(base)
    noted = _annotations(cls)
    own: Any = cls
    own.__annotations__ = noted if _is_copied() else MappingProxyType(noted)  # no descriptor of the class may change it meanwhile
    try:
        done: Any = dataclasses.dataclass(cls, **options)
    finally:
        own.__annotations__ = noted
    done.__annotations__ = noted
    return done


def _annotations(cls: type) -> dict[str, Any]:
    """The annotations of a class itself, in a dictionary of Python's own, whatever the script's says when it is gone over."""
    held = vars(cls).get("__annotations__", {})
    if not isinstance(held, dict):
        refuse("a class whose annotations are no dictionary")
    found = dict.copy(held)
    for name in found:
        _demand_name(name)
    return found


def _demand_name(name: Any) -> None:
    if type(name) is not str or not name.isidentifier() or keyword.iskeyword(name) or is_dunder(name):
        refuse(f"a field of the name {name!r}")


def _demand_fields(base: type) -> None:
    """Raises TypeError for fields of a base that are no fields, or have another name than they seem to."""
    for name, field in vars(base).get("__dataclass_fields__", {}).items():
        _demand_name(name)
        if type(field) is not dataclasses.Field or field.name != name:
            refuse(f"a field of the name {name!r}")


@cache
def _is_copied() -> bool:
    """Whether this Python copies the annotations itself, and takes only a dictionary."""

    class Probe:
        pass

    probe: Any = Probe
    probe.__annotations__ = MappingProxyType({})
    try:
        dataclasses.dataclass(probe)
    except ValueError:
        return True
    return False


def of_scripts(name: str) -> Callable[..., Any]:
    """A function of the module for objects of classes that the script has written."""
    function = getattr(dataclasses, name)

    def called(*arguments: Any, **keywords: Any) -> Any:
        if arguments and not isinstance(arguments[0], type) and not is_script(type(arguments[0])):
            raise TypeError(f"{name}() should be called on dataclass instances")
        return function(*arguments, **keywords)

    return called
