"""What a range is: a variable from a lower to a higher number."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from gradcli.bindings import parse_constant
from gradcli.problems import Problem, Remedy

BETWEEN = ".."


class Range(NamedTuple):
    """A variable that runs from `low` to `high`."""

    name: str
    low: float
    high: float

    @property
    def span(self) -> float:
        """How wide it is."""
        return self.high - self.low


def parse_range(name: str, text: str) -> Range:
    """The range of `-3..3`, whose ends are constants. Raises Problem."""
    low, _, high = text.partition(BETWEEN)
    if not low.strip() or not high.strip() or high.startswith("."):
        raise _refused(name, f"goes from one number to another, as in -3..3, and not `{text[:40]}`")
    ends = [parse_constant(Remedy("value", (name,)), end.strip()) for end in (low, high)]
    if not all(isinstance(end, int | float) for end in ends):
        raise _refused(name, "goes from one number to another")
    first, last = map(float, ends)
    if not (math.isfinite(first) and math.isfinite(last) and math.isfinite(last - first)):
        raise _refused(name, "has two finite ends")
    if not first < last:
        raise _refused(name, "goes from a lower to a higher number")
    if last - first < 1e-9 * max(abs(first), abs(last)):
        raise _refused(name, "is too narrow to be drawn: there are too few numbers in it")
    return Range(name, first, last)


def _refused(name: str, why: str) -> Problem:
    return Problem(f"the range of {name} {why}")


def split(texts: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The texts of ranges, and those of values."""
    ranges = {name: text for name, text in texts.items() if BETWEEN in text and not text.startswith("@")}
    return ranges, {name: text for name, text in texts.items() if name not in ranges}


def settled(ranges: Sequence[Range], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of all variables, with the middle of its range for each that runs."""
    return {**values, **{one.name: one.low + one.span / 2 for one in ranges}}
