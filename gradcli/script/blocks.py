"""Sequences of statements, and what they answer: None, a Signal, or a returned value in a tuple of one.

Of statements that yield there are generators ("walks"), which run what does not yield as closures. A StopIteration must not leave
a generator as such, so it crosses walks as Smuggled.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from gradcli.script.budget import Budget, too_deep
from gradcli.script.frames import Frame, Here, Run, is_generating
from gradcli.script.unit import Steps, Unit, Walk


class Smuggled(BaseException):
    """A StopIteration on its way through generators."""

    def __init__(self, stop: StopIteration) -> None:
        super().__init__()
        self.stop = stop


class Thrown(BaseException):
    """What is thrown into a generator on its way to the yield that waits, past every `yield from` between."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error


def signals(body: Sequence[ast.stmt]) -> bool:
    """Whether statements may return, break or continue."""
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Return | ast.Break | ast.Continue):
            return True
        if isinstance(node, ast.stmt | ast.ExceptHandler) and not isinstance(node, ast.FunctionDef | ast.ClassDef):
            waiting += [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt | ast.ExceptHandler)]
    return False


def block(unit: Unit, body: Sequence[ast.stmt]) -> Run:
    """Statements in order."""
    steps = [unit.statement(node) for node in body if not _is_nothing(node)]
    if not steps:
        return _nothing
    if len(steps) == 1:
        return steps[0]
    return _with_signals(steps) if signals(body) else _without(steps)


def _is_nothing(node: ast.stmt) -> bool:
    """Whether a statement does nothing at all: a pass, a docstring."""
    return isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def _nothing(f: Frame) -> None:
    return None


def _with_signals(steps: list[Run]) -> Run:
    def run(f: Frame) -> Any:
        for step in steps:
            result = step(f)
            if result is not None:
                return result
        return None

    return run


def _without(steps: list[Run]) -> Run:
    if len(steps) == 2:
        first, second = steps

        def run_two(f: Frame) -> None:
            first(f)
            second(f)

        return run_two
    if len(steps) == 3:
        one, two, three = steps

        def run_three(f: Frame) -> None:
            one(f)
            two(f)
            three(f)

        return run_three

    def run(f: Frame) -> None:
        for step in steps:
            step(f)

    return run


def returning(unit: Unit, body: Sequence[ast.stmt]) -> Run:
    """The body of a function: what it returns."""
    last = body[-1]
    plain = unit.program.onlooker is None  # who looks on hears of the return, too
    if plain and isinstance(last, ast.Return) and last.value is not None and not signals(body[:-1]):
        before = block(unit, body[:-1])
        value = unit.expression(last.value)
        if before is _nothing:
            return value

        def run_and_return(f: Frame) -> Any:
            before(f)
            return value(f)

        return run_and_return
    whole = block(unit, body)
    if not signals(body):
        return whole

    def run(f: Frame) -> Any:
        result = whole(f)
        return None if result is None else result[0]

    return run


# ------------------------------------------------------------------ blocks that yield
def walked(unit: Unit, body: Sequence[ast.stmt]) -> Walk:
    """Statements in order, of which some yield."""
    steps: list[tuple[Run | None, Walk | None]] = [
        (None, unit.walk(node)) if is_generating(node) else (unit.statement(node), None) for node in body if not _is_nothing(node)
    ]

    if len(steps) == 1 and steps[0][1] is not None:
        return steps[0][1]

    def walk(f: Frame) -> Steps:
        try:
            for step, generator in steps:
                result = (yield from generator(f)) if generator is not None else step(f)  # type: ignore[misc]
                if result is not None:
                    return result
        except StopIteration as stop:
            raise Smuggled(stop) from None
        return None

    return walk


def steps(f: Frame, walk: Walk, here: Here, budget: Budget) -> Steps:  # tracebacks find it here
    """The generator that a script sees. While it runs it is a call among others."""
    inner = walk(f)
    step: Any = inner.send
    value: Any = None
    try:
        while True:
            depth = budget.depth
            if depth >= budget.max_depth:
                too_deep(here)
            budget.depth = depth + 1
            try:
                result = step(value)
            finally:
                budget.depth = depth
            try:
                value = yield result
                step = inner.send
            except BaseException as error:
                step, value = inner.throw, Thrown(error)
    except StopIteration as done:
        return None if done.value is None else done.value[0]
    except Smuggled as smuggled:
        stop = smuggled.stop
    raise stop


def maybe_walk(unit: Unit, body: Sequence[ast.stmt]) -> tuple[Run | None, Walk | None]:
    """A block as a closure, or as a generator if something in it yields."""
    if any(map(is_generating, body)):
        return None, walked(unit, body)
    return block(unit, body), None
