"""Simple statements, if, and the loops."""

from __future__ import annotations

import ast
from typing import Any

from gradcli.script.assignment import target
from gradcli.script.blocks import block, signals
from gradcli.script.frames import BREAK, CONTINUE, At, Frame, Run, place
from gradcli.script.names import Store, kind_of
from gradcli.script.unit import Unit, statement


@statement(ast.Expr)
def expression_statement(unit: Unit, node: ast.Expr) -> Run:
    """An expression, whose value nobody wants."""
    value = unit.expression(node.value)

    def run(f: Frame) -> None:
        value(f)

    return run


@statement(ast.Pass, ast.Global, ast.Nonlocal)
def nothing(unit: Unit, node: ast.stmt) -> Run:
    """Statements that do nothing when they run."""
    return lambda f: None


@statement(ast.Return)
def return_(unit: Unit, node: ast.Return) -> Run:
    """return value."""
    if node.value is None:
        return lambda f: (None,)
    value = unit.expression(node.value)

    def run(f: Frame) -> tuple[Any]:
        return (value(f),)

    return run


@statement(ast.Break)
def break_(unit: Unit, node: ast.Break) -> Run:
    """Break."""
    return lambda f: BREAK


@statement(ast.Continue)
def continue_(unit: Unit, node: ast.Continue) -> Run:
    """Continue."""
    return lambda f: CONTINUE


def _compared(test: ast.expr) -> ast.Compare | None:
    """The last comparison that decides a condition: Python 3.11 tells of it, and of the whole statement if there is none."""
    found: ast.Compare | None = None
    pending = [test]
    while pending:
        part = pending.pop()
        if isinstance(part, ast.Compare):
            found = part
        elif isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.Not):
            pending.append(part.operand)
        elif isinstance(part, ast.BoolOp):
            pending += reversed(part.values)
        elif isinstance(part, ast.IfExp):
            pending += [part.orelse, part.body, part.test]
    return found


@statement(ast.Assert)
def assert_(unit: Unit, node: ast.Assert) -> Run:
    """assert test, message."""
    test, message = unit.expression(node.test), unit.optional(node.msg)

    def run(f: Frame, at: At = place(_compared(node.test) or node)) -> None:
        if not test(f):
            raise AssertionError if message is None else AssertionError(message(f))

    return run


@statement(ast.Raise)
def raise_(unit: Unit, node: ast.Raise) -> Run:
    """raise error from cause."""
    at = place(node)
    if node.exc is None:

        def run_again(f: Frame, at: At = at) -> None:
            raise  # what an except block around this one handles

        return run_again
    error, cause = unit.expression(node.exc), unit.optional(node.cause)
    if cause is None:

        def run(f: Frame, at: At = at) -> None:
            raise error(f)

        return run

    def run_from(f: Frame, at: At = at) -> None:
        raised = error(f)
        raise raised from cause(f)

    return run_from


# ------------------------------------------------------------------ if
@statement(ast.If)
def if_(unit: Unit, node: ast.If) -> Run:
    """if, elif, else; a long chain is a list, not a tree."""
    tests: list[tuple[Run, Run, At]] = []
    rest: list[ast.stmt] = [node]
    while len(rest) == 1 and isinstance(rest[0], ast.If):
        branch = rest[0]
        tests.append((unit.expression(branch.test), block(unit, branch.body), place(branch)))
        rest = branch.orelse
    otherwise = block(unit, rest) if rest else None
    if len(tests) == 1:
        return _branch(*tests[0], otherwise)

    def run(f: Frame) -> Any:
        for test, body, _ in tests:
            if test(f):
                return body(f)
        return None if otherwise is None else otherwise(f)

    return run


def _branch(test: Run, body: Run, at: At, otherwise: Run | None) -> Run:
    if otherwise is None:

        def run_if(f: Frame, at: At = at) -> Any:
            return body(f) if test(f) else None

        return run_if

    def run(f: Frame, at: At = at) -> Any:
        return body(f) if test(f) else otherwise(f)

    return run


# ------------------------------------------------------------------ loops
@statement(ast.While)
def while_(unit: Unit, node: ast.While) -> Run:
    """while test: ... else: ..."""
    test, body = unit.expression(node.test), block(unit, node.body)
    otherwise = block(unit, node.orelse) if node.orelse else None
    budget = unit.program.budget

    def run(f: Frame, at: At = place(node)) -> Any:
        while test(f):
            budget.left -= 1
            if budget.left < 0:
                budget.refill()
            result = body(f)
            if result is not None and result is not CONTINUE:
                return None if result is BREAK else result
        return None if otherwise is None else otherwise(f)

    return run


@statement(ast.For)
def for_(unit: Unit, node: ast.For) -> Run:
    """for target in values: ... else: ..."""
    values, store = unit.expression(node.iter), target(unit, node.target)
    body = block(unit, node.body)
    otherwise = block(unit, node.orelse) if node.orelse else None
    at = place(node)
    if otherwise is None and not signals(node.body):
        slot = _slot(unit, node.target)
        return _plain_on_slot(unit, values, slot, body, at) if slot >= 0 else _plain(unit, values, store, body, at)
    budget = unit.program.budget

    def run(f: Frame, at: At = at) -> Any:
        for value in values(f):
            budget.left -= 1
            if budget.left < 0:
                budget.refill()
            store(f, value)
            result = body(f)
            if result is not None and result is not CONTINUE:
                return None if result is BREAK else result
        return None if otherwise is None else otherwise(f)

    return run


def _slot(unit: Unit, node: ast.expr) -> int:
    if not isinstance(node, ast.Name):
        return -1
    name = unit.mangled(node.id)
    return unit.scope.slots[name] if kind_of(unit, name) == "local" else -1


def _plain_on_slot(unit: Unit, values: Run, slot: int, body: Run, at: At) -> Run:
    budget = unit.program.budget

    def run(f: Frame, at: At = at) -> None:
        for f[slot] in values(f):  # noqa: B020  # the place of the target
            budget.left -= 1
            if budget.left < 0:
                budget.refill()
            body(f)

    return run


def _plain(unit: Unit, values: Run, store: Store, body: Run, at: At) -> Run:
    budget = unit.program.budget

    def run(f: Frame, at: At = at) -> None:
        for value in values(f):
            budget.left -= 1
            if budget.left < 0:
                budget.refill()
            store(f, value)
            body(f)

    return run
