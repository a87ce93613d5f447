"""A gradient of many elements, judged: all at once, and once more, one at a time, those that do not hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gradcli import limits
from gradcli.checks.findings import FAIL, PASS, Finding
from gradcli.checks.lifted import Point, one
from gradcli.checks.oracle import Oracle
from gradcli.checks.truth import Truth
from gradcli.duals import cells

FIRST, MORE = 16, 4  # how many are asked for one at a time, and how many times as many in the next round


def settled(
    oracle: Oracle, values: Point, name: str, truths: list[Truth], judge: Callable[[Sequence[Truth]], Finding]
) -> Finding:
    """The judgement on a gradient; what a sweep does not know of an element, what was added up, is found where it matters.

    truths  of the elements, in order; what is found is put in its place there
    """
    finding = judge(truths)
    done, count = 0, FIRST
    while open_ := _open(truths, finding):
        for k in open_[:count]:
            truths[k] = oracle.along(values, name, one(cells.shape_of(values[name]), finding.components[k].place))
        done += len(open_[:count])
        limits.check(limits.CORNERS, done, f"checking the gradient by {name} one element at a time")
        count *= MORE
        finding = judge(truths)
    return finding


def _open(truths: Sequence[Truth], finding: Finding) -> list[int]:
    """The elements that do not hold and were not asked for alone; none, if one of those that were fails."""
    judged = list(zip(truths, finding.components, strict=False))
    if any(c.verdict == FAIL and not t.rough for t, c in judged):
        return []
    return [k for k, (t, c) in enumerate(judged) if t.rough and t.doubt is None and c.verdict != PASS]
