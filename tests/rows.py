"""The rows of the derivative table, as calls that a test can evaluate, with points from the rows' own intervals."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import NamedTuple

from gradcli.ops import table
from gradcli.ops.op import Op, Row

EVERYWHERE = (-3.0, 3.0)
FAMILIES = ("arithmetic", "exponential", "trigonometric", "activation")
# The same rows in the forms that their operands and options choose between.
VARIANTS = """
    clamp({0}, {1}, {2}); clamp({0}, min={1}); clamp({0}, max={1}); clamp({0}, -1, 2); clamp({0}, max=1)
    {0}**3; {0}**-1; {0}**0.5; {0}**1; {0}**0; 2**{0}; {0}**{1}; {0} - {1}; 5 - {0}; {0}/{1}; 3/{0}; {0} % {1}; {0} % 2
    add({0}, {1}, alpha=3); sub({0}, {1}, alpha=0.5); div({0}, {1}, rounding_mode='floor'); div({0}, {1}, rounding_mode='trunc')
    round({0}, decimals=1); fmod({0}, 2); xlogy(2, {0}); xlogy({0}, 2); lerp({0}, {1}, 0.7); lerp({0}, {1}, 0.2)
    gelu({0}, approximate='tanh'); softplus({0}, beta=2, threshold=1); elu({0}, alpha=2); celu({0}, alpha=0.5)
    leaky_relu({0}, 0.3); logit({0}, eps=0.3); hardtanh({0}, -2, 1); where({0} > 1, {0}, 2); where({0} > 1, 0, {0})
""".replace("\n", ";").split(";")
NO_NUMBERS = "lt le gt ge eq ne logical_and logical_or logical_not isnan isinf isfinite signbit".split()


class Call(NamedTuple):
    """A call with one variable for each operand.

    text       with the operands as {0}, {1}, ...
    intervals  from which the operands may be drawn
    once       whether torch itself has no second derivative
    """

    text: str
    intervals: tuple[tuple[float, float], ...]
    once: bool = False

    def of(self, *operands: str) -> str:
        """The call with these operands."""
        return self.text.format(*operands)

    def points(self, count: int) -> Iterator[dict[str, float]]:
        """Points x, y, z inside the intervals; the same in every run."""
        generator = random.Random(self.text)
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
    """Every differentiable row that works on numbers, and the variants."""
    rows = [
        row for row in table.rows() if is_elementwise(row) and is_differentiable(row) and row.name not in (*NO_NUMBERS, "clamp")
    ]
    return [*map(_call, rows), *(_variant(text.strip()) for text in VARIANTS if text.strip())]


def _call(row: Row) -> Call:
    operands = [name for name in row.operands if name != "condition"]
    holes = ", ".join(f"{{{k}}}" for k in range(len(operands)))
    condition = "{0} > {1}, " if len(operands) < len(row.operands) else ""
    intervals = tuple(row.sample.get(name, EVERYWHERE) for name in operands)
    return Call(f"{row.name}({condition}{holes})", intervals, isinstance(row, Op) and row.second is not None)


def _variant(text: str) -> Call:
    intervals = (0.2, 0.8), (1.0, 3.0), (3.5, 4.0)
    return Call(text, intervals[: sum(f"{{{k}}}" in text for k in range(3))])
