"""Comprehensions and generator expressions: functions of one argument, the first iterator."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, NamedTuple

from gradcli.script.assignment import target
from gradcli.script.blocks import Smuggled
from gradcli.script.frames import UNBOUND, At, Cell, Frame, Here, Run, place
from gradcli.script.functions import place_of_cell
from gradcli.script.names import Store
from gradcli.script.scopes import Comprehension
from gradcli.script.unit import Steps, Unit, expression


class Loop(NamedTuple):
    """One `for ... in ... if ...`; the first one's values are in the frame."""

    values: Run
    store: Store
    tests: list[Run]
    at: At


NAMES = {ast.ListComp: "<listcomp>", ast.SetComp: "<setcomp>", ast.DictComp: "<dictcomp>", ast.GeneratorExp: "<genexpr>"}


@expression(ast.ListComp, ast.SetComp, ast.DictComp)
def comprehension(unit: Unit, node: ast.ListComp | ast.SetComp | ast.DictComp) -> Run:
    """[... for ... in ...]."""
    inner, first, enter = _entering(unit, node)
    loops = _loops(inner, node)
    if isinstance(node, ast.DictComp):
        return _collecting(inner.here, first, enter, dict, _into_dict(inner, node, loops), place(node))
    item = inner.expression(node.elt)
    if isinstance(node, ast.SetComp):
        return _collecting(inner.here, first, enter, set, _nested(inner, loops, lambda f, made: made.add(item(f))), place(node))
    if len(loops) == 1:
        return _collecting(inner.here, first, enter, list, _flat_list(inner, loops[0], item), place(node))
    return _collecting(inner.here, first, enter, list, _nested(inner, loops, lambda f, made: made.append(item(f))), place(node))


def _entering(unit: Unit, node: Comprehension) -> tuple[Unit, Run, Callable[[Frame, Any], Frame]]:
    """The inner unit, the first iterable, and what makes its frame."""
    name = NAMES[type(node)]
    inner = unit.inner(node, name, f"{unit.qualname}{name}.<locals>.")
    first = unit.expression(node.generators[0].iter)
    scope = inner.scope
    cells = [place_of_cell(unit, n) for n in scope.free]
    boxed = [scope.slots[n] for n in scope.cells]
    own = scope.size - len(cells) - 1

    def enter(f: Frame, values: Any) -> Frame:
        frame = [values, *[UNBOUND] * own, *[f[k] for k in cells]]
        for k in boxed:
            frame[k] = Cell()
        return frame

    return inner, first, enter


def _loops(inner: Unit, node: Comprehension) -> list[Loop]:
    loops: list[Loop] = []
    for number, part in enumerate(node.generators):
        values = inner.expression(part.iter) if number else (lambda f: f[0])
        loops.append(Loop(values, target(inner, part.target), inner.all(part.ifs), place(node)))
    return loops


Into = Callable[[Frame, Any], None]


def _collecting(here: Here, first: Run, enter: Callable[[Frame, Any], Frame], kind: type, fill: Into, at: At) -> Run:
    def inside(frame: Frame, here: Here = here) -> Any:
        made = kind()
        fill(frame, made)
        return made

    def run(f: Frame, at: At = at) -> Any:
        return inside(enter(f, iter(first(f))))

    return run


def _flat_list(inner: Unit, loop: Loop, item: Run) -> Into:
    budget, store, tests = inner.program.budget, loop.store, loop.tests
    if not tests:

        def fill_all(f: Frame, made: list[Any], at: At = loop.at) -> None:
            for value in f[0]:
                budget.left -= 1
                if budget.left < 0:
                    budget.refill()
                store(f, value)
                made.append(item(f))

        return fill_all

    def fill(f: Frame, made: list[Any], at: At = loop.at) -> None:
        for value in f[0]:
            budget.left -= 1
            if budget.left < 0:
                budget.refill()
            store(f, value)
            if all_true(tests, f):
                made.append(item(f))

    return fill


def all_true(tests: list[Run], f: Frame) -> bool:
    """Whether all conditions hold; the first that does not ends it."""
    for test in tests:  # noqa: SIM110  # a frame less
        if not test(f):
            return False
    return True


def _into_dict(inner: Unit, node: ast.DictComp, loops: list[Loop]) -> Into:
    key, value = inner.expression(node.key), inner.expression(node.value)

    def put(f: Frame, made: dict[Any, Any]) -> None:
        name = key(f)
        made[name] = value(f)

    return _nested(inner, loops, put)


def _nested(inner: Unit, loops: list[Loop], put: Into) -> Into:
    for loop in reversed(loops):
        put = _level(inner, loop, put)
    return put


def _level(inner: Unit, loop: Loop, put: Into) -> Into:
    budget, values, store, tests = inner.program.budget, loop.values, loop.store, loop.tests

    def fill(f: Frame, made: Any, at: At = loop.at) -> None:
        for value in values(f):
            budget.left -= 1
            if budget.left < 0:
                budget.refill()
            store(f, value)
            if not tests or all_true(tests, f):
                put(f, made)

    return fill


# ------------------------------------------------------------------ generator expressions
Level = Callable[[Frame], Steps]


@expression(ast.GeneratorExp)
def generator(unit: Unit, node: ast.GeneratorExp) -> Run:
    """(... for ... in ...)."""
    inner, first, enter = _entering(unit, node)
    item = inner.expression(node.elt)
    level: Level = _last(item)
    for loop in reversed(_loops(inner, node)):
        level = _generating(inner, loop, level)
    inside, qualname = inner.here, f"{unit.qualname}<genexpr>"

    def run(f: Frame, at: At = place(node)) -> Any:
        made: Any = _whole(enter(f, iter(first(f))), level, inside)
        made.__name__, made.__qualname__ = "<genexpr>", qualname
        return made

    return run


def _whole(f: Frame, level: Level, here: Here) -> Steps:  # tracebacks find it here
    try:
        yield from level(f)
        return
    except Smuggled as smuggled:
        stop = smuggled.stop
    raise stop


def _last(item: Run) -> Level:
    def one(f: Frame) -> Steps:
        try:
            yield item(f)
        except StopIteration as stop:
            raise Smuggled(stop) from None

    return one


def _generating(inner: Unit, loop: Loop, level: Level) -> Level:
    budget, values, store, tests = inner.program.budget, loop.values, loop.store, loop.tests

    def walk(f: Frame, at: At = loop.at) -> Steps:
        try:
            for value in values(f):
                budget.left -= 1
                if budget.left < 0:
                    budget.refill()
                store(f, value)
                if not tests or all_true(tests, f):
                    yield from level(f)
        except StopIteration as stop:
            raise Smuggled(stop) from None

    return walk
