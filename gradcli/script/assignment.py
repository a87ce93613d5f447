"""Assignments: to names, attributes, indices and tuples of them; augmented and annotated ones; del."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

from gradcli.script.frames import At, Frame, Run, place
from gradcli.script.functions import annotation
from gradcli.script.names import Store, deleter, kind_of, loader, storer
from gradcli.script.operations import INPLACE
from gradcli.script.silent import Silent
from gradcli.script.unit import Unit, statement


@statement(ast.Assign)
def assign(unit: Unit, node: ast.Assign) -> Run:
    """a = b = value."""
    value = unit.expression(node.value)
    if len(node.targets) == 1:
        return _single(unit, node.targets[0], value)
    stores = [target(unit, t) for t in node.targets]

    def run(f: Frame) -> None:
        result = value(f)
        for store in stores:
            store(f, result)

    return run


def _single(unit: Unit, node: ast.expr, value: Run) -> Run:
    if isinstance(node, ast.Name):
        name = unit.mangled(node.id)
        kind = kind_of(unit, name)
        if kind == "local":
            slot = unit.scope.slots[name]

            def run_local(f: Frame) -> None:
                f[slot] = value(f)

            return run_local
        if kind == "global":
            names = unit.program.globals

            def run_global(f: Frame) -> None:
                names[name] = value(f)

            return run_global
    if isinstance(node, ast.Subscript):
        owner, index = unit.expression(node.value), unit.expression(node.slice)

        def run_index(f: Frame, at: At = place(node)) -> None:
            result = value(f)
            owner(f)[index(f)] = result

        return run_index
    store = target(unit, node)

    def run(f: Frame) -> None:
        store(f, value(f))

    return run


# ------------------------------------------------------------------ targets
def target(unit: Unit, node: ast.AST) -> Store:
    """A function that stores a value where a target says."""
    return _TARGETS[type(node)](unit, node)


def _to_name(unit: Unit, node: ast.Name) -> Store:
    return storer(unit, unit.mangled(node.id))


def _to_attribute(unit: Unit, node: ast.Attribute) -> Store:
    owner, name, write = unit.expression(node.value), unit.mangled(node.attr), unit.program.guard.write

    def store(f: Frame, value: Any, at: At = place(node)) -> None:
        write(owner(f), name, value)

    return store


def _to_index(unit: Unit, node: ast.Subscript) -> Store:
    owner, index = unit.expression(node.value), unit.expression(node.slice)

    def store(f: Frame, value: Any, at: At = place(node)) -> None:
        owner(f)[index(f)] = value

    return store


def _to_several(unit: Unit, node: ast.Tuple | ast.List) -> Store:
    stars = [k for k, e in enumerate(node.elts) if isinstance(e, ast.Starred)]
    stores = [target(unit, e.value if isinstance(e, ast.Starred) else e) for e in node.elts]
    unpack: Callable[[Any], Sequence[Any]]
    if stars:
        before, after = stars[0], len(stores) - stars[0] - 1
        unpack = lambda value: unpacked_around(value, before, after)  # noqa: E731
    elif len(stores) == 2:
        return _to_pair(stores[0], stores[1], place(node))
    else:
        count = len(stores)
        unpack = lambda value: unpacked(value, count)  # noqa: E731

    def store(f: Frame, value: Any, at: At = place(node)) -> None:
        for put, part in zip(stores, unpack(value), strict=True):
            put(f, part)

    return store


def _to_pair(first: Store, second: Store, at: At) -> Store:
    def store(f: Frame, value: Any, at: At = at) -> None:
        if type(value) is Silent:
            value = value.several(2)
        a, b = value
        first(f, a)
        second(f, b)

    return store


_TARGETS: dict[type[ast.AST], Callable[[Unit, Any], Store]] = {
    ast.Name: _to_name,
    ast.Attribute: _to_attribute,
    ast.Subscript: _to_index,
    ast.Tuple: _to_several,
    ast.List: _to_several,
}


def unpacked(value: Any, count: int) -> Sequence[Any]:
    """As many values as there are targets. Raises TypeError or ValueError as Python does."""
    if type(value) is Silent:
        return value.several(count)
    if type(value) is tuple or type(value) is list:
        if len(value) == count:
            return tuple(value)
        if len(value) > count:
            raise ValueError(f"too many values to unpack (expected {count})")
        raise ValueError(f"not enough values to unpack (expected {count}, got {len(value)})")
    values: list[Any] = []
    for item in _iterable(value):
        if len(values) == count:
            raise ValueError(f"too many values to unpack (expected {count})")
        values.append(item)
    if len(values) < count:
        raise ValueError(f"not enough values to unpack (expected {count}, got {len(values)})")
    return values


def unpacked_around(value: Any, before: int, after: int) -> Sequence[Any]:
    """Values for the targets around a star. Raises TypeError or ValueError as Python does."""
    values = value.several(before + after) if type(value) is Silent else list(_iterable(value))
    if len(values) < before + after:
        raise ValueError(f"not enough values to unpack (expected at least {before + after}, got {len(values)})")
    end = len(values) - after
    return [*values[:before], values[before:end], *values[end:]]


def _iterable(value: Any) -> Any:
    if not hasattr(type(value), "__iter__") and not hasattr(type(value), "__getitem__"):
        raise TypeError(f"cannot unpack non-iterable {type(value).__name__} object")
    return iter(value)


# ------------------------------------------------------------------ a += b
@statement(ast.AugAssign)
def augmented(unit: Unit, node: ast.AugAssign) -> Run:
    """target += value."""
    value, at = unit.expression(node.value), place(node)
    do = INPLACE[type(node.op).__name__]
    if isinstance(node.target, ast.Name):
        return _augmented_name(unit, unit.mangled(node.target.id), node, do, value)
    owner = unit.expression(node.target.value)
    if isinstance(node.target, ast.Attribute):
        read, write, name = unit.program.guard.read, unit.program.guard.write, unit.mangled(node.target.attr)

        def run_attribute(f: Frame, at: At = at) -> None:
            held = owner(f)
            write(held, name, do(read(held, name), value(f)))

        return run_attribute
    index = unit.expression(node.target.slice)

    def run_index(f: Frame, at: At = at) -> None:
        held, key = owner(f), index(f)
        held[key] = do(held[key], value(f))

    return run_index


def _augmented_name(unit: Unit, name: str, node: ast.AugAssign, do: Callable[[Any, Any], Any], value: Run) -> Run:
    at = place(node)
    load, store = loader(unit, name, place(node.target)), storer(unit, name)
    if isinstance(node.op, ast.Add) and kind_of(unit, name) == "local":
        slot = unit.scope.slots[name]

        def run_add(f: Frame, at: At = at) -> None:
            a = load(f)
            b = value(f)
            if type(b) is int or type(b) is float:
                a += b
                f[slot] = a
            else:
                f[slot] = do(a, b)

        return run_add

    def run(f: Frame, at: At = at) -> None:
        a = load(f)
        store(f, do(a, value(f)))

    return run


@statement(ast.AnnAssign)
def annotated(unit: Unit, node: ast.AnnAssign) -> Run:
    """target: annotation = value."""
    store = None if node.value is None else target(unit, node.target)
    value = unit.optional(node.value)
    note = None if unit.scope.is_function else annotation(unit, node.annotation)
    name = unit.mangled(node.target.id) if isinstance(node.target, ast.Name) and node.simple else ""
    names = unit.program.globals
    in_class = unit.scope.kind == "class"

    def run(f: Frame, at: At = place(node)) -> None:
        if store is not None and value is not None:
            store(f, value(f))
        if note is not None:
            noted = note(f)
            if name:
                space = f[0] if in_class else names
                if "__annotations__" not in space:
                    space["__annotations__"] = {}
                space["__annotations__"][name] = noted

    return run


# ------------------------------------------------------------------ del
@statement(ast.Delete)
def delete(unit: Unit, node: ast.Delete) -> Run:
    """del a, b.c, d[e]."""
    steps = [_deleting(unit, t) for t in node.targets]

    def run(f: Frame) -> None:
        for step in steps:
            step(f)

    return run


def _deleting(unit: Unit, node: ast.expr) -> Run:
    if isinstance(node, ast.Name):
        return deleter(unit, unit.mangled(node.id), place(node))
    if isinstance(node, ast.Attribute):
        owner, name, remove = unit.expression(node.value), unit.mangled(node.attr), unit.program.guard.delete

        def run_attribute(f: Frame, at: At = place(node)) -> None:
            remove(owner(f), name)

        return run_attribute
    if isinstance(node, ast.Subscript):
        held, index = unit.expression(node.value), unit.expression(node.slice)

        def run_index(f: Frame, at: At = place(node)) -> None:
            del held(f)[index(f)]

        return run_index
    parts = [_deleting(unit, e) for e in node.elts]  # type: ignore[attr-defined]

    def run(f: Frame) -> None:
        for part in parts:
            part(f)

    return run
