"""The outcomes of checks as annotations that GitHub shows beside the lines of the files.

The syntax and its escapes are those of GitHub's "Workflow commands for GitHub Actions".
"""

from __future__ import annotations

from collections.abc import Sequence

from gradcli.checks.findings import UNDECIDED
from gradcli.checks.suite import Outcome
from gradcli.problems import Exit
from gradcli.views.outcomes import has_details, summary, told
from gradcli.views.text import printable


def as_github(outcomes: Sequence[Outcome]) -> str:
    """A workflow command for each check that did not pass, and the summary."""
    found = [_annotation(o) for o in outcomes if has_details(o)]
    return "".join(f"{line}\n" for line in [*found, summary(outcomes)])


def _annotation(outcome: Outcome) -> str:
    level = "warning" if outcome.status == Exit.OK else "error"
    title = f"undecided: {outcome.name}" if outcome.verdict == UNDECIDED else outcome.name
    file = f"file={_property(outcome.file)}," if outcome.file not in ("", "-") else ""
    line = "" if outcome.line is None else f"line={outcome.line},"
    return f"::{level} {file}{line}title={_property(title)}::{_data(told(outcome))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")
