"""Arithmetic of plain numbers, as literals meet each other: Python's, but with IEEE answers and bounded size.

`1/0` is inf, `7//2` is 3, and a whole number that leaves 64 bits becomes a float instead of growing without end.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

from gradcli.ops import arithmetic, exponential
from gradcli.problems import runtime_error, type_error

_LARGEST = 2**63 - 1


def bounded(x: Any) -> Any:
    """A number that a tensor can hold."""
    return x if type(x) is not int or -_LARGEST <= x <= _LARGEST else float(x)


def _ieee(op: Any) -> Callable[[Any, Any], Any]:
    """A row of the table on two numbers: for what Python would raise."""
    return lambda x, y: op.compute((float(x), float(y)), {})


def _arithmetic(function: Callable[[Any, Any], Any], fallback: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def run(x: Any, y: Any) -> Any:
        try:
            return bounded(function(x, y))
        except (ArithmeticError, ValueError):
            return fallback(x, y)

    return run


def _power(x: Any, y: Any) -> Any:
    whole = type(x) is not float and type(y) is not float
    if whole and y >= 0 and (abs(x) <= 1 or y * math.log2(abs(x)) < 63):
        return int(x) ** int(y)
    return exponential.pow_number.compute((float(x), float(y)), {})


def _no_matrix(x: Any, y: Any) -> Any:  # noqa: ARG001
    raise runtime_error("both arguments to matmul need to be at least 1D, but they are 0D and 0D")


def _bits(symbol: str, function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Python's operator on bits, for truth values and whole numbers."""

    def run(x: Any, y: Any) -> Any:
        if type(x) is float or type(y) is float:
            kinds = f"'{type(x).__name__}' and '{type(y).__name__}'"
            raise type_error(f"unsupported operand type(s) for {symbol}: {kinds}")
        return function(x, y)

    return run


def _inverted(x: Any) -> int:
    if type(x) is float:
        raise type_error("bad operand type for unary ~: 'float'")
    return -int(x) - 1


NUMBER_SIGNS: Mapping[str, Callable[[Any], Any]] = {"-": operator.neg, "+": operator.pos, "~": _inverted}
NUMBER_OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": _arithmetic(operator.add, _ieee(arithmetic.add_tensor)),
    "-": _arithmetic(operator.sub, _ieee(arithmetic.sub_tensor)),
    "*": _arithmetic(operator.mul, _ieee(arithmetic.mul)),
    "/": _arithmetic(operator.truediv, _ieee(arithmetic.div_true)),
    "//": _arithmetic(operator.floordiv, _ieee(arithmetic.floor_divide)),
    "%": _arithmetic(operator.mod, _ieee(arithmetic.remainder_tensor)),
    "**": _power,
    "@": _no_matrix,
    "&": _bits("&", operator.and_),
    "|": _bits("|", operator.or_),
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
