"""The outcomes of checks in the Test Anything Protocol.

It says version 13, which every harness knows, Perl's `prove` among them, and keeps to what version 14 demands too.
"""

from __future__ import annotations

from collections.abc import Sequence

from gradcli.checks.findings import PASS, UNDECIDED
from gradcli.checks.suite import Outcome
from gradcli.problems import Exit
from gradcli.views.outcomes import place, reason, summary, told
from gradcli.views.text import json_line, printable


def as_tap(outcomes: Sequence[Outcome]) -> str:
    """A test point for each check, with a diagnostic block under what did not simply pass, and the summary as a comment.

    What is undecided and counts as passed was skipped.
    """
    points = [_point(k, o) for k, o in enumerate(outcomes, start=1)]
    return "".join(["TAP version 13\n", f"1..{len(outcomes)}\n", *points, f"# {summary(outcomes)}\n"])


def _point(k: int, outcome: Outcome) -> str:
    passed = outcome.status == Exit.OK
    skipped = f" # SKIP undecided: {printable(reason(outcome))}" if passed and outcome.verdict == UNDECIDED else ""
    head = f"{'ok' if passed else 'not ok'} {k} - {_one_line(outcome.name)}{skipped}\n"
    return head if outcome.verdict == PASS else head + _block(outcome)


def _one_line(text: str) -> str:
    """A description: `#` would begin a directive."""
    return " ".join(printable(text).replace("\\", "\\\\").replace("#", "\\#").split())


def _block(outcome: Outcome) -> str:
    """The diagnostics, in YAML."""
    where = printable(place(outcome))
    at = f"  at: {json_line(where)}\n" if where else ""
    text = "".join(f"    {line}\n" for line in told(outcome).splitlines())
    return f"  ---\n  verdict: {outcome.verdict}\n{at}  message: |\n{text}  ...\n"
