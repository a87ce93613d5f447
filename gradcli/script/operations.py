"""Python's operators where a result may be too large to be held: what they cost is known before they run."""

from __future__ import annotations

import operator as typed
import re
from collections.abc import Callable
from typing import Any

from gradcli.script.budget import LONGEST, demand_bits, demand_length, demand_width

operator: Any = typed  # whose functions for `+=` have no types
SMALL = 1 << 64
SEQUENCES = (str, bytes, bytearray, list, tuple)
_WIDTHS = re.compile(r"[0-9]{6,}")


def product(a: Any, b: Any) -> Any:
    """a * b. Raises OverflowError or MemoryError if that is too large."""
    if type(a) is int and type(b) is int:
        if not (-SMALL < a < SMALL and -SMALL < b < SMALL):
            demand_bits(a.bit_length() + b.bit_length())
        return a * b
    _demand_repeated(a, b)
    return a * b


def times(a: Any, b: Any) -> Any:
    """a *= b, as `product`."""
    if isinstance(a, int) and isinstance(b, int):
        return product(a, b)
    _demand_repeated(a, b)
    return operator.imul(a, b)


def _demand_repeated(a: Any, b: Any) -> None:
    if isinstance(a, SEQUENCES) and isinstance(b, int):
        demand_length(len(a) * max(0, b))
    elif isinstance(b, SEQUENCES) and isinstance(a, int):
        demand_length(len(b) * max(0, a))
    elif hasattr(type(a), "maxlen") and isinstance(b, int):  # a deque
        demand_length(len(a) * max(0, b))
    elif isinstance(a, int) and isinstance(b, int):
        demand_bits(int(a).bit_length() + int(b).bit_length())
    elif type(a).__module__ == "fractions" or type(b).__module__ == "fractions":
        demand_bits(_bits(a) + _bits(b))


def _bits(value: Any) -> int:
    """How large a fraction is."""
    return value.numerator.bit_length() + value.denominator.bit_length() if hasattr(type(value), "denominator") else 0


def power(a: Any, b: Any) -> Any:
    """a ** b. Raises OverflowError if that is too large."""
    if isinstance(a, int) and isinstance(b, int) and b > 64 and not -2 < a < 2:
        demand_bits(int(a).bit_length() * int(b))
    elif type(a).__module__ == "fractions" and isinstance(b, int):
        demand_bits((a.numerator * a.denominator).bit_length() * abs(int(b)))
    return a**b


def power_modulo(base: Any, exp: Any, mod: Any = None) -> Any:
    """Python's pow."""
    return power(base, exp) if mod is None else pow(base, exp, mod)


def shifted(a: Any, b: Any) -> Any:
    """a << b. Raises OverflowError if that is too large."""
    if isinstance(a, int) and isinstance(b, int) and a:
        demand_bits(int(a).bit_length() + max(0, int(b)))
    return a << b


def remainder(a: Any, b: Any) -> Any:
    """a % b, which formats where a is text. Raises MemoryError for fields that are too wide."""
    if isinstance(a, str | bytes | bytearray):
        for digits in _WIDTHS.findall(a if isinstance(a, str) else bytes(a).decode("latin-1")):
            demand_width(int(digits))
        if "*" in a if isinstance(a, str) else b"*" in a:
            for value in b if isinstance(b, tuple) else (b,):
                if isinstance(value, int):
                    demand_width(abs(int(value)))
    return a % b


def checked_sum(value: Any) -> Any:
    """What an addition gave. Raises MemoryError if it is too long."""
    if isinstance(value, SEQUENCES):
        if len(value) > LONGEST:
            demand_length(len(value))
    elif type(value).__module__ == "fractions":
        demand_bits(_bits(value))
    return value


BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "Add": lambda a, b: checked_sum(a + b),
    "Sub": operator.sub,
    "Mult": product,
    "Div": operator.truediv,
    "FloorDiv": operator.floordiv,
    "Mod": remainder,
    "Pow": power,
    "LShift": shifted,
    "RShift": operator.rshift,
    "BitAnd": operator.and_,
    "BitOr": operator.or_,
    "BitXor": operator.xor,
    "MatMult": operator.matmul,
}
INPLACE: dict[str, Callable[[Any, Any], Any]] = {
    "Sub": operator.isub,
    "Div": operator.itruediv,
    "FloorDiv": operator.ifloordiv,
    "RShift": operator.irshift,
    "BitAnd": operator.iand,
    "BitOr": operator.ior,
    "BitXor": operator.ixor,
    "MatMult": operator.imatmul,
    "Add": lambda a, b: checked_sum(operator.iadd(a, b)),
    "Mult": times,
    "Mod": lambda a, b: remainder(a, b) if isinstance(a, str | bytes) else operator.imod(a, b),
    "Pow": lambda a, b: power(a, b) if isinstance(a, int) and isinstance(b, int) else operator.ipow(a, b),
    "LShift": lambda a, b: shifted(a, b) if isinstance(a, int) and isinstance(b, int) else operator.ilshift(a, b),
}
