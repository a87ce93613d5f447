"""The replies of `batch` as documents, and what it has to say about rows that have no answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gradcli.batch.requests import NO_ID, Reply
from gradcli.problems import Problem
from gradcli.views.gradient import document
from gradcli.views.lines import Line
from gradcli.views.problem import document as problem_document
from gradcli.views.text import json_line


def reply(found: Reply) -> str:
    """One line: the document of `grad`, or the error, with the request's id and, where it failed, its line."""
    whole: dict[str, Any] = {} if found.id is NO_ID else {"id": found.id}
    if found.answer is not None:
        whole.update(document(*found.answer))
    elif found.problem is not None:
        whole.update(problem_document(found.problem, found.line))
    if found.failed:
        whole["line"] = found.line
    return json_line(whole)


def notes(
    bad: int, first: Problem | None, on_error: str, warnings: Sequence[str] = (), ours: Sequence[str] = ()
) -> Iterator[Line]:
    """What has to be known; what PyTorch warns about; how many rows have no answer, and the first of them."""
    for text in ours:
        yield [("note: ", "note"), (text, "")]
    for text in warnings:
        yield [("note: ", "note"), (f"UserWarning: {text}", "")]
    if bad and first is not None:
        rows = "1 row was" if bad == 1 else f"{bad} rows were"
        done = "left out" if on_error == "skip" else "answered with nan"
        yield [("note: ", "note"), (f"{rows} {done}; {'it is' if bad == 1 else 'the first is'} {_place(first)}", "")]


def _place(problem: Problem) -> str:
    """The row and what is wrong with it; PyTorch's refusals have the row in their reason."""
    title = problem.line
    return title if problem.why is None or title.startswith("row ") else f"{problem.why} ({title})"
