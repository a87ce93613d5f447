"""The outcomes of files of checks as one JSON document (schema gradcli.checks/1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gradcli.checks.findings import FAIL, KINK, PASS, UNDECIDED
from gradcli.checks.suite import ERROR, Outcome
from gradcli.problems import Exit
from gradcli.views import outcomes as view
from gradcli.views.check import document
from gradcli.views.problem import document as problem_document
from gradcli.views.text import json_line

SCHEMA = "gradcli.checks/1"
COUNTS = {PASS: "passed", KINK: "kinks", UNDECIDED: "undecided", FAIL: "failed", ERROR: "unreadable"}


def as_json(outcomes: Sequence[Outcome]) -> str:
    """One document with every check."""
    return json_line(checks(outcomes)) + "\n"


def checks(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The document."""
    return {
        "schema": SCHEMA,
        "passed": view.status(outcomes) == Exit.OK,
        "summary": counts(outcomes),
        "files": list(dict.fromkeys(o.file for o in outcomes)),
        "checks": [_entry(o) for o in outcomes],
    }


def counts(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """How many checks there are, and how many with each verdict."""
    found = view.counted(outcomes)
    return {"checks": len(outcomes)} | {word: found[verdict] for verdict, word in COUNTS.items()}


def _entry(outcome: Outcome) -> dict[str, Any]:
    """Where it stands, and the document of `check` or the error."""
    found: dict[str, Any] = {"file": outcome.file, "line": outcome.line, "name": outcome.name}
    if outcome.report is not None:
        return found | document(outcome.report)
    assert outcome.problem is not None
    return found | {"verdict": outcome.verdict, "passed": False} | problem_document(outcome.problem, outcome.line)
