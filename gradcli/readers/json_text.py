"""JSON: a number or a nested list of numbers in a document, and an object on a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from gradcli.problems import FileProblem
from gradcli.readers.lists import typed

WORDS: Mapping[str, float] = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}
DEEPEST = 64
KINDS = {list: "a list", str: "a text", int: "a number", float: "a number", bool: "a truth value", type(None): "null"}


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


# ------------------------------------------------------------------ an object on a line
class NotJson(ValueError):
    """A line is no JSON; the text says why."""


def read(line: str) -> dict[str, Any]:
    """The object on a line. Raises NotJson."""
    try:
        line.encode()
        found = json.loads(line, parse_constant=_refused)
    except NotJson:
        raise
    except UnicodeEncodeError as error:
        raise NotJson(f"this is not UTF-8 text: it has the byte 0x{ord(line[error.start]) - 0xDC00:02x}") from None
    except (ValueError, RecursionError) as error:
        at = getattr(error, "colno", None)
        raise NotJson(f"this is not JSON{f', from column {at} on' if at else ''}") from None
    if not isinstance(found, dict):
        raise NotJson(f"this is {KINDS[type(found)]}, not an object")
    return found


def _refused(word: str) -> Any:
    raise NotJson(f'JSON has no {word}; write "{word}" in quotes')
