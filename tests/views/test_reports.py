"""The formats of files of checks are what their readers take them for, and each has its word for what is undecided."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest

from gradcli.checks.findings import FAIL, PASS, UNDECIDED, Finding, Report
from gradcli.checks.suite import Outcome, read, run
from gradcli.commands.check import FORMATS
from gradcli.problems import Problem
from gradcli.views import outcomes as view
from gradcli.views.check import SCHEMA, document
from gradcli.views.checks_json import SCHEMA as CHECKS
from gradcli.views.lines import Line
from gradcli.views.problem import SCHEMA as ERROR
from gradcli.views.reports import WRITERS, written
from gradcli.views.sarif import uri

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

[[check]]
name = "corner"
expression = "abs(x)"
values = {{ x = 0 }}

[[check]]
name = "strict corner"
expression = "abs(x)"
values = {{ x = 0 }}
strict = true
"""
REASON = "float64 is too coarse: # at x = 1e300"


def undecided(name: str, counts: str, line: int) -> Outcome:
    finding = Finding("gradient", "x", UNDECIDED, 1.0, 0.5, reason=REASON)
    return Outcome(name, line, Report("x", "float64", (finding,), undecided=counts), file="g.toml")


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    """Failed, unreadable, passed, a kink, a kink that fails; undecided, once failed and once passed."""
    found = list(run(read("f.toml", TEXT)))
    return [*found, undecided("nobody knows", FAIL, 3), undecided("who knows", PASS, 9)]


VERDICTS = ["fail", "error", "pass", "kink", "kink", "undecided", "undecided"]
SUMMARY = (
    "7 checks: 1 passed, 1 at a kink, 1 at a kink (counted as failed), 1 undecided, 1 undecided (counted as passed), "
    "1 failed, 1 unreadable"
)
COUNTS = {"checks": 7, "passed": 1, "kinks": 2, "undecided": 2, "failed": 1, "unreadable": 1}


def plain(lines: Sequence[Line]) -> list[str]:
    return ["".join(text for text, _ in line) for line in lines]


def test_the_formats_of_the_command_have_writers() -> None:
    assert set(FORMATS) == {"text", *WRITERS}


# ------------------------------------------------------------------ text
def test_text(outcomes: list[Outcome]) -> None:
    lines = plain(list(view.lines(outcomes)))
    heads = [line for line in lines if not line.startswith(" ")]
    assert [head.split()[0] for head in heads[:-1]] == VERDICTS
    assert heads[0].endswith("f.toml:2") and heads[2].endswith("x**2") and heads[3].endswith("corner")
    assert lines.count(f"        {REASON}") == 2
    assert lines[-1] == SUMMARY


def test_the_status(outcomes: list[Outcome]) -> None:
    assert [o.status for o in outcomes] == [1, 2, 0, 0, 1, 1, 0]
    assert view.status(outcomes) == 2 and view.status(outcomes[::2]) == 1 and view.status(outcomes[2:4]) == 0
    assert view.status([]) == 0 and view.summary([]) == "0 checks: none"


# ------------------------------------------------------------------ JSON
def test_json(outcomes: list[Outcome]) -> None:
    found = json.loads(written("json", outcomes))
    assert (found["schema"], found["passed"], found["files"]) == (CHECKS, False, ["f.toml", "g.toml"])
    assert found["summary"] == COUNTS
    assert [c["verdict"] for c in found["checks"]] == VERDICTS
    assert [c["passed"] for c in found["checks"]] == [False, False, True, True, False, False, True]
    assert [c["schema"] for c in found["checks"]] == [SCHEMA, ERROR, *[SCHEMA] * 5]
    failed, unreadable, *_ = found["checks"]
    assert failed["claims"][0]["components"][0]["absolute"] == 1.0
    error = unreadable["error"]
    assert (error["schema"], error["line"], error["span"]) == (ERROR, 8, [0, 2]) and "an operator is missing" in error["message"]


def test_a_claim_passes_by_the_rules_of_its_check(outcomes: list[Outcome]) -> None:
    reports = [o.report for o in outcomes if o.report is not None]
    assert [document(r)["claims"][0]["passed"] for r in reports] == [r.passed for r in reports]


# ------------------------------------------------------------------ GitHub
def test_github(outcomes: list[Outcome]) -> None:
    first, second, strict, doubt, passed, summary = written("github", outcomes).splitlines()
    assert re.match(r"::error file=f\.toml,line=2,title=[^:,]*::fail  x\.grad", first)
    assert re.match(r"::error file=f\.toml,line=8,title=line%0Abreak[^:,]*::error: an operator is missing", second)
    assert strict.startswith("::error file=f.toml,line=21,title=strict corner::kink  x.grad")
    assert doubt.startswith("::error file=g.toml,line=3,title=undecided%3A nobody knows::undecided  x.grad")
    assert passed.startswith("::warning file=g.toml,line=9,title=undecided%3A who knows::undecided  x.grad")
    assert summary == SUMMARY


def test_no_annotation_is_about_standard_input(outcomes: list[Outcome]) -> None:
    found = [o._replace(file="-") for o in outcomes]
    assert "file=" not in written("github", found)
    assert "locations" not in json.loads(written("sarif", found))["runs"][0]["results"][0]


# ------------------------------------------------------------------ JUnit
def test_junit(outcomes: list[Outcome]) -> None:
    root = ElementTree.fromstring(written("junit", outcomes))
    first, second = root
    assert (
        counts(root) == ("7", "2", "2", "1") and counts(first) == ("5", "2", "1", "0") and counts(second) == ("2", "0", "1", "1")
    )
    assert [[p.attrib["value"] for p in suite.iter("property")] for suite in root] == [["2", "0"], ["0", "2"]]
    cases = list(root.iter("testcase"))
    assert [[child.tag for child in case] for case in cases] == [
        ["failure"], ["error"], [], ["system-out"], ["failure"], ["error"], ["skipped"],
    ]  # fmt: skip
    assert [case[0].attrib.get("type") for case in cases if len(case)] == [
        "gradient", "error", None, "kink", "undecided", "undecided",
    ]  # fmt: skip
    assert cases[-1][0].attrib["message"] == cases[-2][0].attrib["message"] == REASON
    assert cases[0].attrib["name"] == HOSTILE and cases[0].attrib["line"] == "2"
    message = cases[0][0].text or ""
    assert "claimed 5  true 4  off by 1 (25 %)" in message and "\x07" not in ElementTree.tostring(root, "unicode")


def counts(suite: ElementTree.Element) -> tuple[str, ...]:
    return tuple(suite.attrib[name] for name in ("tests", "failures", "errors", "skipped"))


def test_junit_tells_times(outcomes: list[Outcome]) -> None:
    root = ElementTree.fromstring(written("junit", [o._replace(seconds=0.25) for o in outcomes]))
    assert root.attrib["time"] == "1.750000" and [s.attrib["time"] for s in root] == ["1.250000", "0.500000"]
    assert {case.attrib["time"] for case in root.iter("testcase")} == {"0.250000"}
    assert all(o.seconds > 0 for o in outcomes[:5])


def test_a_named_mistake_is_the_type_of_a_failure() -> None:
    text = '[[check]]\nexpression = "3*x**2 + 4*x"\nvalues = { x = 2 }\nexpect = { x = 12 }'
    (failure,) = ElementTree.fromstring(written("junit", list(run(read("f.toml", text))))).iter("failure")
    assert failure.attrib["type"] == "path"


def test_junit_of_what_xml_has_no_code_points_for() -> None:
    name = "\x00\x1b[31m \ufffe\uffff \x85 \u202e ]]> <&>\n\ttwo"
    found = [Outcome(f"{k} {name}", 1, None, Problem(name), name) for k in range(2)]
    root = ElementTree.fromstring(written("junit", found))
    assert [case.attrib["name"] for case in root.iter("testcase")] == [
        f"{k} \\x00\\x1b[31m  \\x85 \\u202e ]]> <&>\n\ttwo" for k in range(2)
    ]
    assert [error.attrib["message"] for error in root.iter("error")] == ["error: \\x00\\x1b[31m  \\x85 \\u202e ]]> <&>"] * 2


# ------------------------------------------------------------------ TAP
def test_tap(outcomes: list[Outcome]) -> None:
    lines = written("tap", outcomes).splitlines()
    assert lines[:2] == ["TAP version 13", "1..7"] and lines[-1] == f"# {SUMMARY}"
    points = [line for line in lines if re.match(r"(not )?ok ", line)]
    assert [re.match(r"(?:not )?ok \d", p)[0] for p in points] == [  # type: ignore[index]
        "not ok 1", "not ok 2", "ok 3", "ok 4", "not ok 5", "not ok 6", "ok 7",
    ]  # fmt: skip
    assert not re.search(r"(?<!\\)#", "".join(points[:-1]))
    assert points[-1] == "ok 7 - who knows # SKIP undecided: " + REASON
    assert [line.split()[-1] for line in lines if line.startswith("  verdict: ")] == [v for v in VERDICTS if v != "pass"]
    assert lines.count("  ---") == lines.count("  ...") == 6
    assert all(line.startswith(("  ", "TAP", "1..", "ok", "not ok", "# ")) for line in lines)


PERL = r"""
use TAP::Parser; use JSON::PP; my $p = TAP::Parser->new({source => $ARGV[0]}); my @found;
while (my $r = $p->next) {
    push @found, [$r->is_ok ? 1 : 0, $r->has_skip ? 1 : 0, undef] if $r->is_test;
    $found[-1][2] = $r->data if $r->is_yaml;
}
print JSON::PP->new->utf8->encode({errors => [$p->parse_errors], points => \@found});
"""


def test_tap_is_what_perl_reads(outcomes: list[Outcome], tmp_path: Path) -> None:
    """TAP::Parser, which `prove` is made of, finds no errors and reads every block."""
    perl = shutil.which("perl")
    if perl is None or subprocess.run([perl, "-MTAP::Parser", "-MJSON::PP", "-e1"], capture_output=True).returncode:
        pytest.skip("perl with TAP::Parser is not installed")
    (tmp_path / "report.tap").write_text(written("tap", outcomes), "utf-8")
    done = subprocess.run([perl, "-e", PERL, "report.tap"], cwd=tmp_path, capture_output=True, check=True)
    found = json.loads(done.stdout)
    assert found["errors"] == []
    assert [ok for ok, _, _ in found["points"]] == [0, 0, 1, 1, 0, 0, 1]
    assert [skipped for _, skipped, _ in found["points"]] == [0, 0, 0, 0, 0, 0, 1]
    assert [data and data["verdict"] for _, _, data in found["points"]] == [None if v == "pass" else v for v in VERDICTS]
    assert found["points"][0][2]["at"] == "f.toml:2" and "off by 1 (25 %)" in found["points"][0][2]["message"]


# ------------------------------------------------------------------ SARIF
def test_sarif(outcomes: list[Outcome]) -> None:
    found = json.loads(written("sarif", outcomes))
    (ran,) = found["runs"]
    assert found["version"] == "2.1.0" and ran["properties"]["summary"] == COUNTS
    assert ran["invocations"] == [{"executionSuccessful": False, "exitCode": 2}]
    results = ran["results"]
    assert [r["ruleId"] for r in results] == ["fail", "error", "kink", "undecided", "undecided"]
    assert [(r["kind"], r["level"]) for r in results] == [*[("fail", "error")] * 4, ("open", "none")]
    rules = ran["tool"]["driver"]["rules"]
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in results)
    assert results[0]["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "f.toml"}, "region": {"startLine": 2}}}]
    assert REASON in results[-1]["message"]["text"]


def test_paths_as_uris(tmp_path: Path) -> None:
    assert uri("a b/é#%.toml") == "a%20b/%C3%A9%23%25.toml"
    assert uri(str(tmp_path / "f.toml")) == (tmp_path / "f.toml").as_uri()
