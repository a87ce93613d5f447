"""JSON objects, one a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from gradcli.batch.source import Source, texts

KINDS = {list: "a list", str: "a text", int: "a number", float: "a number", bool: "a truth value", type(None): "null"}


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


def numbered(source: Source) -> Iterator[tuple[list[str], list[int]]]:
    """The lines that hold something, piece by piece, and their numbers from 1 on."""
    before = 0
    for piece in texts(source, "surrogateescape"):
        lines = piece.removesuffix("\n").split("\n")
        kept = [(line.strip(), number) for number, line in enumerate(lines, start=before + 1) if not _blank(line)]
        before += piece.count("\n")
        if kept:
            yield [line for line, _ in kept], [number for _, number in kept]


def _blank(line: str) -> bool:
    return not line or line.isspace()
