"""The expressions that are measured: as text for gradcli, and as the same loop for libraries that are driven from Python.

Each has two operands, x and w, and is made of a block of statements that is repeated.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

POINT = {"x": 0.7, "w": 0.3}


class Shape(NamedTuple):
    """One kind of expression.

    about  in words, for the table
    block  how many operations a repetition has
    text   the expression of so many repetitions, as gradcli reads it
    loop   the same in Python, on the functions of a library: the result
    """

    about: str
    block: int
    text: Callable[[int], str]
    loop: Callable[[Any, int, Any, Any], Any]

    def repetitions(self, operations: int) -> int:
        """How often the block is repeated to make so many operations."""
        return operations // self.block


def _flat(_: Any, repetitions: int, x: Any, w: Any) -> Any:
    y = w
    for _ in range(repetitions):
        y = y + x * 0.5
    return y


def _chain(m: Any, repetitions: int, x: Any, w: Any) -> Any:
    h = x + w
    for _ in range(repetitions):
        h = m.sin(h * 1.0001)
    return h


def _named(m: Any, repetitions: int, x: Any, w: Any) -> Any:
    h = x
    for _ in range(repetitions):
        a = m.tanh(h * w + x)
        b = m.cos(a - h)
        h = m.exp(a * b * 0.1) - m.log(a * a + 2)
    return h


NAMED = "a = tanh(h*w + x)\nb = cos(a - h)\nh = exp(a*b*0.1) - log(a*a + 2)\n"

SHAPES = {
    "sum": Shape("one sum, `w + x*0.5 + x*0.5 + ...`", 2, lambda n: "w" + " + x*0.5" * n, _flat),
    "chain": Shape("a chain of statements, `h = sin(h*1.0001)`", 2, lambda n: "h = x + w\n" + "h = sin(h*1.0001)\n" * n, _chain),
    "named": Shape("three named values, five functions", 12, lambda n: "h = x\n" + NAMED * n, _named),
}
