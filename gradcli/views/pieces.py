"""Large answers as text, piece by piece: nested lists of an array's numbers without the lists.

A Jacobian of 3000 by 3000 is 72 MB as an array, and more than half a gigabyte as lists and one text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from gradcli.views.text import exact, for_json, json_line

LARGE = 2**16  # elements; what has fewer is written at once
TOGETHER = 2**13  # elements of a piece
Written = Callable[[list[float]], str]


def is_large(value: Any) -> bool:
    """Whether a value is an array that is written piece by piece."""
    return getattr(value, "size", 0) > LARGE and value.ndim > 0


def kept_or_for_json(value: Any) -> Any:
    """Plain data for JSON; a large array stays what it is until it is written."""
    return value if is_large(value) else for_json(value)


def json_pieces(document: Any) -> Iterator[str]:
    """The text that `json_line` gives, for a document in which arrays stand."""
    if isinstance(document, Mapping):
        yield "{"
        for k, (key, value) in enumerate(document.items()):
            yield f"{', ' if k else ''}{json_line(key)}: "
            yield from json_pieces(value)
        yield "}"
    elif is_large(document):
        yield from nested_pieces(document, _json_numbers)
    elif isinstance(document, list) and any(map(_holds_large, document)):
        yield "["
        for k, value in enumerate(document):
            yield ", " if k else ""
            yield from json_pieces(value)
        yield "]"
    else:
        yield json_line(document)


def _holds_large(value: Any) -> bool:
    return is_large(value) or (isinstance(value, Mapping) and any(map(_holds_large, value.values())))


def _json_numbers(row: list[float]) -> str:
    numbers = [float(number) for number in row]
    if all(number - number == 0 for number in numbers):
        return str(numbers)[1:-1]  # Python writes a list as JSON does
    return json_line([for_json(number) for number in numbers])[1:-1]


def exact_pieces(array: Any) -> Iterator[str]:
    """The text that `exact_tensor` gives."""
    yield from nested_pieces(array, lambda row: ", ".join(map(exact, row)))


def nested_pieces(array: Any, written: Written) -> Iterator[str]:
    """An array as nested lists; `written` are some numbers of its last dimension, without brackets."""
    length = array.shape[-1]
    rows = array.reshape(-1, length)
    inside = [1]  # how many rows each dimension but the last takes up, from the inside outwards
    for size in reversed(array.shape[:-1]):
        inside.append(inside[-1] * size)
    for k, row in enumerate(rows):
        yield (", " if k else "") + "[" * sum(k % count == 0 for count in inside)
        for start in range(0, length, TOGETHER):
            yield (", " if start else "") + written(row[start : start + TOGETHER].tolist())
        yield "]" * sum((k + 1) % count == 0 for count in inside)
