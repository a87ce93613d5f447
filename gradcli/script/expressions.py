"""Expressions: constants, operators, comparisons, displays, subscripts, attributes and f-strings as closures."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

from gradcli.script.formatting import CONVERSIONS, formatted
from gradcli.script.frames import UNBOUND, At, Frame, Run, place
from gradcli.script.names import storer, sure_slot
from gradcli.script.operations import BINARY, SEQUENCES, SMALL, checked_sum, product
from gradcli.script.unit import Unit, expression

_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
}


@expression(ast.Constant)
def constant(unit: Unit, node: ast.Constant) -> Run:
    """A value that stands in the text."""
    key = type(node.value), repr(node.value)
    value = unit.program.constants.setdefault(key, node.value)  # equal ones in a text are one, as in Python

    def run(f: Frame) -> Any:
        return value

    return run


# ------------------------------------------------------------------ operators
@expression(ast.BinOp)
def binary(unit: Unit, node: ast.BinOp) -> Run:
    """a + b."""
    left, right, at = unit.expression(node.left), unit.expression(node.right), place(node)
    kind = type(node.op).__name__
    slots = sure_slot(unit, node.left), sure_slot(unit, node.right)
    if isinstance(node.right, ast.Constant) and type(node.right.value) in (int, float) and kind in _WITH_NUMBER:
        if slots[0] >= 0 and kind in _SLOT_NUMBER:
            return _SLOT_NUMBER[kind](slots[0], node.right.value, at)
        return _WITH_NUMBER[kind](left, node.right.value, at)
    if kind in _ON_SLOTS and min(slots) >= 0:
        return _ON_SLOTS[kind](*slots, at)
    return _FAST[kind](left, right, at) if kind in _FAST else _binary(BINARY[kind], left, right, at)


def _binary(do: Callable[[Any, Any], Any], left: Run, right: Run, at: At) -> Run:
    def run(f: Frame, at: At = at) -> Any:
        return do(left(f), right(f))

    return run


def _add(left: Run, right: Run, at: At) -> Run:
    def run(f: Frame, at: At = at) -> Any:
        value = left(f) + right(f)
        kind = type(value)
        if kind is int or kind is float:
            return value
        return checked_sum(value) if kind in SEQUENCES else value

    return run


def _sub(left: Run, right: Run, at: At) -> Run:
    def run(f: Frame, at: At = at) -> Any:
        return left(f) - right(f)

    return run


def _mult(left: Run, right: Run, at: At) -> Run:
    def run(f: Frame, at: At = at) -> Any:
        a, b = left(f), right(f)
        if type(a) is float:
            return a * b
        return product(a, b)

    return run


def _div(left: Run, right: Run, at: At) -> Run:
    def run(f: Frame, at: At = at) -> Any:
        return left(f) / right(f)

    return run


def _add_slots(left: int, right: int, at: At) -> Run:
    def run(f: Frame, at: At = at) -> Any:
        value = f[left] + f[right]
        kind = type(value)
        if kind is int or kind is float:
            return value
        return checked_sum(value) if kind in SEQUENCES else value

    return run


def _sub_slots(left: int, right: int, at: At) -> Run:
    def run(f: Frame, at: At = at) -> Any:
        return f[left] - f[right]

    return run


def _mult_slots(left: int, right: int, at: At) -> Run:
    def run(f: Frame, at: At = at) -> Any:
        a, b = f[left], f[right]
        if type(a) is float:
            return a * b
        return product(a, b)

    return run


def _add_number(left: Run, number: float, at: At) -> Run:
    def run(f: Frame, at: At = at) -> Any:
        return left(f) + number

    return run


def _sub_number(left: Run, number: float, at: At) -> Run:
    def run(f: Frame, at: At = at) -> Any:
        return left(f) - number

    return run


def _add_slot_number(left: int, number: float, at: At) -> Run:
    def run(f: Frame, at: At = at) -> Any:
        return f[left] + number

    return run


def _sub_slot_number(left: int, number: float, at: At) -> Run:
    def run(f: Frame, at: At = at) -> Any:
        return f[left] - number

    return run


def _mult_number(left: Run, number: float, at: At) -> Run:
    def run(f: Frame, at: At = at) -> Any:
        a = left(f)
        if type(a) is float or (type(a) is int and -SMALL < a < SMALL):
            return a * number
        return product(a, number)

    return run


def _div_number(left: Run, number: float, at: At) -> Run:
    def run(f: Frame, at: At = at) -> Any:
        return left(f) / number

    return run


def _mod_number(left: Run, number: float, at: At) -> Run:
    general = BINARY["Mod"]

    def run(f: Frame, at: At = at) -> Any:
        a = left(f)
        return a % number if type(a) is int else general(a, number)

    return run


def _floor_number(left: Run, number: float, at: At) -> Run:
    def run(f: Frame, at: At = at) -> Any:
        return left(f) // number

    return run


_FAST: dict[str, Callable[[Run, Run, At], Run]] = {"Add": _add, "Sub": _sub, "Mult": _mult, "Div": _div}
_ON_SLOTS: dict[str, Callable[[int, int, At], Run]] = {"Add": _add_slots, "Sub": _sub_slots, "Mult": _mult_slots}
_SLOT_NUMBER: dict[str, Callable[[int, Any, At], Run]] = {"Add": _add_slot_number, "Sub": _sub_slot_number}
_WITH_NUMBER: dict[str, Callable[[Run, Any, At], Run]] = {
    "Add": _add_number,
    "Sub": _sub_number,
    "Mult": _mult_number,
    "Div": _div_number,
    "Mod": _mod_number,
    "FloorDiv": _floor_number,
}


_UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Not: operator.not_,
    ast.Invert: operator.invert,
}


@expression(ast.UnaryOp)
def unary(unit: Unit, node: ast.UnaryOp) -> Run:
    """-a, not a."""
    operand = unit.expression(node.operand)
    do = _UNARY[type(node.op)]
    if isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant) and type(node.operand.value) in (int, float):
        number = -node.operand.value  # type: ignore[operator]

        def run_number(f: Frame) -> Any:
            return number

        return run_number

    def run(f: Frame, at: At = place(node)) -> Any:
        return do(operand(f))

    return run


@expression(ast.BoolOp)
def boolean(unit: Unit, node: ast.BoolOp) -> Run:
    """a and b, a or b."""
    *first, last = unit.all(node.values)
    at = place(node)
    if isinstance(node.op, ast.And):

        def run_and(f: Frame, at: At = at) -> Any:
            for part in first:
                value = part(f)
                if not value:
                    return value
            return last(f)

        return run_and

    def run_or(f: Frame, at: At = at) -> Any:
        for part in first:
            value = part(f)
            if value:
                return value
        return last(f)

    return run_or


@expression(ast.Compare)
def compare(unit: Unit, node: ast.Compare) -> Run:
    """a < b, and chains of it."""
    left = unit.expression(node.left)
    rights = unit.all(node.comparators)
    at = place(node)
    if len(rights) == 1:
        slot, right = sure_slot(unit, node.left), node.comparators[0]
        if slot >= 0 and isinstance(right, ast.Constant) and type(node.ops[0]) in _SLOT_CONSTANT:
            return _SLOT_CONSTANT[type(node.ops[0])](slot, right.value, at)
        return _comparison(node.ops[0], left, rights[0], at)
    steps = [(_COMPARE[type(op)], right) for op, right in zip(node.ops, rights, strict=True)]
    steps, (last_do, last_right) = steps[:-1], steps[-1]

    def run(f: Frame, at: At = at) -> Any:
        a = left(f)
        for do, right in steps:
            b = right(f)
            value = do(a, b)
            if not value:
                return value
            a = b
        return last_do(a, last_right(f))

    return run


def _comparison(op: ast.cmpop, left: Run, right: Run, at: At) -> Run:
    make = _COMPARISONS.get(type(op))
    if make is not None:
        return make(left, right, at)
    do = _COMPARE[type(op)]

    def run(f: Frame, at: At = at) -> Any:
        return do(left(f), right(f))

    return run


def _less(left: Run, right: Run, at: At) -> Run:
    def run(f: Frame, at: At = at) -> Any:
        return left(f) < right(f)

    return run


def _greater(left: Run, right: Run, at: At) -> Run:
    def run(f: Frame, at: At = at) -> Any:
        return left(f) > right(f)

    return run


def _equal(left: Run, right: Run, at: At) -> Run:
    def run(f: Frame, at: At = at) -> Any:
        return left(f) == right(f)

    return run


def _slot_less(slot: int, value: Any, at: At) -> Run:
    def run(f: Frame, at: At = at) -> Any:
        return f[slot] < value

    return run


def _slot_less_equal(slot: int, value: Any, at: At) -> Run:
    def run(f: Frame, at: At = at) -> Any:
        return f[slot] <= value

    return run


def _slot_greater(slot: int, value: Any, at: At) -> Run:
    def run(f: Frame, at: At = at) -> Any:
        return f[slot] > value

    return run


def _slot_equal(slot: int, value: Any, at: At) -> Run:
    def run(f: Frame, at: At = at) -> Any:
        return f[slot] == value

    return run


_SLOT_CONSTANT: dict[type[ast.cmpop], Callable[[int, Any, At], Run]] = {
    ast.Lt: _slot_less,
    ast.LtE: _slot_less_equal,
    ast.Gt: _slot_greater,
    ast.Eq: _slot_equal,
}


def _same(left: Run, right: Run, at: At) -> Run:
    def run(f: Frame, at: At = at) -> Any:
        return left(f) is right(f)

    return run


def _contained(left: Run, right: Run, at: At) -> Run:
    def run(f: Frame, at: At = at) -> Any:
        return left(f) in right(f)

    return run


_COMPARISONS: dict[type[ast.cmpop], Callable[[Run, Run, At], Run]] = {
    ast.Lt: _less,
    ast.Gt: _greater,
    ast.Eq: _equal,
    ast.Is: _same,
    ast.In: _contained,
}


@expression(ast.IfExp)
def ternary(unit: Unit, node: ast.IfExp) -> Run:
    """a if test else b."""
    test, body, otherwise = unit.expression(node.test), unit.expression(node.body), unit.expression(node.orelse)

    def run(f: Frame, at: At = place(node)) -> Any:
        return body(f) if test(f) else otherwise(f)

    return run


@expression(ast.NamedExpr)
def walrus(unit: Unit, node: ast.NamedExpr) -> Run:
    """name := value."""
    value, store = unit.expression(node.value), storer(unit, unit.mangled(node.target.id))

    def run(f: Frame) -> Any:
        result = value(f)
        store(f, result)
        return result

    return run


# ------------------------------------------------------------------ displays
@expression(ast.Tuple)
def tuple_(unit: Unit, node: ast.Tuple) -> Run:
    """(a, b)."""
    if any(isinstance(e, ast.Starred) for e in node.elts):
        return _starred(unit, node, tuple)
    parts = unit.all(node.elts)
    if len(parts) == 2:
        first, second = parts

        def run_two(f: Frame) -> Any:
            return first(f), second(f)

        return run_two

    def run(f: Frame) -> Any:
        return tuple([part(f) for part in parts])

    return run


@expression(ast.List)
def list_(unit: Unit, node: ast.List) -> Run:
    """[a, b]."""
    if any(isinstance(e, ast.Starred) for e in node.elts):
        return _starred(unit, node, list)
    parts = unit.all(node.elts)

    def run(f: Frame) -> Any:
        return [part(f) for part in parts]

    return run


@expression(ast.Set)
def set_(unit: Unit, node: ast.Set) -> Run:
    """{a, b}."""
    return _starred(unit, node, set)


def _starred(unit: Unit, node: ast.Tuple | ast.List | ast.Set, kind: type) -> Run:
    parts = [
        (unit.expression(e.value), True, place(e.value)) if isinstance(e, ast.Starred) else (unit.expression(e), False, place(e))
        for e in node.elts
    ]

    def run(f: Frame, at: At = place(node)) -> Any:
        values: list[Any] = []
        for part, star, _ in parts:
            value = part(f)
            if star and kind is set:
                values.extend(value)
            elif star:
                extend_by(values, value)
            else:
                values.append(value)
        return values if kind is list else kind(values)

    return run


def extend_by(values: list[Any], more: Any) -> None:
    """[..., *more]. Raises TypeError as Python does."""
    if not hasattr(type(more), "__iter__") and not hasattr(type(more), "__getitem__"):
        raise TypeError(f"Value after * must be an iterable, not {type(more).__name__}")
    values.extend(more)


@expression(ast.Dict)
def dict_(unit: Unit, node: ast.Dict) -> Run:
    """{key: value, **more}."""
    parts = [(unit.optional(k), unit.expression(v)) for k, v in zip(node.keys, node.values, strict=True)]

    def run(f: Frame, at: At = place(node)) -> Any:
        made: dict[Any, Any] = {}
        for key, value in parts:
            if key is None:
                more = value(f)
                if not hasattr(type(more), "keys"):
                    raise TypeError(f"'{type(more).__name__}' object is not a mapping")
                made.update(more)
            else:
                name = key(f)
                made[name] = value(f)
        return made

    return run


# ------------------------------------------------------------------ parts of things
@expression(ast.Slice)
def slice_(unit: Unit, node: ast.Slice) -> Run:
    """start:stop:step."""
    start, stop, step = unit.optional(node.lower), unit.optional(node.upper), unit.optional(node.step)

    def run(f: Frame) -> Any:
        return slice(None if start is None else start(f), None if stop is None else stop(f), None if step is None else step(f))

    return run


@expression(ast.Subscript)
def subscript(unit: Unit, node: ast.Subscript) -> Run:
    """value[index]."""
    value, at = unit.expression(node.value), place(node)
    if isinstance(node.slice, ast.Constant):
        constant_index = node.slice.value

        def run_constant(f: Frame, at: At = at) -> Any:
            return value(f)[constant_index]

        return run_constant
    index = unit.expression(node.slice)

    def run(f: Frame, at: At = at) -> Any:
        return value(f)[index(f)]

    return run


@expression(ast.Attribute)
def attribute(unit: Unit, node: ast.Attribute) -> Run:
    """value.name, as far as the guard lets it."""
    value, name = unit.expression(node.value), unit.mangled(node.attr)
    read, is_plain = unit.program.guard.read, unit.program.guard.is_plain
    known: Any = UNBOUND

    def run(f: Frame, at: At = place(node)) -> Any:
        nonlocal known
        owner = value(f)
        if type(owner) is known:
            return getattr(owner, name)
        if is_plain(type(owner), name):
            known = type(owner)
            return getattr(owner, name)
        return read(owner, name)

    return run


# ------------------------------------------------------------------ f-strings
@expression(ast.JoinedStr)
def f_string(unit: Unit, node: ast.JoinedStr) -> Run:
    """f"{value:spec}"."""
    parts = unit.all(node.values)

    def run(f: Frame) -> Any:
        return "".join([part(f) for part in parts])

    return run


@expression(ast.FormattedValue)
def field(unit: Unit, node: ast.FormattedValue) -> Run:
    """{value!r:spec}."""
    value, spec = unit.expression(node.value), unit.optional(node.format_spec)
    convert = CONVERSIONS[node.conversion] if node.conversion >= 0 else None

    def run(f: Frame, at: At = place(node)) -> Any:
        shown = value(f)
        if convert is not None:
            shown = convert(shown)
        wanted = "" if spec is None else spec(f)
        if type(shown) is str and not wanted:
            return shown
        return formatted(shown, wanted)

    return run
