"""import and from ... import: what they bind, and Python's refusals."""

from __future__ import annotations

import ast
from typing import Any

from gradcli.script.frames import At, Frame, Run, place
from gradcli.script.names import Store, storer
from gradcli.script.unit import Unit, statement


@statement(ast.Import)
def import_(unit: Unit, node: ast.Import) -> Run:
    """import a.b as c."""
    wanted = [(alias.name, bool(alias.asname), storer(unit, unit.mangled(_bound(alias)))) for alias in node.names]
    find = unit.program.modules

    def run(f: Frame, at: At = place(node)) -> None:
        for name, renamed, store in wanted:
            module = find(name)
            store(f, module if renamed or "." not in name else find(name.partition(".")[0]))

    return run


def _bound(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


@statement(ast.ImportFrom)
def from_import(unit: Unit, node: ast.ImportFrom) -> Run:
    """from a.b import c as d."""
    name = node.module or ""
    if name == "__future__":
        return lambda f: None  # told to the translation
    if node.level:
        return _relative(place(node))
    if node.names[0].name == "*":
        return _everything(unit, name, place(node))
    wanted = [(alias.name, storer(unit, unit.mangled(alias.asname or alias.name))) for alias in node.names]
    return _some(unit, name, wanted, place(node))


def _relative(at: At) -> Run:
    def run(f: Frame, at: At = at) -> None:
        raise ImportError("attempted relative import with no known parent package")

    return run


def _some(unit: Unit, name: str, wanted: list[tuple[str, Store]], at: At) -> Run:
    find = unit.program.modules

    def run(f: Frame, at: At = at) -> None:
        module = find(name)
        for part, store in wanted:
            store(f, member(find, module, name, part))

    return run


def member(find: Any, module: Any, name: str, part: str) -> Any:
    """A name of a module, or a module inside it. Raises ImportError."""
    missing = object()
    value = (
        missing
        if part.startswith("__") and part not in ("__version__", "__doc__", "__name__")
        else getattr(module, part, missing)
    )
    if value is not missing:
        return value
    try:
        return find(f"{name}.{part}")
    except ModuleNotFoundError:
        pass
    raise ImportError(f"cannot import name '{part}' from '{name}' (unknown location)", name=name)


def _everything(unit: Unit, name: str, at: At) -> Run:
    find, names = unit.program.modules, unit.program.globals

    def run(f: Frame, at: At = at) -> None:
        module = find(name)
        wanted = getattr(module, "__all__", None) or [n for n in dir(module) if not n.startswith("_")]
        for part in wanted:
            names[part] = getattr(module, part)

    return run
