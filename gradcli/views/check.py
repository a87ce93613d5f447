"""The verdict of `check`: for people, and as a document for programs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from gradcli.checks.findings import FAIL, GIVEN, KINK, OWN, PASS, UNDECIDED, Component, Finding, Report, Tally
from gradcli.views.lines import Line, Piece
from gradcli.views.problem import error
from gradcli.views.problem import lines as problem_lines
from gradcli.views.text import for_json, number, printable, tensor
from gradcli.views.widths import cells, wrapped

if TYPE_CHECKING:
    from gradcli.checks.mistakes.mistake import Mistake

SCHEMA = "gradcli.check/1"
SHOWN = 8  # components of a tensor that are listed
INDENT = "      "
VERDICTS = {PASS: "gradient", FAIL: "error", KINK: "note", UNDECIDED: "note"}


# ------------------------------------------------------------------ for people
def lines(report: Report, digits: int = 6, width: int | None = None) -> Iterator[Line]:
    """Each claim with its verdict, what explains it, and a summary; `width` is the terminal's, if it goes to one."""
    for finding in report.findings:
        yield from finding_lines(finding, digits, width)
    if report.table is not None:
        if report.table.problem is not None:
            yield from problem_lines(report.table.problem, width)
        yield [(rows_summary(report.table), "quiet")]
        return
    yield [(summary(report.findings, "claim" if _claimed(report) else "gradient"), "quiet")]


def finding_lines(finding: Finding, digits: int = 6, width: int | None = None) -> Iterator[Line]:
    """One claim: the verdict, the numbers, why, and by which rule."""
    yield [(f"{finding.verdict}  ", VERDICTS[finding.verdict]), *_headline(finding, digits)]
    yield from _where(finding, digits)
    yield from _components(finding, digits)
    for text in _reasons(finding):
        yield from ([(INDENT + line, "")] for line in _wrapped(text, width))
    for text in finding.notes:
        yield from ([(INDENT + line, "note")] for line in _wrapped(f"note: {text}", width))
    if finding.method:
        yield from ([(INDENT + line, "quiet")] for line in _wrapped(rule(finding), width))


def _wrapped(text: str, width: int | None) -> list[str]:
    """A sentence over several lines, where a terminal is too narrow for it."""
    if width is None or cells(text) + len(INDENT) <= width:
        return [text]
    return list(wrapped(text, max(width - len(INDENT) - 2, 20)))


def _headline(finding: Finding, digits: int) -> list[Piece]:
    label: list[Piece] = [(label_of(finding), "name")]
    if finding.what == "formula":
        label += [(" = ", ""), (finding.formula or "", "formula")]
    if finding.times is not None:
        of = "" if finding.times == finding.points else f"{finding.times} of "
        return [*label, (f"  at {of}{_counted(finding.points, 'row')}", "")]
    if _is_spread(finding):
        return [*label, (f"  at {_counted(finding.points, 'point')}", "")]
    return label if finding.point is not None else [*label, *_numbers(finding, digits)]


def _is_spread(finding: Finding) -> bool:
    """Whether it holds at several points, so that there are no numbers to show."""
    if finding.times is not None:
        return finding.verdict == PASS
    if finding.verdict == UNDECIDED and finding.point is not None:
        return False
    return finding.verdict != FAIL and (finding.what == "formula" or finding.point is not None)


def _where(finding: Finding, digits: int) -> Iterator[Line]:
    """The point at which it fails, with the numbers there."""
    if finding.point is not None and not _is_spread(finding):
        at = ", ".join(f"{n} = {tensor(v, digits)}" for n, v in finding.point.items())
        if finding.place is not None:
            at = ": ".join(filter(None, (printable(str(finding.place)), at)))
        yield [(f"{INDENT}at {at}", ""), *_numbers(finding, digits)]


def label_of(finding: Finding) -> str:
    """What the claim is about: x.grad, y, or the formula of x.grad."""
    return finding.name if finding.what == "value" else f"{finding.name}.grad"


def _numbers(finding: Finding, digits: int) -> list[Piece]:
    word = {"formula": "formula", OWN: "computed"}.get(finding.what, "claimed")
    pieces: list[Piece] = [(f"  {word} ", "quiet"), (tensor(finding.claimed, digits), "value")]
    if len(finding.components) == 1:
        return [*pieces, *_against(finding.components[0], digits, finding.exact)]
    if any(c.left is not None for c in finding.components):
        return pieces
    return [*pieces, ("  true ", "quiet"), (tensor(finding.true, digits), "gradient")]


def _against(c: Component, digits: int, exact: str | None = None) -> list[Piece]:
    if c.left is not None:
        slopes = f"{number(c.left, digits)} on the left, {number(c.true, digits)} on the right"
        return [("  slopes ", "quiet"), (slopes, "gradient")]
    true = f"{number(c.true, digits)}" + (f" ({exact})" if exact and len(exact) < 30 else "")
    pieces: list[Piece] = [("  true ", "quiet"), (true, "gradient")]
    if c.verdict == FAIL and math.isfinite(c.absolute):
        percent = f" ({number(100 * c.relative, 3)} %)" if math.isfinite(c.relative) else ""
        pieces.append((f"  off by {number(c.absolute, digits)}{percent}", "error"))
    return pieces


def _components(finding: Finding, digits: int) -> Iterator[Line]:
    """The components of a tensor that do not simply hold."""
    if len(finding.components) < 2:
        return
    telling = [c for c in finding.components if c.verdict != PASS]
    for c in telling[:SHOWN]:
        place = f"{label_of(finding)}[{', '.join(map(str, c.place))}]"
        yield [
            (f"{INDENT}{place}", "name"),
            ("  claimed ", "quiet"),
            (number(c.claimed, digits), "value"),
            *_against(c, digits),
        ]
    if len(telling) > SHOWN:
        yield [(f"{INDENT}… {len(telling) - SHOWN} more", "quiet")]


def _reasons(finding: Finding) -> Iterator[str]:
    if finding.reason:
        yield str(finding.reason)
    subject = "gradient" if finding.what == OWN else "claim"
    yield from dict.fromkeys(_kink(subject, c) for c in finding.components if c.left is not None)
    if finding.mistake is not None:
        yield str(finding.mistake.text)
    elif finding.candidates:
        yield "several mistakes would give this:"
        for mistake in finding.candidates:
            yield f"- {mistake.text}"


def _kink(subject: str, c: Component) -> str:
    low, high = sorted((c.left or 0.0, c.true))
    where = "inside" if c.verdict == KINK else "outside"
    jump = "; the function itself jumps here" if c.jump else ""
    return f"kink: the {subject} lies {where} [{number(low)}, {number(high)}]{jump}"


def rule(finding: Finding) -> str:
    """By which oracle, and how close a claim has to be."""
    if finding.rule == GIVEN:
        parts = [number(finding.atol, 3)] if finding.atol or not finding.rtol else []
        parts += [f"{number(finding.rtol, 3)}*|true|"] if finding.rtol else []
        return f"{finding.method}; holds if |claim - true| <= {' + '.join(parts)}"
    return f"{finding.method}; holds {finding.rule} ({number(finding.atol, 3)})"


def summary(findings: Sequence[Finding], noun: str) -> str:
    """2 claims: 1 passed, 1 failed"""
    counts = {name: sum(f.verdict == verdict for f in findings) for verdict, name in _WORDS.items()}
    told = ", ".join(f"{n} {name}" for name, n in counts.items() if n)
    return f"{_counted(len(findings), noun)}: {told}" if findings else f"no {noun}"


def rows_summary(table: Tally) -> str:
    """1,000 rows: 998 passed, 1 failed, 1 unreadable"""
    told = []
    for verdict, word in _WORDS.items():
        usual = verdict in (PASS, KINK)
        for good in (True, False):
            count = table.counts.get((verdict, good), 0)
            counted = "" if good == usual else f" (counted as {'passed' if good else 'failed'})"
            told += [f"{count:,} {word}{counted}"] if count else []
    told += [f"{table.unreadable:,} unreadable"] if table.unreadable else []
    total = sum(table.counts.values()) + table.unreadable
    return f"{total:,} row{'' if total == 1 else 's'}: {', '.join(told)}"


def rows_counted(table: Tally) -> dict[str, int]:
    """How many rows there are, and how many with each verdict."""
    counts = {word: sum(n for (v, _), n in table.counts.items() if v == verdict) for verdict, word in COUNTS.items()}
    return {"rows": sum(table.counts.values()) + table.unreadable, **counts, "unreadable": table.unreadable}


COUNTS = {PASS: "passed", KINK: "kinks", UNDECIDED: "undecided", FAIL: "failed"}
_WORDS = {PASS: "passed", FAIL: "failed", KINK: "at a kink", UNDECIDED: "undecided"}


def _claimed(report: Report) -> bool:
    return any(f.what != OWN for f in report.findings)


def _counted(n: int, noun: str) -> str:
    return f"{n} {noun}" + ("" if n == 1 else "s")


# ------------------------------------------------------------------ for programs
def document(report: Report) -> dict[str, Any]:
    """The report as a document for programs."""
    table = {} if report.table is None else {"table": _table(report.table)}
    return {
        "schema": SCHEMA,
        "expression": report.expression,
        "dtype": report.dtype,
        "verdict": report.verdict,
        "passed": report.passed,
        **table,
        "claims": [_claim(f, report._replace(findings=(f,)).passed) for f in report.findings],
    }


def _claim(finding: Finding, passed: bool) -> dict[str, Any]:
    point = finding.point
    return {
        "kind": finding.what,
        "name": finding.name,
        "verdict": finding.verdict,
        "passed": passed,
        "claimed": for_json(finding.claimed),
        "true": for_json(finding.true),
        "exact": finding.exact,
        "oracle": finding.method or None,
        "atol": for_json(finding.atol),
        "rtol": for_json(finding.rtol),
        "rule": finding.rule or None,
        "components": [_component(c) for c in finding.components],
        "reason": None if finding.reason is None else str(finding.reason),
        "mistake": None if finding.mistake is None else _mistake(finding.mistake),
        "candidates": [_mistake(m) for m in finding.candidates],
        "notes": list(finding.notes),
        "formula": finding.formula,
        "points": finding.points,
        "point": None if point is None else {n: for_json(v) for n, v in point.items()},
        **({} if finding.place is None else {"place": finding.place._asdict(), "times": finding.times}),
    }


def _table(table: Tally) -> dict[str, Any]:
    return {
        "files": list(table.files),
        **rows_counted(table),
        "first": None if table.first is None else table.first._asdict(),
        "error": None if table.problem is None else error(table.problem),
    }


def _mistake(mistake: Mistake) -> dict[str, Any]:
    return {"kind": mistake.kind, "text": str(mistake.text)}


def _component(c: Component) -> dict[str, Any]:
    return {
        "index": list(c.place),
        "claimed": for_json(c.claimed),
        "true": for_json(c.true),
        "left": for_json(c.left),
        "absolute": for_json(c.absolute),
        "relative": for_json(c.relative),
        "allowed": for_json(c.allowed),
        "verdict": c.verdict,
        "jump": c.jump,
    }
