"""Values as a notebook shows them: functions of scripts with the parameters that stand in the script."""

from __future__ import annotations

from types import FunctionType
from typing import Any

from gradcli.printing import pretty
from gradcli.script.binding import Defaults, Signature


def displayed(value: Any) -> str | None:
    """What stands below a cell that ends with a value; None where nothing does."""
    return pretty.displayed(value, function=_named)


def shown(value: Any) -> str:
    """What `display` shows of a value, also of None."""
    return pretty.pretty(value, function=_named)


def _named(function: Any) -> str | None:
    told, seen = function, set[int]()
    while hasattr(told, "__wrapped__") and id(told) not in seen:  # functools.wraps, which may lead back
        seen.add(id(told))
        told = told.__wrapped__
    if id(told) in seen:
        return f"__main__.{function.__qualname__}"
    held = _held(told) if isinstance(function, FunctionType) else None
    if held is None:
        return pretty.function_name(function)
    return f"__main__.{function.__qualname__}{_parameters(*held, told.__annotations__)}"


def _held(function: Any) -> tuple[Signature, Defaults] | None:
    """What a function of a script takes; None for one of Python's own."""
    cells = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))
    if "signature" not in cells or "defaults" not in cells:
        return None
    signature, defaults = cells["signature"].cell_contents, cells["defaults"].cell_contents
    return (signature, defaults) if isinstance(signature, Signature) and isinstance(defaults, Defaults) else None


def _parameters(signature: Signature, defaults: Defaults, annotations: dict[str, Any]) -> str:
    """Parameters in their brackets, with what is behind `->`."""
    from inspect import Parameter as P
    from inspect import Signature as Written

    first = len(signature.positional) - len(defaults.positional)
    kinds = [P.POSITIONAL_ONLY] * signature.only + [P.POSITIONAL_OR_KEYWORD] * (len(signature.positional) - signature.only)
    given = [P.empty] * first + list(defaults.positional)
    every: list[tuple[str, Any, Any]] = [*zip(signature.positional, kinds, given, strict=True)]
    every += [(signature.star, P.VAR_POSITIONAL, P.empty)] if signature.star else []
    every += [(name, P.KEYWORD_ONLY, defaults.keywords.get(name, P.empty)) for name in signature.keywords]
    every += [(signature.double, P.VAR_KEYWORD, P.empty)] if signature.double else []
    made = [P(name, kind, default=value, annotation=annotations.get(name, P.empty)) for name, kind, value in every]
    return str(Written(made, return_annotation=annotations.get("return", Written.empty)))
