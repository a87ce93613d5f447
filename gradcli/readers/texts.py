"""Numbers in texts: JSON, and numbers line by line as in .csv and .txt files, as typed data.

What comes out is a number, or a constant of the language: whole numbers are int64 in it, since nobody has chosen a dtype.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from gradcli.evaluate.calls import constant
from gradcli.problems import FileProblem, Problem

WORDS: Mapping[str, float] = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}
DEEPEST = 64
LARGEST_WHOLE = 2**63


def from_json(text: str, name: str) -> Any:
    """The number or nested list of numbers in a JSON document; the words NaN and Infinity are numbers too."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FileProblem(f"{name} is not JSON: {error}") from None
    return typed(_numbers(found, name, 0))


def _numbers(value: Any, name: str, depth: int) -> Any:
    if depth > DEEPEST:
        raise FileProblem(f"the list is nested more than {DEEPEST} deep")
    if isinstance(value, list):
        return [_numbers(v, name, depth + 1) for v in value]
    if isinstance(value, str) and value in WORDS:
        return WORDS[value]
    if not isinstance(value, int | float):
        raise FileProblem(f"{name} does not hold a number or a nested list of numbers")
    return value


def from_lines(text: str, name: str) -> Any:
    """One number, one number a line (a vector), or lines of numbers (a matrix)."""
    rows = []
    for k, line in enumerate(text.splitlines(), start=1):
        cells = line.replace(",", " ").replace(";", " ").replace("\t", " ").split()
        if cells and not cells[0].startswith("#"):
            rows.append([_cell(cell, name, k) for cell in cells])
    if not rows:
        raise FileProblem(f"{name} holds no number")
    if all(len(row) == 1 for row in rows):
        return rows[0][0] if len(rows) == 1 else typed([row[0] for row in rows])
    return typed(rows[0] if len(rows) == 1 else rows)


def _cell(text: str, name: str, line: int) -> float | int:
    try:
        whole = int(text)
    except ValueError:
        pass
    else:
        return whole if abs(whole) < LARGEST_WHOLE else float(whole)
    try:
        return float(text)
    except ValueError:
        raise FileProblem(f"{name}, line {line}: `{text[:40]}` is not a number") from None


def typed(value: Any) -> Any:
    """Nested lists as a constant; numbers stay numbers. Raises Problem for ragged lists, and for what is too large."""
    if not isinstance(value, list):
        return value
    try:
        return constant(value)
    except OverflowError:
        raise Problem("a whole number in the list is too large", fix="write it as a float, as in 1e30") from None
