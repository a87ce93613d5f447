"""Rows of pieces as aligned columns, or, where a terminal is too narrow for them, each row over several lines."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from gradcli.views.blocks import block, joined
from gradcli.views.lines import Line, Piece
from gradcli.views.widths import cells, wrapped

NARROW = 14  # columns of numbers up to this width are aligned to the right
THIN = str.maketrans("─", " ")  # of narrow branches, of which every second sign is left
INNER = str.maketrans("├└─", "│  ")  # the branches of a row as they go on below it

Cells = Sequence[Piece]


def table(rows: Sequence[Cells], right: Collection[int] = ()) -> Iterator[Line]:
    """Rows with their columns aligned; narrow columns in `right` to the right. What ends a row may run on."""
    widths = _widths(rows, right)
    for row in rows:
        last = _last(row)
        yield [
            (_padded(text, widths[k], k in right and widths[k] <= NARROW, k == last), style)
            for k, (text, style) in enumerate(row[: last + 1])
        ]


def fits(lines: Sequence[Line], width: int | None) -> bool:
    """Whether no line is wider than the terminal; None is as wide as it takes."""
    return width is None or all(sum(cells(text) for text, _ in line) <= width for line in lines)


def stacked(
    rows: Sequence[Cells], head: int, below: Sequence[Sequence[int]], under: int, width: int | None = None
) -> Iterator[Line]:
    """The first columns of each row on one line, the others on lines of their own.

    head   the number of columns on the first line
    below  the columns of each further line
    under  the column under which the further lines begin
    width  what is wider goes on below
    """
    heads = [row[:head] for row in rows]
    indent = " " * sum(width + 2 for width in _widths(heads, range(under))[:under])
    for row, line in zip(rows, table(heads), strict=True):
        if any(text for text, _ in row[:head]):
            yield line
        for columns in below:
            pieces = [row[k] for k in columns if k < len(row) and row[k][0]]
            if pieces:
                yield from _below([p for piece in pieces for p in (piece, ("  ", ""))][:-1], indent, width)


def _below(pieces: Sequence[Piece], indent: str, width: int | None) -> Iterator[Line]:
    """Pieces with their matrices as rows; what is too wide goes on below its last equals sign, or else where a word ends."""
    lines = [[(indent, ""), *line] for line in joined(pieces)]
    if fits(lines, width) or width is None:
        yield from lines
        return
    room = max(width - len(indent), 8)
    for text, style in pieces:
        for part in _parts(text, room):
            rows = block(part)
            if any(cells(row) > room for row in rows):
                rows = [line for line in wrapped(part, room) if line.strip()]
            yield from ([(indent, ""), (row, style)] for row in rows if row.strip())


def _parts(text: str, room: int) -> list[str]:
    """A text, or what is before and what is behind its last equals sign, where it is too wide as a whole."""
    before, equals, behind = text.rpartition(" = ")
    return [before, f"= {behind}"] if equals and any(cells(row) > room for row in block(text)) else [text]


def stacked_tree(rows: Sequence[Cells], width: int | None = None) -> Iterator[Line]:
    """Rows of a tree (label, value, gradient, kind), the numbers below the label, between the branches; these narrow if deep."""
    lines = list(_stacked_tree(rows))
    deepest = max(cells(_branch(line)) for line in lines)
    for line in lines if width is not None and 2 * deepest > width else ():
        branch = _branch(line)
        line[0] = (branch.translate(THIN)[::2] + line[0][0][len(branch) :], line[0][1])
    yield from lines


def _branch(line: Line) -> str:
    """The branches before a row of a tree."""
    return line[0][0][: len(line[0][0]) - len(line[0][0].lstrip("│├└─ "))]


def _stacked_tree(rows: Sequence[Cells]) -> Iterator[list[Piece]]:
    yield list(rows[0][:1])
    for k, row in enumerate(rows[1:], start=1):
        if len(row) < 4:
            yield list(row)
            continue
        label, value, gradient, kind = row
        bars = branches(label[0], rows[k + 1][0][0] if k + 1 < len(rows) else "")
        yield [label, ("   ", ""), kind]
        for what, (text, style) in (("value ", value), ("grad  ", gradient)):
            for n, line in enumerate(block(text) if text else ()):
                yield [(bars, ""), (what if not n else " " * len(what), "quiet"), (line, style)]


def branches(label: str, following: str) -> str:
    """The branches that go on past a label, and the one that its own first input hangs on."""
    depth = len(label) - len(label.lstrip("│├└─ "))
    own = "│   " if following[depth : depth + 1] in ("├", "└") else "    "
    return label[:depth].translate(INNER) + own


def _widths(rows: Sequence[Cells], right: Collection[int]) -> list[int]:
    widths: list[int] = []
    for row in rows:
        last = _last(row)
        widths += [0] * (last + 1 - len(widths))
        for k, (text, _) in enumerate(row[: last + 1]):
            if k < last or k in right:
                widths[k] = max(widths[k], cells(text))
    return widths


def _last(row: Cells) -> int:
    return max((k for k, (text, _) in enumerate(row) if text), default=0)


def _padded(text: str, width: int, right: bool, last: bool) -> str:
    room = " " * (width - cells(text))
    if right:
        return room + text + ("" if last else "   ")
    return text if last else text + room + "  "
