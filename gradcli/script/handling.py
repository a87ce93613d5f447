"""try and with: Python's own, around closures, so that contexts of exceptions are Python's own too."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from gradcli.script.assignment import target
from gradcli.script.blocks import block
from gradcli.script.budget import Stop
from gradcli.script.frames import At, Frame, Here, Run, place
from gradcli.script.names import Store, forget, storer
from gradcli.script.unit import Unit, statement

Matching = Callable[[Frame, BaseException], int]
NO_CLASS = "catching classes that do not inherit from BaseException is not allowed"


# ------------------------------------------------------------------ try
@statement(ast.Try)
def try_(unit: Unit, node: ast.Try) -> Run:
    """try, except, else, finally."""
    run = _excepting(unit, node) if node.handlers else block(unit, node.body)
    return _finally(run, block(unit, node.finalbody)) if node.finalbody else run


def _finally(inside: Run, final: Run) -> Run:
    def run(f: Frame) -> Any:
        try:
            result = inside(f)
        except Stop:
            raise
        except BaseException:
            over = final(f)
            if over is not None:
                return over
            raise
        over = final(f)
        return result if over is None else over

    return run


def _excepting(unit: Unit, node: ast.Try) -> Run:
    body = block(unit, node.body)
    otherwise = block(unit, node.orelse) if node.orelse else None
    matching = matcher(unit, node.handlers)
    handlers = [handler(unit, h) for h in node.handlers]

    def run(f: Frame, within: Here = unit.here) -> Any:
        try:
            result = body(f)
        except Stop:
            raise
        except BaseException as error:
            number = matching(f, error)
            if number < 0:
                raise
            return handlers[number](f, error)
        if result is None and otherwise is not None:
            return otherwise(f)
        return result

    return run


def matcher(unit: Unit, handlers: list[ast.ExceptHandler]) -> Matching:
    """Which handler an exception is for; -1 for none."""
    classes = [(unit.optional(h.type), place(h)) for h in handlers]
    tests = [_test(*c) for c in classes]

    def matching(f: Frame, error: BaseException) -> int:
        for number, test in enumerate(tests):
            if test(f, error):
                return number
        return -1

    return matching


def _test(kind: Run | None, at: At) -> Callable[[Frame, BaseException], bool]:
    if kind is None:
        return lambda f, error: True

    def test(f: Frame, error: BaseException, at: At = at) -> bool:
        wanted = kind(f)
        for cls in wanted if type(wanted) is tuple else (wanted,):
            if not isinstance(cls, type) or not issubclass(cls, BaseException):
                raise TypeError(NO_CLASS)
        return isinstance(error, wanted)

    return test


def handler(unit: Unit, node: ast.ExceptHandler) -> Callable[[Frame, BaseException], Any]:
    """The block behind `except ... as name:`."""
    body = block(unit, node.body)
    if node.name is None:
        return lambda f, error: body(f)
    name = unit.mangled(node.name)
    store, forgotten = storer(unit, name), forget(unit, name)

    def handle(f: Frame, error: BaseException) -> Any:
        store(f, error)
        try:
            return body(f)
        finally:
            forgotten(f)

    return handle


# ------------------------------------------------------------------ with
@statement(ast.With)
def with_(unit: Unit, node: ast.With) -> Run:
    """with manager as name, ...: ..."""
    run = block(unit, node.body)
    for item in reversed(node.items):
        store = None if item.optional_vars is None else target(unit, item.optional_vars)
        run = _with(unit.expression(item.context_expr), store, run, place(node))
    return run


def entered(manager: Any) -> tuple[Any, Callable[..., Any]]:
    """What a manager answers at the start, and its end. Raises TypeError as Python does."""
    kind = type(manager)
    if not hasattr(kind, "__enter__"):
        raise TypeError(f"'{kind.__name__}' object does not support the context manager protocol")
    if not hasattr(kind, "__exit__"):
        missed = "(missed __exit__ method)"
        raise TypeError(f"'{kind.__name__}' object does not support the context manager protocol {missed}")
    leave = kind.__exit__
    return kind.__enter__(manager), lambda *about: leave(manager, *about)


def _with(manager: Run, store: Store | None, body: Run, at: At) -> Run:
    def run(f: Frame, at: At = at) -> Any:
        value, leave = entered(manager(f))
        try:
            if store is not None:
                store(f, value)
            result = body(f)
        except BaseException as error:
            if not leave(type(error), error, error.__traceback__) or isinstance(error, Stop):
                raise
            return None
        leave(None, None, None)
        return result

    return run
