"""The usual mistakes are named, and nothing is named that was not made.

slips.jsonl is a teacher's collection of answers, numbers and formulas; slips.txt has wrong derivatives by their kind, which
are tried both as the numbers they come to and as formulas.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gradcli.bindings import parse_value
from gradcli.checks.checking import Claims, check
from gradcli.checks.findings import Finding, Rules
from gradcli.evaluate.expression import evaluate
from gradcli.syntax.parser import parse
from gradcli.syntax.place import split

DATA = Path(__file__).parents[1] / "data"
RULES = Rules(samples=8)
RIGHT = "right"
PARTS = 8


class Answer(NamedTuple):
    """What somebody answered, and what is wrong with it: None if nothing may be named, `right` if nothing is wrong."""

    kind: str | None
    expression: str
    values: tuple[tuple[str, str], ...]
    variable: str
    number: str | None
    formula: str | None

    def __str__(self) -> str:
        return f"{self.kind}: {self.expression}: {self.formula or self.number}"


def answers() -> list[Answer]:
    rows = [json.loads(line) for line in (DATA / "slips.jsonl").read_text("utf-8").splitlines()]
    return [
        Answer(r["kind"], r["expression"], tuple(r["values"].items()), r["variable"], r.get("number"), r.get("formula"))
        for r in rows
    ]


ANSWERS = answers()


def judged(answer: Answer) -> Finding:
    values = {name: parse_value(name, text) for name, text in answer.values}
    if answer.formula is not None:
        claims = Claims(formulas=((answer.variable, answer.formula),))
    else:
        claims = Claims(expect=((answer.variable, parse_value(answer.variable, answer.number or "")),))
    (finding,) = check(answer.expression, values, claims, RULES).findings
    return finding


def test_there_are_enough_answers() -> None:
    assert len(ANSWERS) >= 400
    assert len({a.expression for a in ANSWERS}) >= 250
    assert len({a.kind for a in ANSWERS}) >= 25
    assert sum(a.kind is None for a in ANSWERS) >= 20
    assert sum(a.number is not None for a in ANSWERS) >= 80


@pytest.mark.parametrize("part", range(PARTS))
def test_answers_are_named_and_never_wrong(part: int) -> None:
    """In parts, so that all cores have something to do."""
    found = [(answer, judged(answer)) for answer in ANSWERS[part::PARTS]]
    assert [str(a) for a, f in found if not is_fair(a, f)] == []
    missed = [str(a) for a, f in found if a.kind not in (None, RIGHT) and f.mistake is None]
    assert len(missed) <= 0.1 * len(found), missed


def is_fair(answer: Answer, finding: Finding) -> bool:
    """Whether nothing is said of an answer that is not so."""
    if answer.kind is None:
        return finding.verdict == "fail" and not finding.candidates
    if answer.kind == RIGHT:
        return finding.verdict == "pass" or {m.kind for m in finding.candidates} == {"rounded"}
    return finding.verdict == "fail" and (finding.mistake is None or finding.mistake.kind == answer.kind)


def test_every_kind_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "pipelines.md").read_text("utf-8")
    assert [kind for kind in {a.kind for a in ANSWERS} - {None, RIGHT} if f"`{kind}`" not in text] == []


# ------------------------------------------------------------------ by kinds
class Case(NamedTuple):
    """A wrong derivative, and what is wrong with it; "-" if it has no name."""

    kind: str
    expression: str
    point: dict[str, Any]
    name: str
    wrong: str

    @property
    def claim(self) -> Any:
        from gradcli.tensors.tensor import Tensor

        found = evaluate(parse(self.wrong, tuple(self.point)), {n: Tensor(leaf(v)) for n, v in self.point.items()}).output
        return found.tolist() if isinstance(found, Tensor) else found


def leaf(value: Any) -> Any:
    from gradcli.calculation.leaves import leaf_data

    return leaf_data(value, "float64")


def cases() -> list[Case]:
    lines = (DATA / "slips.txt").read_text("utf-8").splitlines()
    found = []
    for line in lines:
        if "|" in line and not line.startswith("#"):
            kind, expression, point, name, wrong = (part.strip() for part in line.split("|"))
            values = {n: parse_value(n, text) for n, _, text in (item.partition("=") for item in split(point, ","))}
            found.append(Case(kind, expression, values, name, wrong))
    return found


CASES = cases()
FORMULAS = [
    case for case in CASES if not case.wrong.replace(".", "").isdigit() and case.kind not in ("-", "rounded", "transposed")
]


def as_number(case: Case) -> Finding:
    (finding,) = check(case.expression, case.point, Claims(expect=((case.name, case.claim),)), RULES).findings
    assert finding.verdict == "fail"
    return finding


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.kind}: {c.expression}: {c.wrong}")
def test_a_number_is_never_named_wrong(case: Case) -> None:
    finding = as_number(case)
    assert finding.mistake is None or finding.mistake.kind == case.kind
    if case.kind != "-":
        assert case.kind in {m.kind for m in finding.candidates}
    else:
        assert not finding.candidates


def test_most_numbers_are_named() -> None:
    wrong = [case for case in CASES if case.kind != "-"]
    named = [case for case in wrong if as_number(case).mistake is not None]
    assert len(named) >= 0.9 * len(wrong), [case for case in wrong if case not in named]


@pytest.mark.parametrize("case", FORMULAS, ids=lambda c: f"{c.kind}: {c.expression}: {c.wrong}")
def test_a_formula_is_named_by_several_points(case: Case) -> None:
    (finding,) = check(case.expression, case.point, Claims(formulas=((case.name, case.wrong),)), RULES).findings
    assert finding.verdict == "fail"
    assert finding.mistake is not None and finding.mistake.kind == case.kind, finding.candidates


# ------------------------------------------------------------------ in words
def said(expression: str, claims: Claims, **values: Any) -> list[str]:
    return [str(f.mistake.text) if f.mistake else "" for f in check(expression, values, claims, RULES).findings]


def test_a_formula_that_holds_in_a_part_of_the_domain() -> None:
    assert said("abs(x)*x", Claims(formulas=(("x", "2*x"),))) == ["2*x holds where x > 0, fails where x < 0"]
    (text,) = said("where(x > 1, x**2, sin(x))", Claims(formulas=(("x", "cos(x)"),)))
    assert text == "cos(x) holds where x <= 1, fails where x > 1"


def test_two_uses_are_told_apart() -> None:
    (base,) = said("x**x", Claims(formulas=(("x", "x*x**(x - 1)"),)))
    assert base == (
        "x*x**(x - 1) is the path y <- x as the base; you left out y <- x as the exponent "
        "(x**x was differentiated as a power alone, as if no x were in the exponent)"
    )
    (left,) = said("x@A@x", Claims(formulas=(("x", "A@x"),)), x=[1.0, 2.5], A=[[1.0, 2.0], [3.0, 4.5]])
    assert left.startswith("A@x is the path y <- x@A <- x; you left out y <- the right x")


def test_variables_that_are_exchanged() -> None:
    both = Claims(expect=(("x", 0.4), ("y", 2.3)))
    assert said("x*y", both, x=0.4, y=2.3) == [
        "0.4 is the gradient by y, not by x: variables are exchanged",
        "2.3 is the gradient by x, not by y: variables are exchanged",
    ]


def test_one_number_that_two_mistakes_lead_to_has_no_name() -> None:
    (finding,) = check("x**2 + x", {"x": 1.0}, Claims(expect=(("x", 2.0),)), RULES).findings
    assert finding.mistake is None
    assert {m.kind for m in finding.candidates} == {"path", "power not multiplied"}


def test_a_wrong_sign_says_where_it_is_from() -> None:
    (text,) = said("abs(x)", Claims(expect=(("x", 1.0),)), x=-2.0)
    assert text.startswith("1 is the gradient with the wrong sign: it is what comes out when abs(x)")
