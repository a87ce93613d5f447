"""Numbers and tensors as text: short for people, exact for programs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from threading import local
from typing import Any

LIMIT_ROW = 8  # longer rows are shown by their ends
EDGE = 3


class _Shown(local):
    """How many significant digits a thread shows where nobody asks for a number of them."""

    digits = 6


_shown = _Shown()


@contextmanager
def shown_digits(digits: int) -> Iterator[None]:
    """Numbers for people with so many significant digits inside the block."""
    before, _shown.digits = _shown.digits, digits
    try:
        yield
    finally:
        _shown.digits = before


def is_number(text: str) -> bool:
    """Whether a text is the spelling of a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def number(value: Any, digits: int | None = None) -> str:
    """A number for people: whole numbers plainly, otherwise up to `digits` significant digits."""
    if isinstance(value, bool):
        return str(value)
    value = float(value)
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    if value.is_integer() and abs(value) < 1e16:
        return "-0" if value == 0 and math.copysign(1, value) < 0 else str(int(value))
    return f"{value:.{digits or _shown.digits}g}"


def exact(value: Any) -> str:
    """A number with all its digits: the shortest text that reads back to the same double; whole numbers plainly."""
    if isinstance(value, bool):
        return str(value)
    value = float(value)
    if math.isfinite(value) and value.is_integer() and abs(value) < 1e16 and not (value == 0 and math.copysign(1, value) < 0):
        return str(int(value))
    return repr(value)


def nested(value: Any) -> Any:
    """Plain data as a number or nested lists of numbers."""
    return value.tolist() if hasattr(value, "tolist") else value


def tensor(value: Any, digits: int | None = None) -> str:
    """Plain data for people: a number, or nested lists, long ones shown by their ends."""
    return "None" if value is None else _short(value, digits)


def _short(data: Any, digits: int | None) -> str:
    """A number, a list or an array, of which only what is shown is looked at."""
    if getattr(data, "shape", None) == ():
        data = data.item()
    if not hasattr(data, "__len__"):
        return number(data, digits)
    shown = data if len(data) <= LIMIT_ROW else [*data[:EDGE], ..., *data[-EDGE:]]
    return "[" + ", ".join("..." if v is ... else _short(v, digits) for v in shown) + "]"


def exact_tensor(value: Any) -> str:
    """Plain data with all digits, nothing abbreviated."""
    if value is None:
        return "None"
    data = nested(value)
    return _exact_list(data) if isinstance(data, list) else exact(data)


def _exact_list(data: list[Any]) -> str:
    return "[" + ", ".join(_exact_list(v) if isinstance(v, list) else exact(v) for v in data) + "]"


def same_everywhere(text: str, local: Any) -> bool:
    """Whether a text is the number that every element is, and says it once."""
    data = local
    while isinstance(data, list):
        if not data or any(x != data[0] for x in data):
            return False
        data = data[0]
    return text == number(data)
