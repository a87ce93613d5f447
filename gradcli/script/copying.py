"""copy and deepcopy without the protocols of pickle, through which a value could have any function called."""

from __future__ import annotations

from typing import Any

from gradcli.ops.returned import Returned
from gradcli.script.allowed import home, is_script, key

_NAMED = frozenset(
    "gradcli.ops.dtypes.dtype gradcli.ops.size.Size gradcli.evaluate.devices.device gradcli.evaluate.devices.layout".split()
)
_ATOMS = frozenset("int float complex bool str bytes NoneType range slice function builtin_function_or_method type".split())


def copied(value: Any) -> Any:
    """copy.copy. Raises TypeError for what cannot be copied."""
    kind = type(value)
    if _is_atom(value):
        return value
    if kind in (list, dict, set, bytearray) or hasattr(kind, "maxlen") or kind.__module__ == "collections":
        return value.copy()
    if kind in (tuple, frozenset):
        return value
    if issubclass(kind, Returned):
        return kind(value)
    special = getattr(kind, "__copy__", None)
    if special is not None:
        return special(value)
    return _instance(value, lambda held: held)


def deep_copied(value: Any, memo: dict[int, Any] | None = None) -> Any:
    """copy.deepcopy. Raises TypeError for what cannot be copied."""
    memo = {} if memo is None else memo
    if id(value) in memo:
        return memo[id(value)]
    made = _deep(value, memo)
    if made is not value:
        memo[id(value)] = made
        memo.setdefault(id(memo), []).append(value)  # it lives as long as the memo, so that its id stays its own
    return made


def _deep(value: Any, memo: dict[int, Any]) -> Any:
    kind = type(value)
    if _is_atom(value):
        return value
    if kind is bytearray:
        return value.copy()
    if kind is list:
        made: Any = []
        memo[id(value)] = made
        made.extend([deep_copied(x, memo) for x in value])
        return made
    if issubclass(kind, dict) and not is_script(kind):
        made = memo[id(value)] = value.copy()
        made.clear()
        for key, held in value.items():
            made[deep_copied(key, memo)] = deep_copied(held, memo)
        return made
    if kind in (tuple, set, frozenset):
        parts = [deep_copied(x, memo) for x in value]
        same = kind is tuple and all(a is b for a, b in zip(parts, value, strict=True))
        return value if same else kind(parts)
    if issubclass(kind, Returned):
        return kind([deep_copied(x, memo) for x in value])
    if hasattr(kind, "maxlen"):
        return kind([deep_copied(x, memo) for x in value], value.maxlen)
    special = getattr(kind, "__deepcopy__", None)
    if special is not None:
        return special(value, memo)
    return _instance(value, lambda held: deep_copied(held, memo), memo)


def _is_atom(value: Any) -> bool:
    kind = type(value)
    return (
        kind.__name__ in _ATOMS or isinstance(value, type) or value is NotImplemented or value is Ellipsis or key(kind) in _NAMED
    )


def _instance(value: Any, each: Any, memo: dict[int, Any] | None = None) -> Any:
    """An object of Python: one of its class with the same attributes."""
    kind = type(value)
    if not any(map(is_script, kind.__mro__)) and not home(kind).startswith("gradcli.torch"):
        special = getattr(kind, "__copy__", None)
        if special is not None:
            return special(value)
        if kind.__module__ in ("datetime", "fractions", "decimal", "enum") or issubclass(kind, BaseException):
            return value
        raise TypeError(f"cannot copy '{kind.__name__}' object in gradcli run")
    if "_member_map_" in kind.__dict__:  # members of an Enum are themselves
        return value
    made = _bare(value, kind, each)
    if memo is not None:
        memo[id(value)] = made
    for name, held in getattr(value, "__dict__", {}).items():
        made.__dict__[name] = each(held)
    for cls in kind.__mro__:
        slots = cls.__dict__.get("__slots__", ())
        for name in [slots] if isinstance(slots, str) else slots:
            if is_script(cls) and hasattr(value, name):
                object.__setattr__(made, name, each(getattr(value, name)))
    return made


def _bare(value: Any, kind: type, each: Any) -> Any:
    bases: tuple[Any, ...] = (list, tuple, set, frozenset)
    for base in bases:
        if issubclass(kind, base):
            return (
                base.__new__(kind, [each(x) for x in value]) if base in (tuple, frozenset) else _filled(value, kind, base, each)
            )
    if issubclass(kind, dict):
        made = dict.__new__(kind)
        for key, held in value.items():
            dict.__setitem__(made, each(key), each(held))
        return made
    atoms: tuple[Any, ...] = (int, float, complex, str, bytes)
    for atom in atoms:
        if issubclass(kind, atom):
            return atom.__new__(kind, value)
    if issubclass(kind, BaseException):
        return kind.__new__(kind, *value.args)
    return object.__new__(kind)


def _filled(value: Any, kind: type, base: Any, each: Any) -> Any:
    made = base.__new__(kind)
    base.__init__(made, [each(x) for x in value])
    return made
