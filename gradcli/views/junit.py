"""The outcomes of checks as JUnit XML, in the dialect that Jenkins and GitLab read."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from gradcli.checks.findings import KINK, UNDECIDED
from gradcli.checks.suite import Outcome
from gradcli.problems import Exit
from gradcli.views.outcomes import counted, kind, reason, told
from gradcli.views.text import valid_xml


def as_junit(outcomes: Sequence[Outcome]) -> str:
    """A testsuite for each file. What does not hold is a failure; what cannot be read or decided is an error.

    What is undecided and counts as passed was skipped.
    """
    root = Element("testsuites", _totals(outcomes))
    for file, members in groupby(outcomes, lambda o: o.file):
        _suite(root, file, list(members))
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, "unicode")}\n'


def _totals(outcomes: Sequence[Outcome]) -> dict[str, str]:
    tags = [_tag(o) for o in outcomes]
    return {
        "tests": str(len(outcomes)),
        "failures": str(tags.count("failure")),
        "errors": str(tags.count("error")),
        "skipped": str(tags.count("skipped")),
        "time": _seconds(sum(o.seconds for o in outcomes)),
    }


def _tag(outcome: Outcome) -> str | None:
    """The element inside a testcase that says what became of it; None if it passed."""
    if outcome.status == Exit.OK:
        return "skipped" if outcome.verdict == UNDECIDED else None
    return "failure" if outcome.status == Exit.NO and outcome.verdict != UNDECIDED else "error"


def _seconds(seconds: float) -> str:
    return f"{seconds:.6f}"


def _suite(root: Element, file: str, outcomes: Sequence[Outcome]) -> None:
    suite = SubElement(root, "testsuite", {"name": valid_xml(file or "gradcli check"), **_totals(outcomes)})
    properties = SubElement(suite, "properties")
    counts = counted(outcomes)
    for name, verdict in (("kinks", KINK), ("undecided", UNDECIDED)):
        SubElement(properties, "property", {"name": name, "value": str(counts[verdict])})
    for outcome in outcomes:
        _case(suite, outcome)


def _case(suite: Element, outcome: Outcome) -> None:
    """One testcase; what did not simply pass has the details inside."""
    place = {"file": valid_xml(outcome.file)} if outcome.file else {}
    if outcome.line is not None:
        place["line"] = str(outcome.line)
    name = {"classname": "gradcli.check", "name": valid_xml(outcome.name)}
    case = SubElement(suite, "testcase", {**name, **place, "time": _seconds(outcome.seconds)})
    tag = _tag(outcome)
    if tag is not None:
        text = valid_xml(told(outcome))
        message = valid_xml(reason(outcome)) if outcome.verdict == UNDECIDED else text.partition("\n")[0]
        SubElement(case, tag, {"type": valid_xml(kind(outcome)), "message": message}).text = text
    elif outcome.verdict == KINK:
        SubElement(case, "system-out").text = valid_xml(told(outcome))
