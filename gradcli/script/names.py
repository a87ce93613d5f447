"""Names: reading, writing and deleting them, wherever they live."""

from __future__ import annotations

import ast
from collections.abc import Callable
from operator import itemgetter
from typing import Any

from gradcli.script.frames import UNBOUND, At, Cell, Frame, Run, place, unbound_free, unbound_local, undefined
from gradcli.script.unit import Unit, expression

Store = Callable[[Frame, Any], None]
_NOTHING: Any = object()


@expression(ast.Name)
def name(unit: Unit, node: ast.Name) -> Run:
    """The value of a name."""
    return loader(unit, unit.mangled(node.id), place(node))


def kind_of(unit: Unit, name: str) -> str:
    """Where a name lives: "local", "cell", "free", "class" or "global"."""
    scope = unit.scope
    if name in scope.globals:
        return "global"
    if scope.is_function and scope.is_own(name):
        return "cell" if name in scope.cells else "local"
    if scope.kind == "class" and name not in scope.free and name not in scope.nonlocals:
        return "class"
    if scope.kind == "class" and scope.is_own(name):
        return "class"
    return "free" if name in scope.free else "global"


def loader(unit: Unit, name: str, at: At) -> Run:
    """A closure that reads a name."""
    kind = kind_of(unit, name)
    if kind == "local":
        return _local(unit, name, at)
    if kind == "global":
        return _global(unit, name, at)
    if kind == "class":
        return _in_class(unit, name, at)
    if unit.scope.kind == "class":
        return _free_in_class(unit.scope.slots[name], name, at)
    return _cell(unit.scope.slots[name], name, kind == "free", at)


def sure_slot(unit: Unit, node: ast.AST) -> int:
    """The place of a name that always has a value; -1 for anything else."""
    if not isinstance(node, ast.Name):
        return -1
    name = unit.mangled(node.id)
    if kind_of(unit, name) != "local" or name in unit.scope.deleted or name not in unit.scope.params:
        return -1
    return unit.scope.slots[name]


def _local(unit: Unit, name: str, at: At) -> Run:
    slot = unit.scope.slots[name]
    if name in unit.scope.params and name not in unit.scope.deleted:
        return itemgetter(slot)

    def run(f: Frame, at: At = at) -> Any:
        value = f[slot]
        if value is UNBOUND:
            unbound_local(name)
        return value

    return run


def _cell(slot: int, name: str, free: bool, at: At) -> Run:
    def run(f: Frame, at: At = at) -> Any:
        value = f[slot].value
        if value is UNBOUND:
            if free:
                unbound_free(name)
            unbound_local(name)
        return value

    return run


def _global(unit: Unit, name: str, at: At) -> Run:
    names, builtins = unit.program.globals, unit.program.builtins
    if name in builtins:
        known = builtins[name]

        def run_builtin(f: Frame, at: At = at) -> Any:
            return names.get(name, known)

        return run_builtin

    def run(f: Frame, at: At = at) -> Any:
        try:
            return names[name]
        except KeyError:
            pass
        return undefined(name)

    return run


def _in_class(unit: Unit, name: str, at: At) -> Run:
    otherwise = _global(unit, name, at)

    def run(f: Frame, at: At = at) -> Any:
        try:
            return f[0][name]
        except KeyError:
            pass
        return otherwise(f)

    return run


def _free_in_class(slot: int, name: str, at: At) -> Run:
    otherwise = _cell(slot, name, True, at)

    def run(f: Frame, at: At = at) -> Any:
        value = f[0].get(name, _NOTHING)
        return otherwise(f) if value is _NOTHING else value

    return run


# ------------------------------------------------------------------ writing
def storer(unit: Unit, name: str) -> Store:
    """A function that gives a name a value."""
    kind = kind_of(unit, name)
    if kind == "global":
        names = unit.program.globals

        def store_global(f: Frame, value: Any) -> None:
            names[name] = value

        return store_global
    if kind == "class":

        def store_in_class(f: Frame, value: Any) -> None:
            f[0][name] = value

        return store_in_class
    slot = unit.scope.slots[name]
    if kind == "local":

        def store_local(f: Frame, value: Any) -> None:
            f[slot] = value

        return store_local

    def store_cell(f: Frame, value: Any) -> None:
        f[slot].value = value

    return store_cell


def deleter(unit: Unit, name: str, at: At) -> Run:
    """A closure that takes a name its value."""
    kind = kind_of(unit, name)
    if kind in ("global", "class"):
        names = unit.program.globals

        def run_mapping(f: Frame, at: At = at) -> None:
            try:
                del (names if kind == "global" else f[0])[name]
                return
            except KeyError:
                pass
            undefined(name)

        return run_mapping
    slot = unit.scope.slots[name]

    def run_local(f: Frame, at: At = at) -> None:
        if f[slot] is UNBOUND:
            unbound_local(name)
        f[slot] = UNBOUND

    def run_cell(f: Frame, at: At = at) -> None:
        cell: Cell = f[slot]
        if cell.value is UNBOUND:
            if kind == "free":
                unbound_free(name)
            unbound_local(name)
        cell.value = UNBOUND

    return run_local if kind == "local" else run_cell


def forget(unit: Unit, name: str) -> Callable[[Frame], None]:
    """As `deleter`, for a name that may have lost its value meanwhile: the end of `except ... as name`."""
    delete = deleter(unit, name, (0, 0, 0, 0))
    store = storer(unit, name)

    def run(f: Frame) -> None:
        store(f, None)
        delete(f)

    return run
