"""JSON Lines: the lines and their numbers."""

from __future__ import annotations

from collections.abc import Iterator

from gradcli.readers.source import Source, texts

TOO_LONG = "\0too long\0"  # stands for a line beyond all measure


def every(source: Source) -> Iterator[tuple[list[str], list[int]]]:
    """All lines without the space around them, piece by piece, and their numbers from 1 on."""
    before = 0
    for piece in texts(source, "surrogateescape", TOO_LONG.encode()):
        lines = [line.strip() for line in piece.removesuffix("\n").split("\n")]
        yield lines, list(range(before + 1, before + 1 + len(lines)))
        before += len(lines)


def numbered(source: Source) -> Iterator[tuple[list[str], list[int]]]:
    """The lines that hold something."""
    for lines, numbers in every(source):
        kept = [(line, number) for line, number in zip(lines, numbers, strict=True) if line]
        if kept:
            yield [line for line, _ in kept], [number for _, number in kept]
