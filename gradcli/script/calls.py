"""Calls: specialised by how many arguments there are, with star arguments, and super() without arguments."""

from __future__ import annotations

import ast
from collections.abc import Callable
from types import BuiltinFunctionType, FunctionType
from typing import Any

from gradcli.script.frames import UNBOUND, At, Cell, Frame, Run, place
from gradcli.script.names import kind_of
from gradcli.script.unit import Unit, expression


@expression(ast.Call)
def call(unit: Unit, node: ast.Call) -> Run:
    """function(arguments)."""
    if isinstance(node.func, ast.Name) and node.func.id == "super" and not node.args and not node.keywords:
        return _super(unit, node)
    function, at = unit.expression(node.func), place(node)
    swap = unit.program.guard.swapped
    if any(isinstance(a, ast.Starred) for a in node.args) or any(k.arg is None for k in node.keywords):
        return _starred(unit, node, function, swap, at)
    arguments = unit.all(node.args)
    if len(arguments) == 1 and not node.keywords and isinstance(node.func, ast.Name):
        name = unit.mangled(node.func.id)
        if kind_of(unit, name) == "global" and name not in unit.program.builtins:
            return _one_global(unit, name, function, arguments[0], at)
    if node.keywords:
        return _with_keywords(unit, node, function, arguments, swap)
    if len(arguments) < len(_FIXED):
        return _FIXED[len(arguments)](function, *arguments, swap, at)

    def run(f: Frame, at: At = at) -> Any:
        target = function(f)
        values = [a(f) for a in arguments]
        if type(target) is type:
            target = swap.get(target, target)
        return target(*values)

    return run


Swap = dict[Any, Any]


def _one_global(unit: Unit, name: str, function: Run, a: Run, at: At) -> Run:
    """name(a): what recursive functions do."""
    names, swap = unit.program.globals, unit.program.guard.swapped

    def run(f: Frame, at: At = at) -> Any:
        target = names[name] if name in names else function(f)
        if type(target) is type:
            target = swap.get(target, target)
        return target(a(f))

    return run


def _none(function: Run, swap: Swap, at: At) -> Run:
    def run(f: Frame, at: At = at) -> Any:
        target = function(f)
        if type(target) is type:
            target = swap.get(target, target)
        return target()

    return run


def _one(function: Run, a: Run, swap: Swap, at: At) -> Run:
    def run(f: Frame, at: At = at) -> Any:
        target = function(f)
        if type(target) is type:
            target = swap.get(target, target)
        return target(a(f))

    return run


def _two(function: Run, a: Run, b: Run, swap: Swap, at: At) -> Run:
    def run(f: Frame, at: At = at) -> Any:
        target = function(f)
        if type(target) is type:
            target = swap.get(target, target)
        return target(a(f), b(f))

    return run


def _three(function: Run, a: Run, b: Run, c: Run, swap: Swap, at: At) -> Run:
    def run(f: Frame, at: At = at) -> Any:
        target = function(f)
        if type(target) is type:
            target = swap.get(target, target)
        return target(a(f), b(f), c(f))

    return run


_FIXED: list[Callable[..., Run]] = [_none, _one, _two, _three]


def _with_keywords(unit: Unit, node: ast.Call, function: Run, arguments: list[Run], swap: Swap) -> Run:
    keywords = [(k.arg or "", unit.expression(k.value)) for k in node.keywords]

    def run(f: Frame, at: At = place(node)) -> Any:
        target = function(f)
        values = [a(f) for a in arguments]
        named = {name: value(f) for name, value in keywords}
        if type(target) is type:
            target = swap.get(target, target)
        return target(*values, **named)

    return run


# ------------------------------------------------------------------ f(*a, **k)
def _starred(unit: Unit, node: ast.Call, function: Run, swap: Swap, at: At) -> Run:
    arguments = [
        (unit.expression(a.value), True) if isinstance(a, ast.Starred) else (unit.expression(a), False) for a in node.args
    ]
    keywords = [(k.arg, unit.expression(k.value)) for k in node.keywords]

    def run(f: Frame, at: At = at) -> Any:
        target = function(f)
        values: list[Any] = []
        for argument, star in arguments:
            value = argument(f)
            if star:
                extend_arguments(target, values, value)
            else:
                values.append(value)
        named: dict[str, Any] = {}
        for name, part in keywords:
            if name is None:
                _add_keywords(target, named, part(f))
            elif name in named:
                raise TypeError(f"{shown(target)} got multiple values for keyword argument '{name}'")
            else:
                named[name] = part(f)
        if type(target) is type:
            target = swap.get(target, target)
        return target(*values, **named)

    return run


def shown(function: Any) -> str:
    """A function as Python's refusals name it."""
    if not isinstance(function, FunctionType | BuiltinFunctionType | type):
        return f"{type(function).__name__} object"
    module = getattr(function, "__module__", None)
    return (
        f"{function.__qualname__}()"
        if module in (None, "builtins") or str(module).startswith("gradcli.script")
        else f"{module}.{function.__qualname__}()"
    )


def extend_arguments(function: Any, values: list[Any], more: Any) -> None:
    """f(*more). Raises TypeError as Python does."""
    if not hasattr(type(more), "__iter__") and not hasattr(type(more), "__getitem__"):
        raise TypeError(f"{shown(function)} argument after * must be an iterable, not {type(more).__name__}")
    values.extend(more)


def _add_keywords(function: Any, named: dict[str, Any], more: Any) -> None:
    if not hasattr(type(more), "keys"):
        raise TypeError(f"{shown(function)} argument after ** must be a mapping, not {type(more).__name__}")
    for name in more.keys():  # noqa: SIM118  # a mapping of a script may have nothing else
        if not isinstance(name, str):
            raise TypeError("keywords must be strings")
        if name in named:
            raise TypeError(f"{shown(function)} got multiple values for keyword argument '{name}'")
        named[name] = more[name]


# ------------------------------------------------------------------ super()
def _super(unit: Unit, node: ast.Call) -> Run:
    function, at = unit.expression(node.func), place(node)
    scope = unit.scope
    first = scope.params[0] if scope.params else None
    held = scope.slots.get("__class__", -1) if scope.kind == "function" else -1
    slot = -1 if first is None else scope.slots[first]

    def run(f: Frame, at: At = at) -> Any:
        target = function(f)
        if target is not super:
            return target()
        if slot < 0:
            raise RuntimeError("super(): no arguments")
        if held < 0:
            raise RuntimeError("super(): __class__ cell not found")
        cls = f[held].value
        if cls is UNBOUND:
            raise RuntimeError("super(): empty __class__ cell")
        owner = f[slot]
        return super(cls, owner.value if type(owner) is Cell else owner)

    return run
