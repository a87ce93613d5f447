"""How wide text is where every character has one cell or two: Chinese letters take two, combining ones none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gradcli.views.text import printable

# Everything that this project itself writes: one cell each, and no reason to load Rich's tables.
_ONE_CELL_EACH = re.compile(r"[ -~¡-¬®-˿Ͱ-҂ᵀ…←-⇿∀-⋿─-╿►◄░▒▓█⠀-⣿]*")


def cells(text: str) -> int:
    """The columns that a text takes on a terminal, once it is made printable."""
    if _ONE_CELL_EACH.fullmatch(text):
        return len(text)
    from rich.cells import cell_len

    return cell_len(printable(text))


def wrapped(text: str, width: int) -> Iterator[str]:
    """A sentence in lines of at most `width` cells, those below the first indented by two; a word is cut only if it is wider."""
    line = ""
    for word in (part for whole in text.split() for part in pieces_of(whole, width - 2)):
        if line.strip() and cells(line) + 1 + cells(word) > width:
            yield line
            line = "  " + word
        else:
            line += (" " if line.strip() else "") + word
    yield line


_TOKEN = re.compile(r"(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[^\W\d]\w*(?:\.[^\W\d]\w*)*\(?|[^\W\d]|\*\*|[─►]+|.", re.DOTALL)


def pieces_of(word: str, width: int) -> Iterator[str]:
    """A word in parts of at most `width` cells, between its names, numbers and signs; only one that is wider itself is cut."""
    width = max(width, 1)
    if cells(word) <= width:
        yield word
        return
    part = ""
    for token in (piece for whole in _TOKEN.findall(word) for piece in _hewn(whole, width)):
        if part and cells(part + token) > width:
            yield part
            part = ""
        part += token
    yield part


def _hewn(word: str, width: int) -> Iterator[str]:
    """A name or a number that is wider than a line in parts, or, where one character is wider, of one character."""
    while cells(word) > width:
        kept = next((k for k in range(min(len(word) - 1, width), 0, -1) if k == 1 or cells(word[:k]) <= width), len(word))
        while kept < len(word) and not cells(word[kept]):  # what combines stays with its letter
            kept += 1
        yield word[:kept]
        word = word[kept:]
    if word:
        yield word
