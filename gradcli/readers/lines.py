"""Numbers line by line, as in .csv and .txt files without a header."""

from __future__ import annotations

from typing import Any

from gradcli.problems import FileProblem
from gradcli.readers.lists import typed
from gradcli.readers.notation import is_numeric, refusal

LARGEST_WHOLE = 2**63


def from_lines(text: str, name: str) -> Any:
    """One number, one number a line (a vector), or lines of numbers (a matrix)."""
    rows: list[list[float | int]] = []
    for k, line in enumerate(text.splitlines(), start=1):
        cells = line.replace(",", " ").replace(";", " ").replace("\t", " ").split()
        if cells and not cells[0].startswith("#"):
            rows.append([])
            for cell in cells:
                rows[-1].append(_cell(cell, name, k, shown=len(rows) > 1 or bool(rows[-1])))
    if not rows:
        raise FileProblem(f"{name} holds no number")
    if all(len(row) == 1 for row in rows):
        return rows[0][0] if len(rows) == 1 else typed([row[0] for row in rows])
    return typed(rows[0] if len(rows) == 1 else rows)


def _cell(text: str, name: str, line: int, shown: bool) -> float | int:
    """The number in a cell. A problem shows it only if there was a number before: other files are nobody's to read out."""
    try:
        whole = int(text)
    except ValueError:
        pass
    else:
        return whole if abs(whole) < LARGEST_WHOLE else float(whole)
    try:
        return float(text)
    except ValueError:
        if shown or is_numeric(text):
            raise FileProblem(f"{name}, line {line}: {refusal(text)}") from None
        raise FileProblem(f"{name}, line {line}, does not begin with a number", fix="give numbers, without a header") from None
