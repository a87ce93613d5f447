"""The outcomes of checks as SARIF 2.1.0, which code scanning services read. Checks that passed are no results."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gradcli import __version__
from gradcli.checks.findings import FAIL, KINK, UNDECIDED
from gradcli.checks.suite import ERROR, Outcome
from gradcli.problems import Exit
from gradcli.views.checks_json import counts
from gradcli.views.outcomes import has_details, kind, status, told
from gradcli.views.text import json_line

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
RULES = {
    FAIL: "A claimed gradient, value or formula does not hold.",
    KINK: "A claim lies between the two slopes of a corner, where that counts as a failure.",
    UNDECIDED: "It can be shown neither that a claim holds nor that it does not.",
    ERROR: "A check cannot be read.",
}
UNRESERVED = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/")


def as_sarif(outcomes: Sequence[Outcome]) -> str:
    """One log with one run."""
    return json_line({"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(outcomes)]}) + "\n"


def _run(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    exit = status(outcomes)
    return {
        "tool": {"driver": {"name": "gradcli", "version": __version__, "rules": [_rule(name) for name in RULES]}},
        "invocations": [{"executionSuccessful": exit != Exit.UNREADABLE, "exitCode": int(exit)}],
        "columnKind": "unicodeCodePoints",
        "results": [_result(o) for o in outcomes if has_details(o)],
        "properties": {"summary": counts(outcomes)},
    }


def _rule(name: str) -> dict[str, Any]:
    return {"id": name, "shortDescription": {"text": RULES[name]}, "defaultConfiguration": {"level": "error"}}


def _result(outcome: Outcome) -> dict[str, Any]:
    """`open` is SARIF's own word for what could not be decided."""
    counts_as_passed = outcome.status == Exit.OK
    found: dict[str, Any] = {
        "ruleId": outcome.verdict,
        "ruleIndex": list(RULES).index(outcome.verdict),
        "kind": "open" if counts_as_passed else "fail",
        "level": "none" if counts_as_passed else "error",
        "message": {"text": f"{outcome.name}\n{told(outcome)}"},
        "properties": {"name": outcome.name, "verdict": outcome.verdict, "kind": kind(outcome)},
    }
    if outcome.file not in ("", "-"):
        found["locations"] = [{"physicalLocation": _place(outcome)}]
    return found


def _place(outcome: Outcome) -> dict[str, Any]:
    found: dict[str, Any] = {"artifactLocation": {"uri": uri(outcome.file)}}
    if outcome.line is not None:
        found["region"] = {"startLine": outcome.line}
    return found


def uri(path: str) -> str:
    """A path as RFC 3986 wants it; a relative one stays relative, to the root of the repository."""
    if Path(path).is_absolute():
        return Path(path).as_uri()
    return "".join(chr(b) if b in UNRESERVED else f"%{b:02X}" for b in os.fsencode(path.replace(os.sep, "/")))
