"""The translation of one block: its scope, its program, and the tables of translators, one for each kind of node."""

from __future__ import annotations

import ast
from collections.abc import Callable, Generator, Sequence
from typing import Any, ClassVar, NamedTuple, Protocol

from gradcli.script.budget import Budget
from gradcli.script.frames import Frame, Here, Run, Source
from gradcli.script.guard import Guard
from gradcli.script.scopes import Scope, mangled

Steps = Generator[Any, Any, Any]
Walk = Callable[[Frame], Steps]  # a closure of something that yields
DEEPEST = 1500  # levels of a tree


class Onlooker(Protocol):
    """Who looks on while a script runs."""

    def before(self, node: Any, unit: Unit, frame: Frame) -> None:
        """A statement is about to run in a frame."""

    def after(self, node: Any, unit: Unit, frame: Frame) -> None:
        """A statement has run, and raised nothing."""

    def operation(self, op: Any, operands: Any, options: Any, out: Any) -> None:
        """An operation of the engine has run."""


class Program(NamedTuple):
    """What all blocks of a text share.

    globals   the names of the module
    builtins  Python's own names, as scripts have them
    modules   what `import` finds: name, names that are wanted from it -> module
    scopes    the scope of each node that has one
    postponed whether annotations stay text (from __future__ import annotations)
    constants values that stand in the text
    onlooker  hears of each statement before and after it runs, or None
    """

    globals: dict[str, Any]
    builtins: dict[str, Any]
    modules: Callable[[str], Any]
    budget: Budget
    guard: Guard
    source: Source
    scopes: dict[ast.AST, Scope]
    postponed: bool
    constants: dict[tuple[type, str], Any]
    onlooker: Onlooker | None = None


class Unit:
    """One block while it is translated.

    name      what tracebacks call it
    qualname  in front of the names that are defined inside
    """

    expressions: ClassVar[dict[type[ast.AST], Callable[[Unit, Any], Run]]] = {}
    statements: ClassVar[dict[type[ast.AST], Callable[[Unit, Any], Run]]] = {}
    walks: ClassVar[dict[type[ast.AST], Callable[[Unit, Any], Walk]]] = {}

    def __init__(self, program: Program, scope: Scope, name: str, qualname: str = "") -> None:
        self.program = program
        self.scope = scope
        self.here = Here(name, program.source, tuple(scope.slots))
        self.qualname = qualname
        self.level = 0
        self.generating: dict[ast.AST, bool] = {}

    def expression(self, node: ast.AST) -> Run:
        """The closure of an expression."""
        return self._made(self.expressions, node)

    def statement(self, node: ast.AST) -> Run:
        """The closure of a statement; it answers None, a Signal, or what is returned as a tuple of one."""
        made = self._made(self.statements, node)
        onlooker = self.program.onlooker
        return made if onlooker is None else _told(self, node, made, onlooker)

    def walk(self, node: ast.AST) -> Walk:
        """The generator of something that yields."""
        self._enter()
        made = self.walks[type(node)](self, node)
        self.level -= 1
        return made

    def _made(self, table: dict[type[ast.AST], Callable[[Unit, Any], Run]], node: ast.AST) -> Run:
        self._enter()
        made = table[type(node)](self, node)
        self.level -= 1
        return made

    def _enter(self) -> None:
        self.level += 1
        if self.level > DEEPEST:
            raise RecursionError("maximum recursion depth exceeded during compilation")

    def optional(self, node: ast.AST | None) -> Run | None:
        """The closure of an expression that may be missing."""
        return None if node is None else self.expression(node)

    def all(self, nodes: Sequence[ast.AST]) -> list[Run]:
        """The closures of several expressions."""
        return [self.expression(node) for node in nodes]

    def mangled(self, name: str) -> str:
        """A name as this block knows it."""
        return mangled(name, self.scope.private)

    def inner(self, node: ast.AST, name: str, qualname: str) -> Unit:
        """The unit of a block inside this one."""
        unit = Unit(self.program, self.program.scopes[node], name, qualname)
        unit.level = self.level
        return unit

    def named(self, name: str) -> str:
        """The qualified name of what is defined here."""
        return self.qualname + name if self.mangled(name) not in self.scope.globals else name


def _told(unit: Unit, node: ast.AST, made: Run, onlooker: Onlooker) -> Run:
    def run(f: Frame) -> Any:
        onlooker.before(node, unit, f)
        result = made(f)
        onlooker.after(node, unit, f)
        return result

    return run


def expression(*kinds: type[ast.AST]) -> Callable[[Any], Any]:
    """Enter a translator of expressions into the table."""
    return _entered(Unit.expressions, kinds)


def statement(*kinds: type[ast.AST]) -> Callable[[Any], Any]:
    """Enter a translator of statements into the table."""
    return _entered(Unit.statements, kinds)


def walk(*kinds: type[ast.AST]) -> Callable[[Any], Any]:
    """Enter a translator of what yields into the table."""
    return _entered(Unit.walks, kinds)


def _entered(table: dict[type[ast.AST], Any], kinds: tuple[type[ast.AST], ...]) -> Callable[[Any], Any]:
    def enter(function: Any) -> Any:
        table.update(dict.fromkeys(kinds, function))
        return function

    return enter
