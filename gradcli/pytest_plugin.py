"""pytest and files of checks: `pytest checks.toml` runs each check as a test, and why it does not pass is its failure.

pytest imports this at every start, wherever gradcli is installed. So everything else is imported when there is a file of checks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from gradcli.checks.suite import Entry, Outcome

PROPERTY = "gradcli"  # of a test's report, also in pytest's own JUnit XML: the verdict


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> CheckFile | None:
    """A file of checks, if it is one. Those that nobody named have to have expressions too: [[check]] may be somebody else's."""
    if file_path.suffix != ".toml" or not _holds_checks(file_path, named=parent.session.isinitpath(file_path)):
        return None
    found: CheckFile = CheckFile.from_parent(parent, path=file_path)
    return found


def _holds_checks(path: Path, named: bool) -> bool:
    try:
        data = path.read_bytes()
    except OSError:
        return False
    if b"check" not in data or (not named and b"expression" not in data):
        return False
    from gradcli.checks.suite import HEADER, parsed
    from gradcli.problems import FileProblem

    text = data.decode("utf-8", "replace")
    try:
        tables = parsed(str(path), text).get("check")
    except FileProblem:
        return HEADER.search(text) is not None  # to be told, not to be passed over
    if not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
        return False
    return bool(tables) and (named or any("expression" in t for t in tables))


class CheckFile(pytest.File):
    """A file of checks."""

    def collect(self) -> Iterator[CheckItem]:
        """Its checks, each under a name of its own."""
        from gradcli.checks.suite import read
        from gradcli.files import read_text
        from gradcli.problems import Problem

        try:
            entries = read(self.path.name, read_text(str(self.path)))
        except Problem as problem:
            fix = "" if problem.fix is None else f"\nhelp: {problem.fix}"
            raise self.CollectError(f"{problem}{fix}") from None
        for name, entry in zip(_unique([e.name for e in entries]), entries, strict=True):
            item: CheckItem = CheckItem.from_parent(self, name=name, entry=entry)
            yield item


def _unique(names: Sequence[str]) -> Iterator[str]:
    """The names on one line each; one that was there before gets a number."""
    from gradcli.views.text import printable

    seen: Counter[str] = Counter()
    for name in (printable(" ".join(name.split())) for name in names):
        name = name or "check"
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name} ({seen[name]})"


class CheckItem(pytest.Item):
    """A check."""

    def __init__(self, *, entry: Entry, **others: Any) -> None:
        super().__init__(**others)
        self.entry = entry

    def runtest(self) -> None:
        """Run it. What is undecided and counts as passed is skipped, with the reason."""
        from gradcli.checks.findings import UNDECIDED
        from gradcli.checks.suite import judged
        from gradcli.ops.defaults import default_dtype_of
        from gradcli.problems import Exit
        from gradcli.views.outcomes import reason, told

        with default_dtype_of("float64"):  # whatever the tests beside it have made the default
            outcome: Outcome = judged(self.entry)
        self.user_properties.append((PROPERTY, outcome.verdict))
        if outcome.status != Exit.OK:
            pytest.fail(told(outcome), pytrace=False)
        if outcome.verdict == UNDECIDED:
            pytest.skip(f"undecided: {reason(outcome)}")

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where it stands."""
        return self.path, None if self.entry.line is None else self.entry.line - 1, self.name


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many checks there were, and of which verdict: a kink passes, and pytest has no word for it."""
    counts = Counter(_verdicts(terminalreporter))
    if counts:
        from gradcli.views.outcomes import summary_of

        terminalreporter.write_line(f"gradcli: {summary_of(counts)}")


def _verdicts(reporter: pytest.TerminalReporter) -> Iterator[tuple[str, bool]]:
    """The verdict on each check, and whether it counts as passed."""
    for reports in reporter.stats.values():
        for report in reports:
            if getattr(report, "when", None) == "call":
                for name, value in report.user_properties:
                    if name == PROPERTY:
                        yield value, not report.failed
