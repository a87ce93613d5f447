"""JSON Lines: which lines hold something, and their numbers."""

from __future__ import annotations

from collections.abc import Iterator

from gradcli.batch.source import Source, texts


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
