"""A line that is wider than a terminal over several, broken between words: never inside a name or a number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gradcli.views.widths import cells, pieces_of

Piece = tuple[str, str]  # text, style
Line = Sequence[Piece]

_INNER = str.maketrans("├└─►", "│   ")  # the branches of a tree as they go on below it
_LEAD = re.compile(r"[\s│├└─]*")


def folded(line: Line, width: int) -> Iterator[Line]:
    """The lines that a line takes; what goes on below is indented, the branches of a tree beside it."""
    if sum(cells(text) for text, _ in line) <= width:
        yield line
        return
    text = "".join(text for text, _ in line)
    lead = _LEAD.match(text)
    start = lead[0] if lead else ""
    if cells(start) > width // 2:  # a branch so deep that nothing else would have room
        kept = start[len(start) - width // 2 + 2 :]
        line = [("… ", "quiet"), *_without(line, len(start) - len(kept))]
        start = f"… {kept}"
    below = start.translate(_INNER) + "  "
    if line[0][0].endswith("  ") and line[0][0].strip().isdigit():
        below = " " * cells(line[0][0])  # below the text of what is numbered
    below = below if cells(below) <= width // 2 else " " * min(4, width // 4)
    row: list[Piece] = []
    used = 0
    for word, style in _words(line, width - max(cells(below), cells(start))):
        room = cells(word)
        if row and used + room > width and word.strip():
            yield _ended(row)
            row, used = [(below, "")], cells(below)
            word = word.lstrip()
            room = cells(word)
        row.append((word, style))
        used += room
    yield _ended(row)


def _without(line: Line, count: int) -> Iterator[Piece]:
    """A line without its first letters."""
    for text, style in line:
        yield text[count:], style
        count = max(count - len(text), 0)


def _words(line: Line, most: int) -> Iterator[Piece]:
    """Words, each with the spaces before it, in parts if it is wider than a line."""
    for text, style in line:
        for word in re.findall(r"\s*\S+|\s+\Z", text):
            space = word[: len(word) - len(word.lstrip())]
            if not word.strip():
                yield word, style
                continue
            for k, part in enumerate(pieces_of(word.lstrip(), most)):
                yield (space if not k else "") + part, style


def _ended(row: list[Piece]) -> list[Piece]:
    """A line without spaces at its end."""
    while row and not row[-1][0].strip():
        row = row[:-1]
    return [*row[:-1], (row[-1][0].rstrip(), row[-1][1])] if row else []
