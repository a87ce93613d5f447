"""Matrices inside a text as rows, one below the other: `[[1, 2], [3, 4]] @ x` takes two lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gradcli.views.lines import Piece
from gradcli.views.widths import cells

MOST_ROWS = 8  # of one matrix


def block(text: str) -> list[str]:
    """The lines of a text, the matrices in it row by row, and what stands between them on the last line."""
    if "[[" not in text:
        return [text]
    lines = [""]
    at = 0  # the line on which the text goes on: the first, and below a matrix the last of its rows
    for part in _parts(text):
        rows = _matrix(part) if part.startswith("[[") else [part]
        width = cells(lines[at])
        start = max(0, at - len(rows) + 1)
        at = start + len(rows) - 1
        lines += [""] * (at + 1 - len(lines))
        for k, row in enumerate(rows, start=start):
            lines[k] += " " * (width - cells(lines[k])) + row
    return lines


def _parts(text: str) -> Iterator[str]:
    """The matrices of a text, and what is before, between and behind them."""
    start = depth = 0
    opened = -1
    for k, c in enumerate(text):
        if c == "[":
            if not depth and text[k + 1 : k + 2] == "[" and text[k + 2 : k + 3] != "[":
                yield text[start:k]
                opened = start = k
            depth += 1
        elif c == "]":
            depth = max(0, depth - 1)
            if not depth and opened >= 0:
                yield text[start : k + 1]
                start, opened = k + 1, -1
    yield text[start:]


def _matrix(text: str) -> list[str]:
    """`[[1, 2], [3, 4]]` as aligned rows; a text that is no matrix of numbers as it is."""
    rows = [row.split(", ") for row in text[2:-2].split("], [")] if text.endswith("]]") else []
    rows = [row for part in rows for row in _dotted(part)]
    if not 1 < len(rows) <= MOST_ROWS or any("[" in cell or "]" in cell for row in rows for cell in row):
        return [text]
    columns = max(map(len, rows))
    widths = [max((cells(row[k]) for row in rows if len(row) == columns), default=0) for k in range(columns)]
    padded = [
        ", ".join(" " * (widths[k] - cells(cell)) + cell for k, cell in enumerate(row)) if len(row) == columns else ", ".join(row)
        for row in rows
    ]
    last = len(rows) - 1
    return [
        f"{'[[' if not k else ' ['}{row}{']]' if k == last else '],'}" if row != "..." else "  ...,"
        for k, row in enumerate(padded)
    ]


def _dotted(row: list[str]) -> Iterator[list[str]]:
    """Rows that were left out stand between two others as `], ..., [`."""
    if "]" not in "".join(row):
        yield row
        return
    yield from ([part] if part == "..." else part.split(", ") for part in ", ".join(row).replace("], ..., [", "|...|").split("|"))


def expanded(row: Sequence[Piece], top: int = 0, first: str = "") -> list[list[Piece]]:
    """A row of a table as several, where a cell of it has a matrix.

    top    so many cells stand on the first of the rows, the others on the last
    first  begins the rows below the first
    """
    blocks = [block(text) for text, _ in row]
    height = max((len(b) for b in blocks), default=1)
    if height == 1:
        return [list(row)]
    filled = [[*b, *[""] * (height - len(b))] if k < top else [*[""] * (height - len(b)), *b] for k, b in enumerate(blocks)]
    found = [[(b[k], style) for b, (_, style) in zip(filled, row, strict=True)] for k in range(height)]
    return [found[0], *([(first + line[0][0], line[0][1]), *line[1:]] for line in found[1:])]


def joined(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces side by side on one line, or on as many as their matrices take."""
    rows = expanded(pieces)
    if len(rows) == 1:
        return rows
    widths = [max(cells(row[k][0]) for row in rows) for k in range(len(pieces))]
    lines = [[(text + " " * (widths[k] - cells(text)), style) for k, (text, style) in enumerate(row)] for row in rows]
    return [_ended(line) for line in lines]


def _ended(line: list[Piece]) -> list[Piece]:
    """A line without spaces at its end."""
    while line and not line[-1][0].strip():
        line = line[:-1]
    return [*line[:-1], (line[-1][0].rstrip(), line[-1][1])] if line else []
