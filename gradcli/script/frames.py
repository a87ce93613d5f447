"""What closures work on: a frame is a list with a place for every local name; a name that inner functions use lies in a cell.

Every closure that can raise has its place in the source as its parameter `at`, and every closure that begins a frame its
`here`: a traceback is read off the closures on Python's own traceback (`tracebacks.py`), so that keeping track costs nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, NamedTuple, NoReturn

Frame = list[Any]
Run = Callable[[Frame], Any]
At = tuple[int, int, int, int]  # first and last line, first and last column (in bytes)


class Unbound:
    """The mark in the place of a name that has no value."""

    __slots__ = ()


UNBOUND: Any = Unbound()


class Cell:
    """The place of a name that several functions share."""

    __slots__ = ("value",)

    def __init__(self, value: Any = UNBOUND) -> None:
        self.value = value


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a text as Python's parser counts them: a form feed or a separator of Unicode ends none."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return tuple(lines if lines[-1] else lines[:-1])


class Source(NamedTuple):
    """A text that is run: as what tracebacks name it, and its lines."""

    file: str
    lines: tuple[str, ...]


class Here(NamedTuple):
    """What a frame is called in tracebacks, where it was written, and which names are its own."""

    name: str
    source: Source
    names: tuple[str, ...] = ()


class Signal:
    """How a statement says that a loop ends or goes on; a return is a tuple of one value."""

    __slots__ = ()


BREAK, CONTINUE = Signal(), Signal()


def place(node: Any) -> At:
    """Where a node stands."""
    return node.lineno, node.end_lineno or node.lineno, node.col_offset, node.end_col_offset or 0


def unbound_local(name: str) -> NoReturn:
    """A local name without a value. Raises UnboundLocalError."""
    raise UnboundLocalError(f"cannot access local variable '{name}' where it is not associated with a value")


def unbound_free(name: str) -> NoReturn:
    """A name of an outer function without a value. Raises NameError."""
    text = f"cannot access free variable '{name}' where it is not associated with a value in enclosing scope"
    raise NameError(text, name=name)


def undefined(name: str) -> NoReturn:
    """A name that nobody knows. Raises NameError."""
    raise NameError(f"name '{name}' is not defined", name=name)


def is_generating(node: ast.AST) -> bool:
    """Whether a node itself yields, not counting what functions inside it do."""
    waiting: list[ast.AST] = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Yield | ast.YieldFrom):
            return True
        if isinstance(node, ast.Lambda):
            waiting += [*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)]
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            waiting += _outside(node)
        elif isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            waiting.append(node.generators[0].iter)
        else:
            waiting += ast.iter_child_nodes(node)
    return False


def _outside(node: ast.FunctionDef | ast.ClassDef) -> list[ast.AST]:
    if isinstance(node, ast.ClassDef):
        return [*node.decorator_list, *node.bases, *node.keywords]
    return [*node.decorator_list, *node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)]
