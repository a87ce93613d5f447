"""What yields: expressions are taken apart, each part into a place of its own, and statements run as generators."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable
from typing import Any, NoReturn

from gradcli.script.assignment import target
from gradcli.script.blocks import Smuggled, Thrown, maybe_walk
from gradcli.script.budget import Stop
from gradcli.script.frames import BREAK, CONTINUE, At, Frame, Here, Run, is_generating, place
from gradcli.script.handling import entered, matcher
from gradcli.script.names import Store, forget, storer
from gradcli.script.unit import Steps, Unit, Walk, expression, walk


class Temporary(ast.expr):
    """A value that was worked out before, and lies in a place without a name."""

    def __init__(self, slot: int, at: ast.AST) -> None:
        super().__init__()
        self.slot = slot
        ast.copy_location(self, at)


@expression(Temporary)
def temporary(unit: Unit, node: Temporary) -> Run:
    """A value that was worked out before."""
    slot = node.slot
    return lambda f: f[slot]


def refused(node: ast.AST) -> NoReturn:
    """A place where yield is not understood. Raises NotImplementedError."""
    raise NotImplementedError(f"line {getattr(node, 'lineno', 0)}: yield inside this expression is not available in gradcli run")


# ------------------------------------------------------------------ expressions
Part = tuple[int, Run | None, Walk | None]
_FIELDS: dict[type[ast.AST], tuple[str, ...]] = {
    ast.BinOp: ("left", "right"),
    ast.UnaryOp: ("operand",),
    ast.Compare: ("left", "comparators"),
    ast.Call: ("func", "args", "keywords"),
    ast.Attribute: ("value",),
    ast.Subscript: ("value", "slice"),
    ast.Slice: ("lower", "upper", "step"),
    ast.Tuple: ("elts",),
    ast.List: ("elts",),
    ast.Set: ("elts",),
    ast.Dict: ("values",),
    ast.JoinedStr: ("values",),
    ast.FormattedValue: ("value",),
    ast.NamedExpr: ("value",),
    ast.Starred: ("value",),
    ast.keyword: ("value",),
    ast.Expr: ("value",),
    ast.Return: ("value",),
    ast.Assign: ("value",),
    ast.AnnAssign: ("value",),
    ast.Assert: ("test",),
    ast.Raise: ("exc", "cause"),
}


def _parted(unit: Unit, node: Any, parts: list[Part]) -> Any:
    """The node with places instead of its parts, which are appended in the order in which they are worked out."""
    if isinstance(node, ast.Constant | ast.Lambda) or node is None:
        return node
    if isinstance(node, ast.Starred | ast.keyword | ast.Slice):
        return _copied(unit, node, parts)
    slot = unit.scope.temporary()
    parts.append((slot, None, unit.walk(node)) if is_generating(node) else (slot, unit.expression(node), None))
    return Temporary(slot, node)


def _copied(unit: Unit, node: ast.AST, parts: list[Part]) -> Any:
    other = copy.copy(node)
    if node in unit.program.scopes:
        unit.program.scopes[other] = unit.program.scopes[node]
    for name in _FIELDS[type(node)]:
        value = getattr(node, name)
        if isinstance(value, list):
            setattr(other, name, [_parted(unit, v, parts) for v in value])
        else:
            setattr(other, name, _parted(unit, value, parts))
    return other


def _working_out(parts: list[Part]) -> Walk:
    def work_out(f: Frame) -> Steps:
        try:
            for slot, run, generator in parts:
                f[slot] = (yield from generator(f)) if generator is not None else run(f)  # type: ignore[misc]
        except StopIteration as stop:
            raise Smuggled(stop) from None

    return work_out


def _pieces(unit: Unit, node: Any, make: Callable[[ast.AST], Run]) -> Walk:
    if isinstance(node, ast.Compare) and len(node.ops) > 1:
        refused(node)
    if isinstance(node, ast.Dict) and any(k is not None and is_generating(k) for k in node.keys):
        refused(node)
    for name in ("targets", "target", "msg", "format_spec"):
        held = getattr(node, name, None)
        if any(isinstance(t, ast.AST) and is_generating(t) for t in (held if isinstance(held, list) else [held])):
            refused(node)
    parts: list[Part] = []
    other = _copied(unit, node, parts)
    work_out, finish = _working_out(parts), make(other)

    def generator(f: Frame) -> Steps:
        try:
            yield from work_out(f)
            return finish(f)
        except StopIteration as stop:
            raise Smuggled(stop) from None

    return generator


@walk(*[kind for kind in _FIELDS if issubclass(kind, ast.expr)])
def of_expression(unit: Unit, node: ast.expr) -> Walk:
    """An expression with a yield in it."""
    return _pieces(unit, node, unit.expression)


@walk(ast.Expr, ast.Return, ast.Assign, ast.AnnAssign, ast.Assert, ast.Raise)
def of_statement(unit: Unit, node: ast.stmt) -> Walk:
    """A simple statement with a yield in it."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.YieldFrom):
        inner = unit.walk(node.value)

        def generator(f: Frame) -> Steps:
            yield from inner(f)

        return generator
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield) and not _is_nested(node.value):
        return _just_yield(unit, node.value)
    return _pieces(unit, node, unit.statement)


def _is_nested(node: ast.Yield) -> bool:
    return node.value is not None and is_generating(node.value)


def _just_yield(unit: Unit, node: ast.Yield) -> Walk:
    """yield value, of which nobody wants what is sent."""
    value = unit.expression(node.value or ast.Constant(None))

    def generator(f: Frame, at: At = place(node)) -> Steps:
        try:
            result = value(f)
        except StopIteration as stop:
            raise Smuggled(stop) from None
        try:
            yield result
        except Thrown as thrown:
            error = thrown.error
        else:
            return
        raise Smuggled(error) if isinstance(error, StopIteration) else error

    return generator


@walk(ast.AugAssign)
def of_augmented(unit: Unit, node: ast.AugAssign) -> Walk:
    """name += yield: the name is read first."""
    if not isinstance(node.target, ast.Name):
        refused(node)
    slot = unit.scope.temporary()
    read = unit.expression(ast.copy_location(ast.Name(node.target.id, ast.Load()), node.target))
    value = unit.walk(node.value)
    whole = ast.copy_location(ast.BinOp(Temporary(slot, node), node.op, Temporary(slot + 1, node)), node)
    other = unit.scope.temporary()
    finish, store = unit.expression(whole), target(unit, node.target)

    def generator(f: Frame) -> Steps:
        try:
            f[slot] = read(f)
            f[other] = yield from value(f)
            store(f, finish(f))
        except StopIteration as stop:
            raise Smuggled(stop) from None

    return generator


@walk(ast.Delete, ast.FunctionDef, ast.ClassDef)
def of_others(unit: Unit, node: ast.stmt) -> Walk:
    """Where a yield is too rare to be understood."""
    refused(node)


@walk(ast.Yield)
def yield_(unit: Unit, node: ast.Yield) -> Walk:
    """yield value."""

    def given(f: Frame, result: Any, at: At = place(node)) -> Steps:
        try:
            return (yield result)
        except Thrown as thrown:
            error = thrown.error
        raise Smuggled(error) if isinstance(error, StopIteration) else error

    if node.value is not None and is_generating(node.value):
        inner = unit.walk(node.value)

        def generator(f: Frame) -> Steps:
            return (yield from given(f, (yield from inner(f))))

        return generator
    value = unit.expression(node.value) if node.value is not None else (lambda f: None)

    def plain(f: Frame, at: At = place(node)) -> Steps:
        try:
            result = value(f)
        except StopIteration as stop:
            raise Smuggled(stop) from None
        try:
            return (yield result)
        except Thrown as thrown:
            error = thrown.error
        if isinstance(error, StopIteration):
            raise Smuggled(error)
        raise error

    return plain


@walk(ast.YieldFrom)
def yield_from(unit: Unit, node: ast.YieldFrom) -> Walk:
    """yield from values."""
    if is_generating(node.value):
        refused(node)
    values = unit.expression(node.value)

    def generator(f: Frame, at: At = place(node)) -> Steps:
        try:
            inner = iter(values(f))
        except StopIteration as stop:
            raise Smuggled(stop) from None
        step: Any = inner.__next__
        sent: tuple[Any, ...] = ()
        while True:
            try:
                value = step(*sent)
            except StopIteration as stop:
                return stop.value
            try:
                answer = yield value
                step, sent = (inner.__next__, ()) if answer is None else (inner.send, (answer,))
                continue
            except Thrown as thrown:
                error = thrown.error
            step, sent = _thrown_on(inner, error)  # behind the block: what it raises has no context of ours

    return generator


def _thrown_on(inner: Any, error: BaseException) -> tuple[Any, tuple[Any, ...]]:
    """What a `yield from` does with an exception that is thrown in: it hands it on, and closes what it goes over."""
    if isinstance(error, GeneratorExit):
        if hasattr(inner, "close"):
            inner.close()
    elif hasattr(inner, "throw"):
        return inner.throw, (error,)
    return _raise, (error,)


def _raise(error: BaseException) -> NoReturn:
    raise Smuggled(error) if isinstance(error, StopIteration) else error


@walk(ast.BoolOp)
def boolean(unit: Unit, node: ast.BoolOp) -> Walk:
    """a and (yield)."""
    parts: list[tuple[Run | None, Walk | None]] = [
        (None, unit.walk(v)) if is_generating(v) else (unit.expression(v), None) for v in node.values
    ]
    goes_on = isinstance(node.op, ast.And)

    def generator(f: Frame, at: At = place(node)) -> Steps:
        try:
            for run, walk in parts:
                value = (yield from walk(f)) if walk is not None else run(f)  # type: ignore[misc]
                if bool(value) is not goes_on:
                    return value
            return value
        except StopIteration as stop:
            raise Smuggled(stop) from None

    return generator


@walk(ast.IfExp)
def ternary(unit: Unit, node: ast.IfExp) -> Walk:
    """(yield) if test else b."""
    made = ast.copy_location(ast.If(node.test, [_returned(node.body)], [_returned(node.orelse)]), node)
    inner = if_(unit, made)

    def generator(f: Frame) -> Steps:
        return (yield from inner(f))[0]

    return generator


def _returned(node: ast.expr) -> ast.stmt:
    return ast.copy_location(ast.Return(node), node)


# ------------------------------------------------------------------ statements
def _maybe(unit: Unit, node: ast.expr) -> tuple[Run | None, Walk | None]:
    return (None, unit.walk(node)) if is_generating(node) else (unit.expression(node), None)


@walk(ast.If)
def if_(unit: Unit, node: ast.If) -> Walk:
    """if with a yield in it."""
    test, test_walk = _maybe(unit, node.test)
    body, body_walk = maybe_walk(unit, node.body)
    otherwise, otherwise_walk = maybe_walk(unit, node.orelse)

    def generator(f: Frame, at: At = place(node)) -> Steps:
        try:
            if (yield from test_walk(f)) if test_walk is not None else test(f):  # type: ignore[misc]
                return (yield from body_walk(f)) if body_walk is not None else body(f)  # type: ignore[misc]
            return (yield from otherwise_walk(f)) if otherwise_walk is not None else otherwise(f)  # type: ignore[misc]
        except StopIteration as stop:
            raise Smuggled(stop) from None

    return generator


@walk(ast.While)
def while_(unit: Unit, node: ast.While) -> Walk:
    """while with a yield in it."""
    test, test_walk = _maybe(unit, node.test)
    body, body_walk = maybe_walk(unit, node.body)
    otherwise, otherwise_walk = maybe_walk(unit, node.orelse)
    budget = unit.program.budget

    def generator(f: Frame, at: At = place(node)) -> Steps:
        try:
            while (yield from test_walk(f)) if test_walk is not None else test(f):  # type: ignore[misc]
                budget.step()
                result = (yield from body_walk(f)) if body_walk is not None else body(f)  # type: ignore[misc]
                if result is not None and result is not CONTINUE:
                    return None if result is BREAK else result
            return (yield from otherwise_walk(f)) if otherwise_walk is not None else otherwise(f)  # type: ignore[misc]
        except StopIteration as stop:
            raise Smuggled(stop) from None

    return generator


@walk(ast.For)
def for_(unit: Unit, node: ast.For) -> Walk:
    """for with a yield in it."""
    values, values_walk = _maybe(unit, node.iter)
    store = target(unit, node.target)
    if len(node.body) == 1 and not node.orelse and values is not None and _is_yield(node.body[0]):
        return _yield_each(unit, node, values, store)
    body, body_walk = maybe_walk(unit, node.body)
    otherwise, otherwise_walk = maybe_walk(unit, node.orelse)
    budget = unit.program.budget

    def generator(f: Frame, at: At = place(node)) -> Steps:
        try:
            for value in (yield from values_walk(f)) if values_walk is not None else values(f):  # type: ignore[misc]
                budget.step()
                store(f, value)
                result = (yield from body_walk(f)) if body_walk is not None else body(f)  # type: ignore[misc]
                if result is not None and result is not CONTINUE:
                    return None if result is BREAK else result
            return (yield from otherwise_walk(f)) if otherwise_walk is not None else otherwise(f)  # type: ignore[misc]
        except StopIteration as stop:
            raise Smuggled(stop) from None

    return generator


def _is_yield(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield) and not _is_nested(node.value)


def _yield_each(unit: Unit, node: ast.For, values: Run, store: Store) -> Walk:
    """for ...: yield value: one generator for both."""
    yielded: ast.Yield = node.body[0].value  # type: ignore[attr-defined]
    value = unit.expression(yielded.value or ast.Constant(None))
    budget = unit.program.budget

    def walk(f: Frame, at: At = place(node)) -> Steps:
        try:
            for item in values(f):
                budget.left -= 1
                if budget.left < 0:
                    budget.refill()
                store(f, item)
                yield value(f)
            return
        except StopIteration as stop:
            raise Smuggled(stop) from None
        except Thrown as thrown:
            error = thrown.error
        raise Smuggled(error) if isinstance(error, StopIteration) else error

    return walk


@walk(ast.Try)
def try_(unit: Unit, node: ast.Try) -> Walk:
    """try with a yield in it."""
    inside = _excepting(unit, node) if node.handlers else _as_walk(*maybe_walk(unit, node.body))
    if not node.finalbody:
        return inside
    final = _as_walk(*maybe_walk(unit, node.finalbody))

    def generator(f: Frame) -> Steps:
        try:
            result = yield from inside(f)
        except Stop:
            raise
        except BaseException:
            over = yield from final(f)
            if over is not None:
                return over
            raise
        over = yield from final(f)
        return result if over is None else over

    return generator


def _as_walk(run: Run | None, walk: Walk | None) -> Walk:
    if walk is not None:
        return walk

    def generator(f: Frame) -> Steps:
        try:
            return run(f)  # type: ignore[misc]
        except StopIteration as stop:
            raise Smuggled(stop) from None
        yield

    return generator


def _excepting(unit: Unit, node: ast.Try) -> Walk:
    body = _as_walk(*maybe_walk(unit, node.body))
    otherwise = _as_walk(*maybe_walk(unit, node.orelse))
    matching = matcher(unit, node.handlers)
    handlers = [_handler(unit, h) for h in node.handlers]

    def generator(f: Frame, within: Here = unit.here) -> Steps:
        try:
            result = yield from body(f)
        except Stop:
            raise
        except Smuggled as smuggled:
            caught: BaseException = smuggled.stop
        except BaseException as error:
            number = matching(f, error)
            if number < 0:
                raise
            return (yield from handlers[number](f, error))
        else:
            if result is None:
                return (yield from otherwise(f))
            return result
        return (yield from again(f, caught))

    def again(f: Frame, caught: BaseException) -> Steps:
        """The handlers of a StopIteration, which is raised anew where it can be caught."""
        try:
            raise caught
        except StopIteration as error:
            number = matching(f, error)
            if number < 0:
                raise Smuggled(error) from None
            return (yield from handlers[number](f, error))

    return generator


def _handler(unit: Unit, node: ast.ExceptHandler) -> Callable[[Frame, BaseException], Steps]:
    body = _as_walk(*maybe_walk(unit, node.body))
    if node.name is None:
        return lambda f, error: body(f)
    name = unit.mangled(node.name)
    store, forgotten = storer(unit, name), forget(unit, name)

    def handle(f: Frame, error: BaseException) -> Steps:
        store(f, error)
        try:
            return (yield from body(f))
        finally:
            forgotten(f)

    return handle


@walk(ast.With)
def with_(unit: Unit, node: ast.With) -> Walk:
    """with around a yield."""
    inside = _as_walk(*maybe_walk(unit, node.body))
    for item in reversed(node.items):
        inside = _with(unit, item, inside, place(node))
    return inside


def _with(unit: Unit, item: ast.withitem, inside: Walk, at: At) -> Walk:
    manager, manager_walk = _maybe(unit, item.context_expr)
    store = None if item.optional_vars is None else target(unit, item.optional_vars)

    def generator(f: Frame, at: At = at) -> Steps:
        try:
            held = (yield from manager_walk(f)) if manager_walk is not None else manager(f)  # type: ignore[misc]
            value, leave = entered(held)
        except StopIteration as stop:
            raise Smuggled(stop) from None
        try:
            if store is not None:
                store(f, value)
            result = yield from inside(f)
        except BaseException as error:
            raised = error.stop if isinstance(error, Smuggled) else error
            if not leave(type(raised), raised, raised.__traceback__) or isinstance(error, Stop):
                raise
            return None
        leave(None, None, None)
        return result

    return generator
