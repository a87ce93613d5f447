"""A problem for people (caret, cause, fix) and for programs (one JSON object)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from gradcli.problems import Problem, Span, TorchError
from gradcli.views.lines import Line, Piece
from gradcli.views.widths import cells

SCHEMA = "gradcli.error/1"
LONGEST = 120  # letters of one word that are shown
_LONG = re.compile(rf"\S{{{LONGEST + 40},}}")
WIDTH = 72  # of the piece of source that is shown around the caret


def lines(problem: Problem, width: int | None = None) -> Iterator[Line]:
    """What, where, why, and what to type instead; `width` is that of the terminal."""
    yield [(f"{problem.kind}: ", "error"), (short(problem.line), "")]
    yield from _place(problem, WIDTH if width is None else max(min(WIDTH, width - 8), 20))
    if problem.why:
        yield (
            [("  why: ", "quiet"), (short(str(problem.why)), "")]
            if isinstance(problem, TorchError)
            else [("why: ", "quiet"), (short(str(problem.why)), "")]
        )
    yield from _help(problem)


def short(text: str) -> str:
    """A sentence in which no word is longer than anybody reads: what a user typed may be a million letters."""
    return _LONG.sub(lambda word: f"{word[0][:LONGEST]}…{'`' if word[0][-1] == '`' else ''}", text)


def _help(problem: Problem) -> Iterator[Line]:
    label = "  fix: " if isinstance(problem, TorchError) else "help: "
    pieces: list[Piece] = []
    if problem.fix and short(str(problem.fix)) == str(problem.fix):  # half a suggestion is none
        pieces.append((str(problem.fix), ""))
    if problem.hint:
        pieces.append(("   " if pieces else "try   ", ""))
        pieces.append((problem.hint, "help"))
    if pieces:
        yield [(label, "help"), *pieces]


def _place(problem: Problem, room: int) -> Iterator[Line]:
    if problem.span is None or problem.source is None or not problem.source.strip():
        return
    start, end = problem.span
    source = problem.source
    first = source.rfind("\n", 0, start) + 1
    last = source.find("\n", start)
    last = len(source) if last < 0 else last
    end = max(min(end, last), start + 1)
    left = first if end - first <= room else max(first, start - room // 3)
    right = min(last, max(left + room, min(end, left + room)))
    while left < start and cells(source[left:end]) > room:  # letters of two cells each
        left += 1
    while right > end and cells(source[left:right]) > room:
        right -= 1
    before = "…" if left > first else ""
    after = "…" if right < last else ""
    text = before + source[left:right].replace("\t", " ") + after
    number = source.count("\n", 0, start)
    prefix = f"  {number + 1} | " if "\n" in source.strip("\n") else "  "
    yield [(prefix, "quiet"), (text, "")]
    shift = cells(before + source[left:start].replace("\t", " "))
    width = max(1, min(cells(source[start : min(end, right)].replace("\t", " ")), room))
    yield [(" " * (len(prefix) + shift), ""), ("^" * width, "place")]


def document(problem: Problem, line: int | None = None) -> dict[str, Any]:
    """The problem as a document of its own; null where something is not known."""
    return {"schema": SCHEMA, "error": error(problem, line)}


def error(problem: Problem, line: int | None = None) -> dict[str, Any]:
    """The problem as an object, as every document holds it.

    line  of the file or the requests that were read; otherwise that of the expression
    """
    return {
        "schema": SCHEMA,
        "type": problem.kind,
        "message": short(problem.line),
        "span": list(problem.span) if problem.span else None,
        "line": line_of(problem.source, problem.span) if line is None else line,
        "why": None if problem.why is None else short(str(problem.why)),
        "fix": None if problem.fix is None else short(str(problem.fix)),
        "hint": problem.hint,
    }


def line_of(source: str | None, span: Span | None) -> int | None:
    """The line of a text on which a part of it begins, counted from 1."""
    return None if source is None or span is None else source.count("\n", 0, span[0]) + 1
