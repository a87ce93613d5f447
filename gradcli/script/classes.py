"""Classes: real classes of Python, whose body runs in a namespace, made of bases and with names that the guard has seen."""

from __future__ import annotations

import ast
from types import prepare_class, resolve_bases
from typing import Any

from gradcli.script.blocks import block
from gradcli.script.calls import extend_arguments
from gradcli.script.frames import At, Cell, Frame, Here, Run, place
from gradcli.script.functions import place_of_cell
from gradcli.script.names import storer
from gradcli.script.unit import Unit, statement


@statement(ast.ClassDef)
def class_(unit: Unit, node: ast.ClassDef) -> Run:
    """class Name(bases): ..."""
    qualname = unit.named(node.name)
    inner = unit.inner(node, node.name, f"{qualname}.")
    body = block(inner, node.body)
    doc = ast.get_docstring(node, clean=False)
    decorators = unit.all(node.decorator_list)
    bases = [(unit.expression(b.value), True) if isinstance(b, ast.Starred) else (unit.expression(b), False) for b in node.bases]
    keywords = [(k.arg, unit.expression(k.value)) for k in node.keywords]
    cells = [place_of_cell(unit, n) for n in inner.scope.free]
    temporary = inner.scope.size - 2 - len(cells)
    store, guard, inside = storer(unit, unit.mangled(node.name)), unit.program.guard, inner.here
    wants_class = inner.scope.wants_class

    def run(f: Frame, at: At = place(node)) -> None:
        wrappers = [d(f) for d in decorators]
        given = _bases(bases, f)
        named: dict[str, Any] = {}
        for name, value in keywords:
            named.update({name: value(f)} if name else value(f))
        resolved = resolve_bases(given)
        guard.demand_bases(resolved, named)
        meta, space, named = prepare_class(node.name, resolved, named)
        space["__module__"], space["__qualname__"] = "__main__", qualname
        if doc is not None:
            space["__doc__"] = doc
        cell = Cell()
        _filled(body, [space, cell, *[f[k] for k in cells], *[None] * temporary], inside)
        if resolved is not given:
            space["__orig_bases__"] = given
        cls = guard.made_class(meta, node.name, resolved, space, named)
        if wants_class:
            cell.value = cls
        for wrapper in reversed(wrappers):
            cls = guard.swapped.get(wrapper, wrapper)(cls) if type(wrapper) is type else wrapper(cls)
        store(f, cls)

    return run


def _bases(bases: list[tuple[Run, bool]], f: Frame) -> tuple[Any, ...]:
    given: list[Any] = []
    for base, star in bases:
        value = base(f)
        if star:
            extend_arguments(type, given, value)
        else:
            given.append(value)
    return tuple(given)


def _filled(body: Run, frame: Frame, here: Here) -> None:  # tracebacks find it here
    body(frame)
