"""Values in a box: a number, a row of numbers, a small grid; cut between numbers, never inside one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from gradcli.letters import wide
from gradcli.numerals import nested, number

DIGITS = 4  # of a number among others; one alone has six
WIDEST = 34  # cells
MOST_ROWS, MOST_COLUMNS = 4, 6
BLANK = "\u00a0"  # which no viewer takes away


class Grid(NamedTuple):
    """Rows of text, all equally wide if they are the rows of a matrix, which then has brackets around it."""

    rows: tuple[str, ...]
    brackets: bool = False

    @property
    def cells(self) -> int:
        """The width of the widest row."""
        return max(map(wide, self.rows))


def grid(value: Any) -> Grid:
    """A value as rows of text."""
    data = nested(value)
    if not isinstance(data, list):
        return Grid((number(data),))
    if not any(isinstance(part, list) for part in data):
        return Grid((vector(data),))
    deeper = False
    while data and isinstance(data[0], list) and data[0] and isinstance(data[0][0], list):
        data, deeper = data[0], deeper or len(data) > 1
    rows = _matrix(data)
    return Grid((*rows, "…".ljust(wide(rows[0]), BLANK)) if deeper else rows, True)


def vector(data: Sequence[Any], most: int = WIDEST) -> str:
    """[1, 2, 3], or its beginning: [1, 2, …]"""
    texts = [number(part, DIGITS if len(data) > 1 else 6) for part in data[: MOST_COLUMNS + 1]]
    whole = len(data) <= MOST_COLUMNS
    while texts and (not whole or len(", ".join(texts)) + 2 > most):
        if whole:
            whole = False
        elif len(texts) == 1 or (len(", ".join(texts)) + 5 <= most and len(texts) <= MOST_COLUMNS):
            break
        texts.pop()
    return "[" + ", ".join(texts if whole else [*texts, "…"]) + "]"


def _matrix(data: Sequence[Sequence[Any]]) -> tuple[str, ...]:
    """The rows, or the first of them, each the beginning if it is long; numbers stand below each other."""
    rows = [[number(part, DIGITS) for part in row[:MOST_COLUMNS]] for row in data[:MOST_ROWS]]
    count = max(map(len, rows))
    if not count:
        return ("",)
    widths = [max(len(row[k]) for row in rows) for k in range(count)]
    longest = max(map(len, data))
    while count > 1 and sum(widths[:count]) + 2 * (count - 1) + (3 if count < longest else 0) > WIDEST:
        count -= 1
    dots = ["…"] if count < longest else []
    shown = [
        (2 * BLANK).join([*(text.rjust(width, BLANK) for text, width in zip(row[:count], widths, strict=False)), *dots])
        for row in rows
    ]
    if len(data) > MOST_ROWS:
        shown.append((2 * BLANK).join([*("⋮".rjust(width, BLANK) for width in widths[:count]), *(" " for _ in dots)]))
    return tuple(row.replace(" ", BLANK) for row in shown)
