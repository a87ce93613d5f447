"""A traceback as it is pasted or piped: Python's own, IPython's, a warning with its place; which error it tells of, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from gradcli.errors.entry import Known
from gradcli.errors.known import ENTRIES, by_name, meaning, pattern, told
from gradcli.problems import Exit, Problem

LONGEST = 1_000_000  # characters from the end of what was given: an error stands last
COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
LIBRARY = re.compile(r"site-packages|dist-packages|[/\\]lib[/\\]python\d|[/\\]torch[/\\]|<frozen |<__array_function__")
KIND = re.compile(r"([A-Za-z_][\w.]*)\s*:\s*$")
LAST = re.compile(r"^(?P<kind>[A-Za-z_][\w.]*(?:Error|Exception|Warning|Interrupt|Exit)): (?P<text>.*)$", re.M)
FRAMES = (
    re.compile(r'^ *File "(?P<file>[^"\n]+)", line (?P<line>\d+)(?:, in (?P<name>[^\n]+))?\n(?: +(?P<text>\S[^\n]*))?', re.M),
    re.compile(  # IPython: the file, lines around, and an arrow at the line
        r"^(?:File (?P<path>[^\n]+?):(?P<at>\d+)|(?P<cell>Cell In ?\[\d+\]), line (?P<where>\d+))(?:, in "
        r"(?P<name>[^\n(]+)[^\n]*)?\n"
        r"(?:[ \t]+\d+[^\n]*\n)*-+> ?\d+ (?P<text>[^\n]*)",
        re.M,
    ),
    re.compile(  # IPython as it was until its version 8
        r"^(?P<file><ipython-input[^>\n]+>|[/~][^\n]*?) in (?P<name>[^\n(]+)[^\n]*\n"
        r"(?:[ \t]+\d+[^\n]*\n)*-+> ?(?P<line>\d+) (?P<text>[^\n]*)",
        re.M,
    ),
    re.compile(r"^(?P<file>[^\s:\n][^:\n]*):(?P<line>\d+): \w+Warning: ", re.M),
)


class Place(NamedTuple):
    """A line of the user's own."""

    file: str
    line: int
    function: str | None
    text: str | None


class Diagnosis(NamedTuple):
    """Which error a text tells of.

    type     the exception, as the text has it
    message  the part of the text by which it is known; None where an error was asked for by its name
    meaning  with the numbers and names of the text
    place    the innermost line of the user's own, as far as the text shows one
    """

    known: Known
    type: str
    message: str | None
    meaning: str
    place: Place | None


class UnknownError(Problem):
    """A text that tells of no error that is known here."""

    status = Exit.NO


def every() -> list[Diagnosis]:
    """All errors, as they are without a text."""
    return [_alone(known) for known in ENTRIES]


def diagnosis(text: str) -> Diagnosis:
    """The error of a text, a traceback or a name. Raises UnknownError."""
    named = by_name(text.strip())
    if named is not None:
        return _alone(named)
    text = COLOURS.sub("", text[-LONGEST:])
    found = told(text)
    if found is None:
        raise _unknown(text)
    before = KIND.search(text, max(0, found.span[0] - 200), found.span[0])
    kind = before[1].rpartition(".")[2] if before is not None else found.known.kind
    return Diagnosis(found.known, kind, found.said, meaning(found.known, found.groups), place(text[: found.span[1]]))


def _alone(known: Known) -> Diagnosis:
    return Diagnosis(known, known.kind, None, meaning(known), None)


def _unknown(text: str) -> UnknownError:
    lines = list(LAST.finditer(text))
    own = place(text)
    why = None if own is None else f"your own line is the last: {where(own)}{'' if own.text is None else f'   {own.text}'}"
    fix = "`gradcli error` lists those that are known"
    if not lines:
        return UnknownError("no error that is known here is told of in this text", why=why, fix=fix)
    last = lines[-1]
    return UnknownError(f"this error is not among those that are known here: {last['kind']}: {last['text']}", why=why, fix=fix)


def where(own: Place) -> str:
    """`train.py:14, in fit`"""
    inside = "" if own.function in (None, "<module>") else f", in {own.function}"
    return f"{own.file}:{own.line}{inside}"


def place(text: str) -> Place | None:
    """The innermost line of a traceback that is the user's own and not of a package."""
    own = [found for _, found in sorted(_places(text)) if not LIBRARY.search(found.file)]
    return own[-1] if own else None


def _places(text: str) -> Iterator[tuple[int, Place]]:
    for form in FRAMES:
        for match in form.finditer(text):
            part = match.groupdict()
            file = part.get("file") or part.get("path") or part.get("cell")
            line = part.get("line") or part.get("at") or part.get("where")
            if file and line:
                name, code = part.get("name"), part.get("text")
                yield match.start(), Place(file, int(line), name.strip() if name else None, code.strip() if code else None)


def matches(known: Known, kind: str, text: str) -> bool:
    """Whether an exception or a warning is the one that an entry is about."""
    return kind == known.kind and pattern(known).search(text) is not None
