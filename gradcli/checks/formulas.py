"""A claimed formula of a gradient, held against the truth at several points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from gradcli.calculation.question import Settings, located, variables
from gradcli.checks.findings import FAIL, KINK, PASS, Component, Finding, Rules, judged, named, overall, same, slopes, tolerances
from gradcli.checks.slips import Mistake, of_formula
from gradcli.checks.truth import Oracle, Truth, plain
from gradcli.problems import NameProblem, Problem, about_setting
from gradcli.syntax.parser import parse
from gradcli.syntax.tree import Tree

Point = Mapping[str, Any]


class Formula:
    """A formula that somebody claims for the gradient by one variable.

    names   the variables of the expression
    oracle  of the expression
    """

    def __init__(self, name: str, text: str, names: Sequence[str], oracle: Oracle, settings: Settings, rules: Rules) -> None:
        self.name, self.text, self.oracle, self.settings, self.rules = name, text, oracle, settings, rules
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
        """The finding at the first point at which the formula fails, or at all of them."""
        finding = Finding("formula", self.name, PASS, None, None)
        kink = False
        for k, point in enumerate(places, start=1):
            finding = self._at(point)
            kink |= finding.verdict == KINK
            if finding.verdict == FAIL:
                return named(finding._replace(points=k, point=point), self._mistakes(places))
        return finding._replace(verdict=KINK if kink else PASS, points=len(places))

    def _value(self, point: Point) -> tuple[Any, Any]:
        """What the formula comes to, and how far rounding may put it off."""
        used = {n: v for n, v in point.items() if n in self.claim.tree.names()}
        shape = np.shape(point[self.name])
        try:
            claimed, noise = self.claim.value(used), self.claim.value_noise(used)
        except Problem as problem:
            raise self._said_of(problem) from None
        if claimed.shape != shape and claimed.size == 1:  # a formula such as 2 for a tensor of twos
            return np.broadcast_to(claimed, shape), np.broadcast_to(noise, shape)
        return claimed, np.broadcast_to(noise, claimed.shape)

    def _at(self, point: Point) -> Finding:
        truths, (claimed, noise) = self.oracle.gradient(point, self.name), self._value(point)
        shape = np.shape(point[self.name])
        true = slopes(truths, shape)
        finding = Finding("formula", self.name, FAIL, claimed.astype(float).tolist(), true, formula=self.text)
        if claimed.shape != shape:
            reason = f"the formula has shape {list(claimed.shape)}, the gradient has shape {list(shape)}"
            return finding._replace(reason=reason)
        blurred = [t._replace(noise=t.noise + float(noise[place])) for place, t in zip(np.ndindex(*shape), truths, strict=True)]
        exact = self._is_exact(claimed, truths)
        components = tuple(
            self._component(place, claimed[place], t, exact) for place, t in zip(np.ndindex(*shape), blurred, strict=True)
        )
        bounds = [(0.0, 0.0) if exact else tolerances(t, None, self.rules, typed=False) for t in blurred]
        return finding._replace(
            verdict=overall(components),
            components=components,
            method=truths[0].method if truths else "",
            atol=max((a for a, _ in bounds), default=0.0),
            rtol=max((r for _, r in bounds), default=0.0),
        )

    def _is_exact(self, claimed: Any, truths: Sequence[Truth]) -> bool:
        """Whether formula and truth are fractions, and nobody asked for a tolerance."""
        untold = self.rules.rtol is None and self.rules.atol is None
        return untold and claimed.dtype == object and all(isinstance(t.slope, Fraction) for t in truths)

    def _component(self, place: tuple[int, ...], claimed: Any, truth: Truth, exact: bool) -> Component:
        if exact and isinstance(truth.slope, Fraction) and not truth.kink:
            return same(place, claimed, truth.slope)
        return judged(place, float(claimed), truth, None, self.rules, typed=False)

    def _mistakes(self, places: Sequence[Point]) -> list[Mistake]:
        """The slip that leads to the formula at all points, or where it holds."""
        points = [plain(point, self.rules.dtype) for point in places]
        return of_formula(self.tree, self.name, self.claim.tree, self.text, points, self.settings)

    @property
    def tree(self) -> Tree:
        """The expression whose gradient is claimed."""
        return self.oracle.tree
