"""How exactly a claimed number was typed: half a unit of its last digit, where it has three or more digits.

A number with a decimal point or an exponent is meant to its last digit: 0.333 is a third to three digits. A whole number is
meant exactly, and so is a number of one or two digits, as 0.5, and what is no number but an expression, as 1/3.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from gradcli.duals import cells
from gradcli.ops.late import np

COMPUTED = 13  # from so many on, nobody has typed it: a program has computed it in float64
DIGITS = 3  # from so many on, the last digit tells how exactly a number is meant
_NUMERAL = re.compile(r"[-+]?(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?")
_TOKEN = re.compile(r"\s*([\[\]()]|,|[-+]?\s*[\d.]+(?:[eE][-+]?\d+)?|\S)")


class Numeral(float):
    """A float that still knows how it was typed."""

    text: str

    def __new__(cls, text: str) -> Numeral:
        """Of a numeral."""
        made = super().__new__(cls, text)
        made.text = text
        return made


def unit(text: str) -> float:
    """Half a unit of the last digit of a numeral; 0 where it is meant exactly."""
    found = _NUMERAL.fullmatch(text.replace("_", "").replace(" ", ""))
    if found is None or (found[2] is None and found[3] is None):
        return 0.0
    whole, part, exponent = found[1], found[2] or "", int(found[3] or 0)
    if len((whole + part).lstrip("0")) < DIGITS:
        return 0.0
    return 0.5 * 10.0 ** (exponent - len(part))


def digits(x: float) -> int:
    """How many digits a float has as it prints."""
    return len(repr(abs(float(x))).partition("e")[0].replace(".", "").strip("0"))


def units_of_text(text: str) -> Any:
    """The units of a number or of nested lists, as nested lists; 0 for everything that is no numeral."""
    stack: list[list[Any]] = [[]]
    for token in _TOKEN.findall(text):
        if token in "[(":
            stack.append([])
        elif token in ")]" and len(stack) > 1:
            done = stack.pop()
            stack[-1].append(done)
        elif token != ",":
            if _NUMERAL.fullmatch(token.replace(" ", "")) is None:
                return 0.0
            stack[-1].append(unit(token))
    return stack[0][0] if len(stack) == 1 and len(stack[0]) == 1 else 0.0


def units_of(data: Any) -> Any:
    """The units of numbers that come as data: a float is taken as the decimal number it prints as."""
    return cells.each(_unit_of, np.asarray(data, dtype=object) if isinstance(data, list | tuple) else data)


def _unit_of(x: Any) -> float:
    if isinstance(x, Numeral):
        return unit(x.text)
    return unit(repr(float(x))) if isinstance(cells.bare(x), float) else 0.0


def spread(units: Any, shape: Sequence[int]) -> list[float]:
    """The unit of each element of a claim, in order."""
    if not shape and isinstance(units, float):
        return [units]
    try:
        found = np.broadcast_to(np.asarray(units, dtype=np.float64), tuple(shape))
    except ValueError:
        return [0.0] * int(np.prod(tuple(shape), dtype=int))
    return [float(u) for u in found.reshape(-1)]
