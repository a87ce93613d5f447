"""The formats of a file of checks are what their readers take them for."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest

from gradcli.checks.suite import Outcome, read, run
from gradcli.problems import Problem
from gradcli.views import reports
from gradcli.views.check import SCHEMA

HOSTILE = 'a]]> & "b" <c> # %0A ::error:: , é \\n'
TEXT = f"""
[[check]]
name = '{HOSTILE}'
expression = "x**2"
values = {{ x = 2 }}
expect = {{ x = 5 }}

[[check]]
name = "line\\nbreak \\u0007"
expression = "3x"

[[check]]
expression = "x**2"
values = {{ x = 2 }}
"""


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    return list(run(read("f.toml", TEXT)))


def test_junit(outcomes: list[Outcome]) -> None:
    root = ElementTree.fromstring(reports.as_junit("f.toml", outcomes))
    assert root.attrib == {"tests": "3", "failures": "1", "errors": "1"}
    failed, unreadable, passed = root.iter("testcase")
    assert failed.attrib["name"] == HOSTILE and failed.attrib["line"] == "2"
    assert [child.tag for case in (failed, unreadable, passed) for child in case] == ["failure", "error"]
    message = failed[0].text or ""
    assert "claimed 5  true 4  off by 1 (25 %)" in message and "\x07" not in ElementTree.tostring(root, "unicode")


def test_junit_of_what_xml_has_no_code_points_for() -> None:
    name = "\x00\x1b[31m \ufffe\uffff \x85 \u202e ]]> <&>\n\ttwo"
    found = [Outcome(f"{k} {name}", 1, None, Problem(name)) for k in range(2)]
    root = ElementTree.fromstring(reports.as_junit(name, found))
    assert [case.attrib["name"] for case in root.iter("testcase")] == [
        f"{k} \\x00\\x1b[31m  \\x85 \\u202e ]]> <&>\n\ttwo" for k in range(2)
    ]
    assert [error.attrib["message"] for error in root.iter("error")] == ["error: \\x00\\x1b[31m  \\x85 \\u202e ]]> <&>"] * 2


def test_tap(outcomes: list[Outcome]) -> None:
    lines = reports.as_tap("f.toml", outcomes).splitlines()
    assert lines[:2] == ["TAP version 14", "1..3"]
    points = [line for line in lines if re.match(r"(not )?ok ", line)]
    assert [re.match(r"(?:not )?ok \d", p)[0] for p in points] == ["not ok 1", "not ok 2", "ok 3"]  # type: ignore[index]
    assert not re.search(r"(?<!\\)#", points[0])
    assert lines.count("  ---") == lines.count("  ...") == 2
    assert all(line.startswith(("  ", "TAP", "1..", "ok", "not ok")) for line in lines)


def test_github(outcomes: list[Outcome]) -> None:
    first, second, summary = reports.as_github("f.toml", outcomes).splitlines()
    assert re.match(r"::error file=f\.toml,line=2,title=[^:,]*::fail  x\.grad", first)
    assert re.match(r"::error file=f\.toml,line=8,title=line%0Abreak[^:,]*::error: an operator is missing", second)
    assert summary == "3 checks: 1 passed, 1 failed, 1 unreadable"


def test_json(outcomes: list[Outcome]) -> None:
    found = json.loads(reports.as_json("f.toml", outcomes))
    assert (found["schema"], found["passed"], len(found["checks"])) == (reports.SCHEMA, False, 3)
    failed, unreadable, passed = found["checks"]
    assert failed["schema"] == passed["schema"] == SCHEMA
    assert [c["verdict"] for c in found["checks"]] == ["fail", "error", "pass"]
    assert "an operator is missing" in unreadable["error"]["message"]
    assert failed["claims"][0]["components"][0]["absolute"] == 1.0


def test_text(outcomes: list[Outcome]) -> None:
    lines = ["".join(text for text, _ in line) for line in reports.lines("f.toml", outcomes)]
    assert lines[0].startswith("fail  ") and lines[0].endswith("f.toml:2")
    assert lines[-1] == "3 checks: 1 passed, 1 failed, 1 unreadable"
    assert reports.status(outcomes) == 2
    assert reports.status(outcomes[::2]) == 1
    assert reports.status(outcomes[2:]) == 0
