"""The rows of the derivative table, as calls that a test can evaluate, with points from the rows' own intervals."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import NamedTuple

from gradcli.ops import table
from gradcli.ops.op import Op, Row

EVERYWHERE = (-3.0, 3.0)
FAMILIES = ("arithmetic", "exponential", "trigonometric", "activation")
NO_NUMBERS = ("lt", "le", "gt", "ge", "eq", "ne", "logical_and", "logical_or", "logical_not", "isnan")


class Call(NamedTuple):
    """A row called with one variable for each operand.

    text       with the operands as {0}, {1}, ...
    intervals  from which the operands may be drawn
    """

    row: Row
    text: str
    intervals: tuple[tuple[float, float], ...]

    def of(self, *operands: str) -> str:
        """The call with these operands."""
        return self.text.format(*operands)

    def points(self, count: int) -> Iterator[dict[str, float]]:
        """Points x, y, z inside the intervals; the same in every run."""
        generator = random.Random(self.row.name)
        for _ in range(count):
            yield {name: generator.uniform(low, high) for name, (low, high) in zip("xyz", self.intervals, strict=False)}

    @property
    def expression(self) -> str:
        """The call with the variables x, y, z."""
        return self.of(*"xyz"[: len(self.intervals)])


def is_elementwise(row: Row) -> bool:
    """Whether each element of the result depends on the elements at its own place alone."""
    return row.elementwise if isinstance(row, Op) else table.family_of(row) in FAMILIES


def is_differentiable(row: Row) -> bool:
    """Whether a backward pass goes through."""
    return not isinstance(row, Op) or (row.differentiable and not row.not_implemented)


def elementwise_calls() -> list[Call]:
    """Every differentiable row that works on numbers."""
    return [_call(row) for row in table.rows() if is_elementwise(row) and is_differentiable(row) and row.name not in NO_NUMBERS]


def _call(row: Row) -> Call:
    operands = [name for name in row.operands if name != "condition"]
    holes = ", ".join(f"{{{k}}}" for k in range(len(operands)))
    condition = "{0} > {1}, " if len(operands) < len(row.operands) else ""
    return Call(row, f"{row.name}({condition}{holes})", tuple(row.sample.get(name, EVERYWHERE) for name in operands))
