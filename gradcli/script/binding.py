"""The arguments of a call to the parameters of a function, with Python's refusals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

_MISSING: Any = object()


class Signature(NamedTuple):
    """What a function takes. Values come in this order: positional, keyword-only, *args, **kwargs.

    positional    names, of which the first `only` cannot be given by name
    star, double  the names of *args and **kwargs; empty where there are none
    """

    qualname: str
    positional: tuple[str, ...]
    only: int
    keywords: tuple[str, ...]
    star: str
    double: str


class Defaults(NamedTuple):
    """Values of what is not given: of the last positional parameters, and of keyword-only ones."""

    positional: tuple[Any, ...]
    keywords: Mapping[str, Any]


def bound(s: Signature, defaults: Defaults, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> list[Any]:
    """The values of all parameters. Raises TypeError as Python does."""
    count = len(s.positional)
    values = [*arguments[:count], *[_MISSING] * (count - len(arguments)), *[_MISSING] * len(s.keywords)]
    extra = _place_keywords(s, values, keywords) if keywords else {}
    if len(arguments) > count and not s.star:
        raise TypeError(_too_many(s, defaults, len(arguments), values))
    _fill(s, defaults, values)
    if s.star:
        values.append(tuple(arguments[count:]))
    if s.double:
        values.append(extra)
    return values


def _place_keywords(s: Signature, values: list[Any], keywords: Mapping[str, Any]) -> dict[str, Any]:
    names = s.positional + s.keywords
    extra: dict[str, Any] = {}
    for name, value in keywords.items():
        place = names.index(name, s.only) if name in names[s.only :] else -1
        if place < 0:
            if not s.double:
                raise TypeError(_unexpected(s, name, keywords))
            extra[name] = value
        elif values[place] is not _MISSING:
            raise TypeError(f"{s.qualname}() got multiple values for argument '{name}'")
        else:
            values[place] = value
    return extra


def _unexpected(s: Signature, name: str, keywords: Iterable[str]) -> str:
    passed = [n for n in s.positional[: s.only] if n in keywords]
    if passed:
        text = "got some positional-only arguments passed as keyword arguments"
        return f"{s.qualname}() {text}: '{', '.join(passed)}'"
    return f"{s.qualname}() got an unexpected keyword argument '{name}'"


def _fill(s: Signature, defaults: Defaults, values: list[Any]) -> None:
    count = len(s.positional)
    first = count - len(defaults.positional)
    for k in range(first, count):
        if values[k] is _MISSING:
            values[k] = defaults.positional[k - first]
    missing = [name for name, value in zip(s.positional, values, strict=False) if value is _MISSING]
    if missing:
        raise TypeError(_missing(s, "positional", missing))
    for k, name in enumerate(s.keywords, start=count):
        if values[k] is _MISSING:
            values[k] = defaults.keywords.get(name, _MISSING)
    missing = [name for k, name in enumerate(s.keywords, start=count) if values[k] is _MISSING]
    if missing:
        raise TypeError(_missing(s, "keyword-only", missing))


def _missing(s: Signature, kind: str, names: Sequence[str]) -> str:
    quoted = [f"'{name}'" for name in names]
    listed = " and ".join(quoted) if len(quoted) <= 2 else f"{', '.join(quoted[:-1])}, and {quoted[-1]}"
    return f"{s.qualname}() missing {len(names)} required {kind} argument{'s' * (len(names) > 1)}: {listed}"


def _too_many(s: Signature, defaults: Defaults, given: int, values: Sequence[Any]) -> str:
    count = len(s.positional)
    fewest = count - len(defaults.positional)
    takes = f"from {fewest} to {count}" if fewest < count else f"{count}"
    plural = "s" if fewest < count or count != 1 else ""
    by_name = sum(value is not _MISSING for value in values[count:])
    was = f"{given} {'was' if given == 1 else 'were'} given"
    if by_name:
        names = f"{by_name} keyword-only argument{'s' * (by_name != 1)}"
        was = f"{given} positional argument{'s' * (given != 1)} (and {names}) were given"
    return f"{s.qualname}() takes {takes} positional argument{plural} but {was}"
