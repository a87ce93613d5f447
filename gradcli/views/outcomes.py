"""The outcomes of files of checks for people, and what every format says about them: counts, details, and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from gradcli.checks.findings import FAIL, KINK, PASS, UNDECIDED
from gradcli.checks.suite import ERROR, Outcome
from gradcli.problems import Exit
from gradcli.views.check import finding_lines
from gradcli.views.lines import Line, Piece
from gradcli.views.problem import lines as problem_lines
from gradcli.views.text import printable

WORDS = {PASS: "passed", KINK: "at a kink", UNDECIDED: "undecided", FAIL: "failed", ERROR: "unreadable"}
STYLES = {PASS: "gradient", KINK: "note", UNDECIDED: "note", FAIL: "error", ERROR: "error"}


def status(outcomes: Sequence[Outcome]) -> Exit:
    """Of all: 2 if something cannot be read, otherwise 1 if something failed."""
    return max((o.status for o in outcomes), default=Exit.OK)


def counted(outcomes: Sequence[Outcome]) -> Counter[str]:
    """Verdict -> how many have it."""
    return Counter(o.verdict for o in outcomes)


def summary(outcomes: Sequence[Outcome]) -> str:
    """12 checks: 9 passed, 1 at a kink, 1 failed, 1 unreadable"""
    return summary_of(Counter((o.verdict, o.status == Exit.OK) for o in outcomes))


def summary_of(counts: Mapping[tuple[str, bool], int]) -> str:
    """The same of how many there are of each verdict, and whether it counts as passed; said only where that is not the usual."""
    total = sum(counts.values())
    told = []
    for verdict, word in WORDS.items():
        usual = verdict in (PASS, KINK)
        told += [f"{counts[verdict, usual]} {word}"] if counts.get((verdict, usual)) else []
        if counts.get((verdict, not usual)):
            told.append(f"{counts[verdict, not usual]} {word} (counted as {'failed' if usual else 'passed'})")
    return f"{total} check{'' if total == 1 else 's'}: {', '.join(told) or 'none'}"


def has_details(outcome: Outcome) -> bool:
    """Whether there is something to explain: it failed, or nobody knows."""
    return outcome.status != Exit.OK or outcome.verdict == UNDECIDED


def place(outcome: Outcome) -> str:
    """checks.toml:12, as far as it is known."""
    if not outcome.file:
        return ""
    return outcome.file if outcome.line is None else f"{outcome.file}:{outcome.line}"


def lines(outcomes: Sequence[Outcome], digits: int = 6, width: int | None = None) -> Iterator[Line]:
    """A line for each check, the details of those that did not pass, and a summary."""
    for outcome in outcomes:
        head: list[Piece] = [(f"{outcome.verdict:5} ", STYLES[outcome.verdict]), (outcome.name, "name")]
        if not has_details(outcome):
            yield head
            continue
        where = place(outcome)
        yield [*head, (f"  {where}" if where else "", "quiet")]
        yield from ([("  ", ""), *line] for line in details(outcome, digits, None if width is None else width - 2))
    yield [(summary(outcomes), "quiet")]


def details(outcome: Outcome, digits: int = 6, width: int | None = None) -> Iterator[Line]:
    """Why it did not pass."""
    if outcome.problem is not None:
        yield from problem_lines(outcome.problem)
    for finding in outcome.report.findings if outcome.report is not None else ():
        if finding.verdict != PASS:
            yield from finding_lines(finding, digits, width)


def told(outcome: Outcome) -> str:
    """The details as plain text."""
    return "\n".join(printable("".join(text for text, _ in line)) for line in details(outcome))


def reason(outcome: Outcome) -> str:
    """The details in one line: the first reason that is given, or the first line."""
    findings = outcome.report.findings if outcome.report is not None else ()
    given = [str(f.reason) for f in findings if f.verdict == outcome.verdict and f.reason is not None]
    return " ".join((given or told(outcome).splitlines() or [outcome.verdict])[0].split())


def kind(outcome: Outcome) -> str:
    """Of what kind a failure is: the mistake by its name, otherwise what was claimed; the exception, where one was raised."""
    if outcome.problem is not None:
        return outcome.problem.kind
    if outcome.verdict != FAIL:
        return outcome.verdict
    failed = [f for f in outcome.report.findings if f.verdict == FAIL] if outcome.report is not None else []
    mistakes = [f.mistake.kind for f in failed if f.mistake is not None]
    return (mistakes or [f.what for f in failed])[0]
