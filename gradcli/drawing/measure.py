"""How much room text takes. All text of a drawing is set in a font in which every letter is as wide as every other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gradcli.letters import cut, printable, wide

FONTS = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace"
EM = 0.6  # of the font's size: what one letter takes; text is set to just this width
ROOMY = 0.62  # what is left for it
LINE = 1.36  # from one line to the next, in sizes
TITLE, TEXT, SMALL, HEADING = 15.0, 14.0, 11.5, 21.0


def length(text: str, size: float) -> float:
    """The width to which a text is set."""
    return wide(text) * EM * size


def room(text: str, size: float) -> float:
    """The room that is kept for it."""
    return wide(text) * ROOMY * size


def flat(text: str, most: int) -> str:
    """A text on one line, with an end to it."""
    return cut(" ".join(printable(text).split()), most)


def lines(parts: Sequence[str], room: float, most: int) -> list[str]:
    """Parts on lines of at most so many cells, a part that is too long cut up; the last line says if that was not all."""
    cells = max(int(room), 20)
    found: list[str] = []
    for part in parts:
        if found and wide(found[-1]) + 1 + wide(part) <= cells:
            found[-1] += f" {part}"
            continue
        found.append("")
        for word in (piece for whole in part.split(" ") for piece in _chopped(whole, cells)):
            if found[-1] and wide(found[-1]) + 1 + wide(word) > cells:
                found.append("")
            found[-1] += f" {word}" if found[-1] else word
    found = [cut(line, cells) for line in found]
    return found if len(found) <= most else [*found[: most - 1], cut(f"{found[most - 1]} …", cells)]


def _chopped(word: str, cells: int) -> Iterator[str]:
    """A word that is wider than a line in pieces, behind one of its signs where there is one."""
    while wide(word) > cells:
        kept = next(k for k in range(min(len(word), cells), 0, -1) if k == 1 or wide(word[:k]) <= cells)
        sign = max(word.rfind(sign, cells // 2, kept) for sign in "+-*/,(@")
        kept = sign + 1 if sign > 0 and word[sign : sign + 2] != "**" else kept
        yield word[:kept]
        word = word[kept:]
    yield word
