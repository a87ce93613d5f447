"""The usual mistakes are named, and nothing is named that was not made."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gradcli.bindings import parse_value
from gradcli.checks.checking import Claims, check
from gradcli.checks.findings import Finding, Rules
from gradcli.evaluate.expression import evaluate
from gradcli.syntax.parser import parse
from gradcli.syntax.place import split

TABLE = Path(__file__).parents[1] / "data" / "slips.txt"


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
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if "|" in line and not line.startswith("#")]
    found = []
    for kind, expression, point, name, wrong in ([part.strip() for part in line.split("|")] for line in lines):
        values = {n: parse_value(n, text) for n, _, text in (item.partition("=") for item in split(point, ","))}
        found.append(Case(kind, expression, values, name, wrong))
    return found


CASES = cases()


def judged(case: Case) -> Finding:
    (finding,) = check(case.expression, case.point, Claims(expect=((case.name, case.claim),)), Rules()).findings
    assert finding.verdict == "fail"
    return finding


def test_there_are_enough_cases() -> None:
    kinds = {case.kind for case in CASES} - {"-"}
    assert len(kinds) >= 8
    assert sum(case.kind != "-" for case in CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.kind}: {c.expression}: {c.wrong}")
def test_a_number_is_never_named_wrong(case: Case) -> None:
    finding = judged(case)
    assert finding.mistake is None or finding.mistake.kind == case.kind
    if case.kind != "-":
        assert case.kind in {m.kind for m in finding.candidates}
    else:
        assert not finding.candidates


def test_most_numbers_are_named() -> None:
    wrong = [case for case in CASES if case.kind != "-"]
    named = [case for case in wrong if judged(case).mistake is not None]
    assert len(named) >= 0.9 * len(wrong), [case for case in wrong if case not in named]


FORMULAS = [
    case for case in CASES if not case.wrong.replace(".", "").isdigit() and case.kind not in ("-", "rounded", "transposed")
]


@pytest.mark.parametrize("case", FORMULAS, ids=lambda c: f"{c.kind}: {c.expression}: {c.wrong}")
def test_a_formula_is_named_by_several_points(case: Case) -> None:
    (finding,) = check(case.expression, case.point, Claims(formulas=((case.name, case.wrong),)), Rules()).findings
    assert finding.verdict == "fail"
    assert finding.mistake is not None and finding.mistake.kind == case.kind, finding.candidates
