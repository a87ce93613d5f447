"""The outcomes of a file of checks, one format each: text, JSON, GitHub annotations, JUnit XML, TAP."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gradcli.checks.suite import Outcome
from gradcli.problems import Exit
from gradcli.views.check import document, finding_lines
from gradcli.views.lines import Line, Piece
from gradcli.views.problem import document as problem_document
from gradcli.views.problem import lines as problem_lines
from gradcli.views.text import json_line, printable, valid_xml

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

SCHEMA = "gradcli.checks/1"
WORDS = {Exit.OK: "passed", Exit.NO: "failed", Exit.UNREADABLE: "unreadable"}
STYLES = {Exit.OK: "gradient", Exit.NO: "error", Exit.UNREADABLE: "error"}
VERDICTS = {Exit.OK: "pass", Exit.NO: "fail", Exit.UNREADABLE: "error"}


def status(outcomes: Sequence[Outcome]) -> Exit:
    """Of the whole file: 2 if something cannot be read, otherwise 1 if something failed."""
    return max((o.status for o in outcomes), default=Exit.OK)


def summary(outcomes: Sequence[Outcome]) -> str:
    """12 checks: 10 passed, 1 failed, 1 unreadable"""
    counts = Counter(o.status for o in outcomes)
    told = ", ".join(f"{counts[s]} {word}" for s, word in WORDS.items() if counts[s])
    return f"{len(outcomes)} check{'' if len(outcomes) == 1 else 's'}: {told}"


# ------------------------------------------------------------------ text
def lines(path: str, outcomes: Sequence[Outcome], digits: int = 6, width: int | None = None) -> Iterator[Line]:
    """A line for each check, the details of those that did not pass, and a summary."""
    for outcome in outcomes:
        place = "" if outcome.line is None else f"  {path}:{outcome.line}"
        head: list[Piece] = [(f"{VERDICTS[outcome.status]:5} ", STYLES[outcome.status]), (outcome.name, "name")]
        yield [*head, ("" if outcome.status == Exit.OK else place, "quiet")]
        if outcome.status != Exit.OK:
            yield from ([("  ", ""), *line] for line in _details(outcome, digits, None if width is None else width - 2))
    yield [(summary(outcomes), "quiet")]


def _details(outcome: Outcome, digits: int, width: int | None = None) -> Iterator[Line]:
    if outcome.problem is not None:
        yield from problem_lines(outcome.problem)
    for finding in outcome.report.findings if outcome.report is not None else ():
        if finding.verdict != "pass":
            yield from finding_lines(finding, digits, width)


def _told(outcome: Outcome, digits: int = 6) -> str:
    """The details as plain text."""
    return "\n".join(printable("".join(text for text, _ in line)) for line in _details(outcome, digits))


# ------------------------------------------------------------------ JSON
def as_json(path: str, outcomes: Sequence[Outcome]) -> str:
    """One document with every check."""
    found = {"schema": SCHEMA, "file": path, "passed": status(outcomes) == Exit.OK, "checks": [_entry(o) for o in outcomes]}
    return json_line(found) + "\n"


def _entry(outcome: Outcome) -> dict[str, Any]:
    found: dict[str, Any] = {"name": outcome.name, "line": outcome.line, "verdict": VERDICTS[outcome.status]}
    if outcome.report is not None:
        return found | document(outcome.report)
    assert outcome.problem is not None
    return found | problem_document(outcome.problem)


# ------------------------------------------------------------------ GitHub
def as_github(path: str, outcomes: Sequence[Outcome]) -> str:
    """Workflow commands, which GitHub shows beside the line of the file, and the summary.

    The syntax and its escapes are those of GitHub's "Workflow commands for GitHub Actions".
    """
    found = [_annotation(path, o) for o in outcomes if o.status != Exit.OK]
    return "".join(f"{line}\n" for line in [*found, summary(outcomes)])


def _annotation(path: str, outcome: Outcome) -> str:
    file = f"file={_property(path)}," if path else ""
    line = "" if outcome.line is None else f"line={outcome.line},"
    return f"::error {file}{line}title={_property(outcome.name)}::{_data(_told(outcome))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")


# ------------------------------------------------------------------ JUnit
def as_junit(path: str, outcomes: Sequence[Outcome]) -> str:
    """One testsuite; what cannot be read is an error, what does not hold a failure."""
    from xml.etree import ElementTree  # costs several milliseconds, which a check without a file need not wait for

    counts = Counter(o.status for o in outcomes)
    totals = {"tests": str(len(outcomes)), "failures": str(counts[Exit.NO]), "errors": str(counts[Exit.UNREADABLE])}
    root = ElementTree.Element("testsuites", totals)
    suite = ElementTree.SubElement(root, "testsuite", {"name": valid_xml(path or "gradcli check"), **totals})
    for outcome in outcomes:
        _case(suite, path, outcome)
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, "unicode")}\n'


def _case(suite: Element, path: str, outcome: Outcome) -> None:
    """One testcase; what did not pass has the details inside."""
    from xml.etree.ElementTree import SubElement  # as above

    place = {"file": valid_xml(path)} if path else {}
    if outcome.line is not None:
        place["line"] = str(outcome.line)
    case = SubElement(suite, "testcase", {"classname": "gradcli.check", "name": valid_xml(outcome.name), **place})
    if outcome.status != Exit.OK:
        told = valid_xml(_told(outcome))
        tag = "failure" if outcome.status == Exit.NO else "error"
        SubElement(case, tag, {"message": told.partition("\n")[0]}).text = told


# ------------------------------------------------------------------ TAP
def as_tap(path: str, outcomes: Sequence[Outcome]) -> str:
    """Test Anything Protocol, version 14, with a diagnostic block under what is not ok."""
    return "".join(["TAP version 14\n", f"1..{len(outcomes)}\n", *(_point(path, k, o) for k, o in enumerate(outcomes, start=1))])


def _point(path: str, k: int, outcome: Outcome) -> str:
    name = " ".join(printable(outcome.name).replace("\\", "\\\\").replace("#", "\\#").split())
    if outcome.status == Exit.OK:
        return f"ok {k} - {name}\n"
    at = "" if outcome.line is None else f"  at: {json_line(f'{path}:{outcome.line}')}\n"
    told = "".join(f"    {line}\n" for line in _told(outcome).splitlines())
    return f"not ok {k} - {name}\n  ---\n{at}  message: |\n{told}  ...\n"


FORMATS: Mapping[str, Callable[[str, Sequence[Outcome]], str]] = {
    "json": as_json,
    "github": as_github,
    "junit": as_junit,
    "tap": as_tap,
}
