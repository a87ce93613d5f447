"""A text becomes a program: Python's parser reads it, and the tree is translated into closures, once."""

from __future__ import annotations

import ast
import symtable
import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

from gradcli.script import classes, comprehensions, expressions, imports, refusals, statements, walks
from gradcli.script.blocks import block
from gradcli.script.frames import Frame, Here, Run, Source, lines_of
from gradcli.script.handling import try_
from gradcli.script.scopes import Scopes
from gradcli.script.unit import Program, Unit

FAMILIES = (classes, comprehensions, expressions, imports, statements, walks, try_)  # importing them fills the tables
Share = Callable[[Source, dict[ast.AST, Any], bool], Program]


class Translated(NamedTuple):
    """A text that can run.

    body   runs everything but the last expression
    last   the last expression where it is to be shown
    """

    source: Source
    body: Run
    last: Run | None
    doc: str | None


def read(text: str, file: str) -> ast.Module:
    """The tree of a text. Raises SyntaxError with Python's own words."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        tree = ast.parse(text, file)
        refusals.demand(tree, file, lines_of(text))
        _demand_scopes(text, file)
    return tree


def _demand_scopes(text: str, file: str) -> None:
    """What Python says about scopes, without making code. Raises SyntaxError."""
    try:
        symtable.symtable(text, file, "exec")
    except SyntaxError as error:
        lines = lines_of(text)
        if error.text is None and error.lineno and error.lineno <= len(lines):
            error.text = lines[error.lineno - 1]
        raise


def translated(text: str, file: str, share: Share, echo: bool = False, tree: ast.Module | None = None) -> Translated:
    """A text as closures; `echo` takes its last expression apart. Raises SyntaxError."""
    tree = read(text, file) if tree is None else tree
    scopes = Scopes(tree)
    source = Source(file, lines_of(text))
    unit = Unit(share(source, dict(scopes.of), _postponed(tree)), scopes.of[tree], "<module>")
    statements_: list[ast.stmt] = tree.body
    shown: ast.expr | None = None
    if echo and statements_ and isinstance(statements_[-1], ast.Expr):
        shown = statements_[-1].value
        statements_ = statements_[:-1]
    return Translated(source, block(unit, statements_), unit.optional(shown), ast.get_docstring(tree, clean=False))


def _postponed(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom) and node.module == "__future__" and any(a.name == "annotations" for a in node.names)
        for node in tree.body
    )


def run_module(run: Run, here: Here) -> Any:  # tracebacks find it here
    """Run the body of a module."""
    frame: Frame = []
    return run(frame)
