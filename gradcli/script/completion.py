"""What a name that is being typed may become: names of the session, and attributes of what they are. Nothing runs for it."""

from __future__ import annotations

import keyword
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from types import ModuleType
from typing import Any

from gradcli.evaluate import methods
from gradcli.ops.table import TABLE
from gradcli.script.guard import Guard
from gradcli.tensors.tensor import Tensor

MOST = 500  # completions that anybody looks through


def completions(text: str, names: Mapping[str, Any], builtins: Iterable[str], guard: Guard) -> list[str]:
    """Whole texts that begin with `text`, which ends in a name or in `a.b.name`, in order."""
    *owners, start = text.split(".")
    if not owners:
        known = {*(n for n in names if not n.startswith("__")), *builtins, *keyword.kwlist}
        return _beginning(start, known)
    owner = _value(owners, names)
    found = () if owner is None else _attributes(owner, guard)
    return [".".join([*owners, name]) for name in _beginning(start, found)]


def _beginning(start: str, known: Iterable[str]) -> list[str]:
    return sorted(n for n in known if n.startswith(start) and (start.startswith("_") or not n.startswith("_")))[:MOST]


def _value(path: list[str], names: Mapping[str, Any]) -> Any:
    """What `a.b` is, as far as it can be known without running anything of the script; None otherwise."""
    value = names.get(path[0])
    for name in path[1:]:
        value = _inside(value, name)
    return value


def _inside(value: Any, name: str) -> Any:
    if isinstance(value, ModuleType):
        return getattr(value, name, None)
    if isinstance(value, Tensor):
        return value._grad if name == "grad" else None
    return next((held[name] for held in _held(value) if name in held), None)


def _held(value: Any) -> list[dict[str, Any]]:
    """What an instance holds by names: its own, and the parts of a module. A script's own sort of dictionary is not asked."""
    own = getattr(value, "__dict__", None) if not isinstance(value, type) else None
    if type(own) is not dict:
        return []
    parts = [own.get(name) for name in ("_modules", "_parameters")]
    return [own, *(held for held in parts if isinstance(held, dict) and type(held) in (dict, OrderedDict))]


def _attributes(value: Any, guard: Guard) -> Iterable[str]:
    if isinstance(value, ModuleType):
        return {*dir(value), *(n for n in TABLE if "." not in n and _has(value, n))}
    if isinstance(value, Tensor):
        known = {*_SHOWN, *methods.ATTRIBUTES, *methods.METHODS, *(n for n in TABLE if "." not in n)}
        return {n for n in known if n in _SHOWN or n in methods.ATTRIBUTES or methods.is_method(n)}
    if isinstance(value, type):
        return {n for n in dir(value) if not n.startswith("_")}
    own = (name for held in _held(value) for name in held if type(name) is str)
    return {*own, *_readable(type(value), guard.is_plain)}


_SHOWN = (
    "shape",
    "ndim",
    "dtype",
    "requires_grad",
    "grad_fn",
    "is_leaf",
    "grad",
    "data",
    "T",
    "requires_grad_",
    "detach",
    "item",
)


def _readable(kind: type, is_plain: Callable[[type, str], bool]) -> Iterable[str]:
    return (n for n in dir(kind) if is_plain(kind, n))


def _has(module: ModuleType, name: str) -> bool:
    try:
        getattr(module, name)
    except AttributeError:
        return False
    return True
