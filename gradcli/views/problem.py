"""A problem for people (caret, cause, fix) and for programs (one JSON object)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gradcli.problems import Problem, Span, TorchError
from gradcli.views.lines import Line, Piece
from gradcli.views.widths import cells

SCHEMA = "gradcli.error/1"
WIDTH = 72  # of the piece of source that is shown around the caret


def lines(problem: Problem) -> Iterator[Line]:
    """What, where, why, and what to type instead."""
    yield [(f"{problem.kind}: ", "error"), (problem.line, "")]
    yield from _place(problem)
    if problem.why:
        yield (
            [("  why: ", "quiet"), (str(problem.why), "")]
            if isinstance(problem, TorchError)
            else [("why: ", "quiet"), (str(problem.why), "")]
        )
    yield from _help(problem)


def _help(problem: Problem) -> Iterator[Line]:
    label = "  fix: " if isinstance(problem, TorchError) else "help: "
    pieces: list[Piece] = []
    if problem.fix:
        pieces.append((str(problem.fix), ""))
    if problem.hint:
        pieces.append(("   " if pieces else "try   ", ""))
        pieces.append((problem.hint, "help"))
    if pieces:
        yield [(label, "help"), *pieces]


def _place(problem: Problem) -> Iterator[Line]:
    if problem.span is None or problem.source is None or not problem.source.strip():
        return
    start, end = problem.span
    source = problem.source
    first = source.rfind("\n", 0, start) + 1
    last = source.find("\n", start)
    last = len(source) if last < 0 else last
    end = max(min(end, last), start + 1)
    left = first if end - first <= WIDTH else max(first, start - WIDTH // 3)
    right = min(last, max(left + WIDTH, min(end, left + WIDTH)))
    before = "…" if left > first else ""
    after = "…" if right < last else ""
    text = before + source[left:right].replace("\t", " ") + after
    number = source.count("\n", 0, start)
    prefix = f"  {number + 1} | " if "\n" in source.strip("\n") else "  "
    yield [(prefix, "quiet"), (text, "")]
    shift = cells(before + source[left:start].replace("\t", " "))
    width = max(1, min(cells(source[start : min(end, right)].replace("\t", " ")), WIDTH))
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
        "message": problem.line,
        "span": list(problem.span) if problem.span else None,
        "line": line_of(problem.source, problem.span) if line is None else line,
        "why": None if problem.why is None else str(problem.why),
        "fix": None if problem.fix is None else str(problem.fix),
        "hint": problem.hint,
    }


def line_of(source: str | None, span: Span | None) -> int | None:
    """The line of a text on which a part of it begins, counted from 1."""
    return None if source is None or span is None else source.count("\n", 0, span[0]) + 1
