"""Functions of scripts: real functions of Python, which anybody can call, whose body is closures."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, NamedTuple

from gradcli.script.binding import Defaults, Signature, bound
from gradcli.script.blocks import returning, steps, walked
from gradcli.script.budget import Budget, too_deep
from gradcli.script.frames import UNBOUND, At, Cell, Frame, Here, Run, place
from gradcli.script.names import storer
from gradcli.script.scopes import parameters
from gradcli.script.unit import Unit, Walk, expression, statement

Function = Callable[..., Any]


class Code(NamedTuple):
    """A translated function without what it closes over.

    body     answers what the function returns
    walk     in its place, of a generator
    boxed    places of parameters that inner functions use, which get a cell
    fresh    places of other names that do
    unbound  how many other names there are, which follow the parameters; then come the cells of free names
    temporary how many places without a name are behind those
    free     where in the frame around it the cells of free names are
    """

    here: Here
    signature: Signature
    body: Run
    walk: Walk | None
    boxed: tuple[int, ...]
    fresh: tuple[int, ...]
    unbound: int
    temporary: int
    free: tuple[int, ...]
    doc: str | None


@statement(ast.FunctionDef)
def definition(unit: Unit, node: ast.FunctionDef) -> Run:
    """def name(...): ..."""
    make = maker(unit, node, node.name, unit.named(node.name))
    decorators = [(unit.expression(d), place(d)) for d in node.decorator_list]
    store = storer(unit, unit.mangled(node.name))
    if not decorators:

        def run_plain(f: Frame, at: At = place(node)) -> None:
            store(f, make(f))

        return run_plain
    swap = unit.program.guard.swapped

    def run(f: Frame, at: At = place(node)) -> None:
        wrappers = [d(f) for d, _ in decorators]
        function = make(f)
        for wrapper in reversed(wrappers):
            function = swap.get(wrapper, wrapper)(function) if type(wrapper) is type else wrapper(function)
        store(f, function)

    return run


@expression(ast.Lambda)
def lambda_(unit: Unit, node: ast.Lambda) -> Run:
    """lambda x: ..."""
    return maker(unit, node, "<lambda>", unit.qualname + "<lambda>")


def maker(unit: Unit, node: ast.FunctionDef | ast.Lambda, name: str, qualname: str) -> Run:
    """A closure that makes the function, with the defaults and cells of the moment."""
    defaults = unit.all(node.args.defaults)
    keywords = [
        (unit.mangled(a.arg), unit.expression(d))
        for a, d in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
        if d is not None
    ]
    notes = _annotations(unit, node)
    code = _translated(unit, node, name, qualname)
    budget = unit.program.budget

    def run(f: Frame, at: At = place(node)) -> Function:
        given = Defaults(tuple([d(f) for d in defaults]), {k: d(f) for k, d in keywords})
        noted = {k: note(f) for k, note in notes}
        function = _made(code, given, [f[place] for place in code.free], budget)
        function.__name__, function.__qualname__, function.__module__ = name, qualname, "__main__"
        function.__doc__ = code.doc
        function.__annotations__ = noted
        return function

    return run


def _annotations(unit: Unit, node: ast.FunctionDef | ast.Lambda) -> list[tuple[str, Run]]:
    if isinstance(node, ast.Lambda):
        return []
    noted = [(a.arg, a.annotation) for a in parameters(node.args) if a.annotation is not None]
    if node.returns is not None:
        noted.append(("return", node.returns))
    return [(unit.mangled(name), annotation(unit, note)) for name, note in noted]


def annotation(unit: Unit, note: ast.expr) -> Run:
    """What stands behind a colon: its value, or its text where evaluation is postponed."""
    if not unit.program.postponed:
        return unit.expression(note)
    text = ast.unparse(note)
    return lambda f: text


def _translated(outer: Unit, node: ast.FunctionDef | ast.Lambda, name: str, qualname: str) -> Code:
    unit = outer.inner(node, name, f"{qualname}.<locals>.")
    scope = unit.scope
    args = node.args
    signature = Signature(
        qualname,
        tuple([unit.mangled(a.arg) for a in [*args.posonlyargs, *args.args]]),
        len(args.posonlyargs),
        tuple([unit.mangled(a.arg) for a in args.kwonlyargs]),
        unit.mangled(args.vararg.arg) if args.vararg else "",
        unit.mangled(args.kwarg.arg) if args.kwarg else "",
    )
    body, walk = _body(unit, node)
    own = [n for n in scope.slots if n not in scope.free]
    return Code(
        unit.here,
        signature,
        body,
        walk,
        tuple([scope.slots[n] for n in scope.params if n in scope.cells]),
        tuple([scope.slots[n] for n in own if n in scope.cells and n not in scope.params]),
        len(own) - len(scope.params),
        scope.size - len(own) - len(scope.free),
        tuple([place_of_cell(outer, n) for n in scope.free]),
        None if isinstance(node, ast.Lambda) else ast.get_docstring(node, clean=False),
    )


def place_of_cell(unit: Unit, name: str) -> int:
    """Where in a frame the cell of a name is that an inner block uses."""
    if unit.scope.kind == "class" and name == "__class__":
        return 1
    return unit.scope.slots[name]


def _body(unit: Unit, node: ast.FunctionDef | ast.Lambda) -> tuple[Run, Walk | None]:
    if unit.scope.yields:
        return _unused, walked(unit, [ast.Return(node.body)] if isinstance(node, ast.Lambda) else node.body)
    if isinstance(node, ast.Lambda):
        return unit.expression(node.body), None
    return returning(unit, node.body), None


def _unused(f: Frame) -> Any:
    raise AssertionError


# ------------------------------------------------------------------ calling
def _made(code: Code, defaults: Defaults, cells: list[Cell], budget: Budget) -> Function:
    tail = [*[UNBOUND] * code.unbound, *cells, *[None] * code.temporary]
    enter = _entered if code.boxed or code.fresh else None
    if code.walk is not None:
        return _generator(code, defaults, tail)
    return _function(code, defaults, tail, budget) if enter is None else _with_cells(code, defaults, tail, budget)


def _function(code: Code, defaults: Defaults, tail: list[Any], budget: Budget) -> Function:
    here, signature, body = code.here, code.signature, code.body
    plain = not signature.keywords and not signature.star and not signature.double
    count = len(signature.positional) if plain else -1

    if count == 1:
        return _function_of_one(code, defaults, tail, budget)

    def function(*arguments: Any, **keywords: Any) -> Any:
        if keywords or len(arguments) != count:
            arguments = bound(signature, defaults, arguments, keywords)  # type: ignore[assignment]
        depth = budget.depth
        if depth >= budget.max_depth:
            too_deep(here)
        budget.depth = depth + 1
        try:
            budget.left -= 1
            if budget.left < 0:
                budget.refill()
            return body([*arguments, *tail])
        finally:
            budget.depth = depth

    return function


def _function_of_one(code: Code, defaults: Defaults, tail: list[Any], budget: Budget) -> Function:
    """As `_function`, of one positional parameter: nothing to take apart."""
    here, signature, body = code.here, code.signature, code.body

    def function(first: Any = UNBOUND, /, *more: Any, **keywords: Any) -> Any:
        if keywords or more or first is UNBOUND:
            given = more if first is UNBOUND else (first, *more)
            (first,) = bound(signature, defaults, given, keywords)
        depth = budget.depth
        if depth >= budget.max_depth:
            too_deep(here)
        budget.depth = depth + 1
        try:
            budget.left -= 1
            if budget.left < 0:
                budget.refill()
            return body([first, *tail])
        finally:
            budget.depth = depth

    return function


def _entered(code: Code, frame: Frame) -> Frame:
    for k in code.boxed:
        frame[k] = Cell(frame[k])
    for k in code.fresh:
        frame[k] = Cell()
    return frame


def _with_cells(code: Code, defaults: Defaults, tail: list[Any], budget: Budget) -> Function:
    inside = code.body
    return _function(code._replace(body=lambda f: inside(_entered(code, f))), defaults, tail, budget)


def _generator(code: Code, defaults: Defaults, tail: list[Any]) -> Function:
    signature, walk = code.signature, code.walk
    assert walk is not None

    def function(*arguments: Any, **keywords: Any) -> Any:
        values = bound(signature, defaults, arguments, keywords)
        made: Any = steps(_entered(code, [*values, *tail]), walk, code.here)
        made.__name__, made.__qualname__ = code.here.name, signature.qualname
        return made

    return function
