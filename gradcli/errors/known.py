"""All errors that are known, and which of them a text tells of."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from gradcli.errors import kinds, recording, shapes
from gradcli.errors.entry import Known

ENTRIES: tuple[Known, ...] = (*recording.ENTRIES, *shapes.ENTRIES, *kinds.ENTRIES)


class Told(NamedTuple):
    """An error that a text tells of.

    said    the part of the text by which it is known
    groups  what the pattern found in it
    span    where it stands
    """

    known: Known
    said: str
    groups: dict[str, str]
    span: tuple[int, int]


def by_name(name: str) -> Known | None:
    """The error of a name."""
    return next((known for known in ENTRIES if known.name == name), None)


def told(text: str, may_be: Callable[[Known, tuple[int, int]], bool] = lambda *_: True) -> Told | None:
    """The last known error of a text; of those that begin at several places of the same sentence, the one that knows most of it.

    may_be  whether an entry may be about what stands in a place
    """
    found: Told | None = None
    for known in ENTRIES:
        for match in pattern(known).finditer(text):
            span = match.span()
            if (found is None or (span[1], -span[0]) > (found.span[1], -found.span[0])) and may_be(known, span):
                found = Told(known, " ".join(match[0].split()), match.groupdict(), span)
    return found


@cache
def pattern(known: Known) -> re.Pattern[str]:
    """The pattern, in which a space stands for any white space: a terminal may have broken the line."""
    return re.compile(known.pattern.replace(" ", r"\s+"))


@cache
def words(text: str) -> str:
    """The words of a pattern, or of a text, without numbers, shapes and names."""
    without = re.sub(r"\\?\(\??(?:[^()]|\([^()]*\))*\)|\\d\+|\\?\[.*?\\?\]", " ", text)
    return " ".join(re.findall(r"[a-z_]+", without.lower()))


class _Open(dict[str, str]):
    """Groups, of which those that nobody knows are left open."""

    def __missing__(self, name: str) -> str:
        return "…"


def meaning(known: Known, groups: dict[str, str] | None = None) -> str:
    """Why PyTorch refuses, with the numbers and names of a text where there is one."""
    return known.meaning.format_map(_Open({name: text for name, text in (groups or {}).items() if text is not None}))
