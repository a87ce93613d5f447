"""A claimed formula of a gradient, held against the truth at several points."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from gradcli.calculation.question import Settings, located, variables
from gradcli.checks import branches
from gradcli.checks.findings import (
    FAIL,
    SLACK,
    UNDECIDED,
    Component,
    Finding,
    Limit,
    Rules,
    extent,
    judged,
    limit_of,
    named,
    overall,
    reason_of,
    slopes,
    worst,
)
from gradcli.checks.lifted import is_fixed, plain
from gradcli.checks.oracle import Oracle
from gradcli.checks.points import is_inside
from gradcli.checks.settling import settled
from gradcli.checks.slips import of_formula
from gradcli.checks.truth import Number, Truth
from gradcli.duals import cells
from gradcli.problems import NameProblem, Problem, about_setting
from gradcli.syntax.parser import parse
from gradcli.syntax.tree import Tree

if TYPE_CHECKING:
    from gradcli.checks.mistakes.mistake import Mistake

Point = Mapping[str, Any]


class Formula:
    """A formula that somebody claims for the gradient by one variable.

    names   the variables of the expression
    oracle  of the expression
    """

    def __init__(self, name: str, text: str, names: Sequence[str], oracle: Oracle, settings: Settings, rules: Rules) -> None:
        self.name, self.text, self.oracle, self.settings, self.rules = name, text, oracle, settings, rules
        self.names = names
        self.claim = Oracle(self._read(names), rules.dtype)

    def _read(self, names: Sequence[str]) -> Tree:
        try:
            tree = parse(self.text, tuple(names))
            for used in variables(tree):
                if used not in names:
                    fix = f"its variables are {', '.join(names)}"
                    raise located(NameProblem(f"`{used}` is no variable of the expression", fix=fix), tree, used)
        except Problem as problem:
            raise self._said_of(problem) from None
        return tree

    def _said_of(self, problem: Problem) -> Problem:
        return problem.within(about_setting("formula", self.name))

    def judged(self, places: Sequence[Point]) -> Finding:
        """The finding at the first point at which the formula fails, or at all of them, on both sides of every branch."""
        findings: list[Finding] = []
        for k, point in enumerate(places, start=1):
            findings.append(self._at(point))
            if findings[-1].verdict == FAIL:
                return named(findings[-1]._replace(points=k, point=point), self._mistakes(places))
        beyond = branches.search(
            (self.oracle, self.claim), places, [n for n in self.names if not is_fixed(places[0][n])], self.rules.ranges
        )
        for point in beyond.points:
            if not is_inside(self.oracle, point, (self.name,)):
                continue
            findings.append(self._at(point))
            if findings[-1].verdict == FAIL:
                return named(findings[-1]._replace(points=len(findings), point=point), self._mistakes([*places, point]))
        return self._overall(findings, beyond.missed)

    def at(self, point: Point) -> Finding:
        """The finding at one point, and nowhere else."""
        finding = self._at(point)
        return named(finding, self._mistakes([point])) if finding.verdict == FAIL else finding

    def _overall(self, findings: Sequence[Finding], missed: Sequence[str]) -> Finding:
        """What all points say together; those at which nothing can be decided say nothing, if they are few."""
        telling = [f for f in findings if f.verdict != UNDECIDED]
        verdict = worst([f.verdict for f in telling])
        if len(telling) * 2 < len(findings) or not telling:
            open_at = next(f for f in findings if f.verdict == UNDECIDED)
            return open_at._replace(points=len(findings))
        last = telling[-1]._replace(verdict=verdict, points=len(telling))
        if missed:
            reason = "; ".join(f"branch {text} was never entered" for text in missed)
            return last._replace(verdict=UNDECIDED, reason=reason)
        return last

    def _value(self, point: Point) -> tuple[list[Truth], tuple[int, ...]]:
        """What the formula comes to, element by element, and its shape."""
        used = {n: v for n, v in point.items() if n in self.claim.tree.names()}
        shape = cells.shape_of(point[self.name])
        try:
            claimed, own = self.claim.value(used)
        except Problem as problem:
            raise self._said_of(problem) from None
        if own != shape and len(claimed) == 1:  # a formula such as 2 for a tensor of twos
            return claimed * math.prod(shape), shape
        return claimed, own

    def _at(self, point: Point) -> Finding:
        claimed, own = self._value(point)
        shape = cells.shape_of(point[self.name])
        truths = self.oracle.gradient(point, self.name)
        return settled(self.oracle, point, self.name, truths, lambda known: self._compared(claimed, own, known, shape))

    def _compared(self, claimed: Sequence[Truth], own: Any, truths: Sequence[Truth], shape: Any) -> Finding:
        """What the formula comes to, held against the truth, number by number."""
        finding = Finding("formula", self.name, FAIL, slopes(claimed, own), slopes(truths, shape), formula=self.text)
        if own != shape:
            reason = f"the formula has shape {list(own)}, the gradient has shape {list(shape)}"
            return finding._replace(reason=reason)
        limits = [limit_of(self.rules, None, _slack(t)) for t in truths]
        components = tuple(
            self._component(place, c, t, limit)
            for place, c, t, limit in zip(cells.places(shape), claimed, truths, limits, strict=True)
        )
        atol, rtol, rule = extent(limits)
        return finding._replace(
            verdict=overall(components),
            components=components,
            method=truths[0].method if truths else "",
            atol=atol,
            rtol=rtol,
            rule=rule,
            reason=reason_of([*truths, *claimed], components, self.rules),
        )

    def _component(self, place: tuple[int, ...], claimed: Truth, truth: Truth, limit: Limit) -> Component:
        """One element: neither the formula nor the gradient is known better than its error."""
        both = truth._replace(error=truth.error + claimed.error, open=truth.open or claimed.open)
        return judged(place, claimed.slope, both, limit, self.rules)

    def _mistakes(self, places: Sequence[Point]) -> list[Mistake]:
        """The slip that leads to the formula at all points, or where it holds."""
        if not self.rules.mistakes:
            return []
        points = [plain(point, self.rules.dtype) for point in places]
        return of_formula(self.tree, self.name, self.claim.tree, self.text, points, self.settings)

    @property
    def tree(self) -> Tree:
        """The expression whose gradient is claimed."""
        return self.oracle.tree


def _slack(truth: Truth) -> Number:
    """What rounding may explain: a part of what was added up."""
    sizes = [x for x in (truth.total, truth.slope) if isinstance(x, Fraction)]
    return Fraction(SLACK) * max(map(abs, sizes)) if sizes else 0.0
