"""A rule of the table as text: run once on symbols that bear the names of its parameters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

from gradcli.formula.symbol import NotWritable, Symbols
from gradcli.formula.text import Reading, guards_of, write
from gradcli.ops.op import Op, parameters_of
from gradcli.ops.sizes import Shape
from gradcli.problems import TorchError

LONGEST = 200
SIZES: tuple[Shape, ...] = ((3,), (3, 3), (3, 3, 3))  # any will do to read off the rule of an operation that mixes elements

TELLING: tuple[Shape, ...] = ((3, 2), (2, 4), (2,), (4, 3, 2), (4, 2, 5))  # sizes that tell which dimensions have to agree


def rule_text(op: Op, operand: str) -> str | None:
    """The vector-Jacobian product of one operand in terms of g, the operands, the options and out; None if it has no spelling."""
    return _told(op, operand, None)


def rule_reading(op: Op, operand: str) -> str | None:
    """The same as people read it: g ⊗ vec; with what guards it in brackets."""
    return _told(op, operand, Reading())


def shapes_of(op: Op) -> tuple[tuple[Shape, ...], Shape] | None:
    """Shapes that an operation takes that mixes elements, each size another, and that of its result; None where any will do."""
    if op.elementwise or op.variadic or len(op.operands) < 2 or any(_steering(op, n) is UNKNOWN for n in op.options):
        return None
    for shapes in product(TELLING, repeat=len(op.operands)):
        try:
            return shapes, tuple(op.result_shape(tuple(shapes), {n: _steering(op, n) for n in op.options}))
        except (TorchError, IndexError, ValueError, TypeError):
            continue
    return None


def _told(op: Op, operand: str, reading: Reading | None) -> str | None:
    rule = op.rules[operand]
    if any(n in ("shapes", "index", "indices", "dtypes") for n in parameters_of(rule)):
        return None
    if not op.elementwise and any(_steering(op, n) is UNKNOWN for n in op.options):
        return None
    for shapes in _shapes(op):
        try:
            return _written(op, rule, shapes, reading)
        except (NotWritable, TorchError):  # these sizes do not fit, or what comes out has no spelling
            continue
    return None


def _shapes(op: Op) -> Iterator[tuple[Shape, ...]]:
    """Sizes of operands to try: 0-d where that is enough."""
    if op.elementwise:
        yield ((),) * len(op.operands)
    else:
        yield from product(SIZES, repeat=len(op.operands))


def _written(op: Op, rule: Any, sizes: Sequence[Shape], reading: Reading | None) -> str:
    symbols = Symbols(400)
    out = op.result_shape(tuple(sizes), {n: _steering(op, n) for n in op.options})
    shapes = dict(zip(op.operands, sizes, strict=True))
    arguments: list[Any] = []
    for name in parameters_of(rule):
        if name == "shape":
            arguments.append(sizes[0])
        elif name in op.options:
            arguments.append(_option(symbols, op, name))
        else:
            arguments.append(symbols.name(name, shapes.get(name, out)))
    symbol = symbols.core(symbols.lift(rule(*arguments)))
    guards = [] if reading is None else dict.fromkeys(write(found, LONGEST, reading) for found in guards_of(symbol))
    return write(symbol, LONGEST, reading) + (f" (0 where {' or '.join(guards)})" if guards else "")


STEERING = {"dim": 0, "keepdim": False, "rounding_mode": "floor", "p": 2.0, "correction": 1}
UNKNOWN = object()  # the value of an option that has no default


def _steering(op: Op, name: str) -> Any:
    return STEERING.get(name, op.defaults.get(name, UNKNOWN))


def _option(symbols: Symbols, op: Op, name: str) -> Any:
    """Numbers as names; what steers the rule (dim, keepdim, p) as a value."""
    if name in STEERING or not op.elementwise:
        return _steering(op, name)
    return symbols.name(name)
