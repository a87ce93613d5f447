"""The user's text made safe to print, and how wide it is where every character has one cell or two."""

from __future__ import annotations

import re
import unicodedata

_UNSAFE = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"


def printable(text: str) -> str:
    """The user's text, literally, but with control characters spelled out so that a terminal does not obey them."""
    if text.isprintable():
        return text
    return re.sub(_UNSAFE, lambda m: f"\\x{ord(m[0]):02x}" if ord(m[0]) < 256 else f"\\u{ord(m[0]):04x}", text)


def wide(text: str) -> int:
    """The cells of a printable text: two for Chinese letters and for pictures, none for what combines with the letter before."""
    if text.isascii():
        return len(text)
    return sum(map(_cells, text))


def _cells(letter: str) -> int:
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def cut(text: str, most: int) -> str:
    """A text of at most `most` cells; a longer one ends in dots, never inside a number that stands in it."""
    if wide(text) <= most:
        return text
    kept = next(k for k in range(min(len(text), most), -1, -1) if wide(text[:k]) < most)
    while 0 < kept < len(text) and _joined(text[kept - 1]) and _joined(text[kept]) and _in_number(text, kept):
        kept -= 1
    return text[:kept].rstrip(" ,") + "…"


def _joined(letter: str) -> bool:
    return letter.isalnum() or letter in "._+-"


def _in_number(text: str, at: int) -> bool:
    """Whether the word around a place begins with a digit."""
    start = at
    while start > 0 and _joined(text[start - 1]):
        start -= 1
    return text[start : start + 2].lstrip("+-.")[:1].isdigit()


SPELLED = "gradcli.spelled"  # the name of the way in which codecs write what an encoding lacks


def spelled(error: UnicodeError) -> tuple[str, int]:
    r"""Letters that an encoding lacks as \uXXXX, in pairs where need be: as JSON has them, too. Raises what is no such error."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[k : k + 4]}" for k in range(0, len(units), 4)), error.end


def spell() -> None:
    """Let codecs know of it."""
    import codecs

    codecs.register_error(SPELLED, spelled)


def in_ascii(text: str) -> str:
    """A text with everything that is not ASCII spelled."""
    if text.isascii():
        return text
    spell()
    return text.encode("ascii", SPELLED).decode("ascii")
