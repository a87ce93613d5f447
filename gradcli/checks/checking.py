"""Claims about an expression, checked: numbers at a point, formulas at that point and at random ones."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any, NamedTuple

import numpy as np

from gradcli.answers import variables
from gradcli.autograd.tensor import Tensor
from gradcli.calculation import Calculation, Settings, calculate, check_dtype, located
from gradcli.checks import points
from gradcli.checks.findings import (
    FAIL,
    KINK,
    OWN,
    PASS,
    Component,
    Finding,
    Report,
    Rules,
    compared,
    judged,
    overall,
    tolerances,
)
from gradcli.checks.slips import Mistake, explained, fits, rounded, slips
from gradcli.checks.truth import EXACT, Oracle, Truth, is_mask
from gradcli.numerals import tensor
from gradcli.problems import NameProblem, Problem
from gradcli.syntax.parser import parse
from gradcli.syntax.tree import Tree

WITNESSES = 3  # further points at which a slip has to agree with a wrong formula


class Claims(NamedTuple):
    """What is claimed.

    expect    (variable, gradient), plain data; None claims that there is none
    value     of the output, or None
    formulas  (variable, formula of the gradient)
    """

    expect: tuple[tuple[str, Any], ...] = ()
    value: Any = None
    formulas: tuple[tuple[str, str], ...] = ()


def check(source: str, values: Mapping[str, Any], claims: Claims, rules: Rules) -> Report:
    """Judge every claim; without one, the engine's own gradient. Raises Problem, and BackwardError where backward raises."""
    check_dtype(rules.dtype)
    tree = parse(source, tuple(values))
    said = claims._replace(expect=tuple((n, _data(v)) for n, v in claims.expect), value=_data(claims.value))
    ruled = rules._replace(grad_output=_data(rules.grad_output))
    return _Checker(tree, _plain(values, rules.dtype), said, ruled).report()


class _Checker:
    def __init__(self, tree: Tree, values: Mapping[str, Any], claims: Claims, rules: Rules) -> None:
        self.tree, self.values, self.claims, self.rules = tree, values, claims, rules
        self.names = variables(tree)
        self.settings = Settings(wrt=rules.wrt, dtype=rules.dtype, grad_output=rules.grad_output, allow_unused=rules.allow_unused)
        self._check_names()

    def _check_names(self) -> None:
        for name in [*(n for n, _ in self.claims.expect), *(n for n, _ in self.claims.formulas), *self.rules.ranges]:
            if name not in self.names and name not in self.values:
                raise _no_variable(name, self.names)
            if self.rules.wrt is not None and name not in (*self.rules.wrt, *self.rules.ranges):
                raise Problem(f"{name} does not require grad, so nothing can be claimed of it", fix=f"add {name} to --wrt")
        if not self.values and self.names and (self.claims.expect or self.claims.value is not None):
            given = " ".join(f"--{n} 2" for n in self.names[:4])
            raise Problem("a number can be checked only at a point", fix=f"give values: {given}")

    def report(self) -> Report:
        """All findings."""
        found: list[Finding] = []
        if self.values or not self.names:
            found += self._at_the_point()
        elif not self.claims.formulas:
            found += self._own_at_random_points()
        found += [self._formula(name, text) for name, text in self.claims.formulas]
        return Report(self.tree.source, self.rules.dtype, tuple(found), self.rules.strict)

    # -------------------------------------------------------------- numbers at the given point
    def _at_the_point(self) -> list[Finding]:
        if not self.claims.expect and not self.claims.formulas and self.claims.value is None:
            return self._own()
        calculation = calculate(self.tree, self.values, self.settings)
        if calculation.error is not None and (self.claims.expect or self.claims.formulas):
            raise calculation.error
        oracle = Oracle(self.tree, self.rules.dtype, self.rules.grad_output)
        found = [] if self.claims.value is None else [self._value(oracle, calculation)]
        return [*found, *(self._gradient(oracle, calculation, name, data) for name, data in self.claims.expect)]

    def _calculated(self, settings: Settings) -> Calculation:
        calculation = calculate(self.tree, self.values, settings)
        if calculation.error is not None:
            raise calculation.error
        return calculation

    def _gradient(self, oracle: Oracle, calculation: Calculation, name: str, data: Any) -> Finding:
        own = calculation.grads[name]
        truths = oracle.gradient(self.values, name)
        finding = compared("gradient", name, data, truths, own, self.rules, np.shape(self.values[name]))
        if any(c.left is not None for c in finding.components):
            finding = finding._replace(notes=_notes(calculation))
        if finding.verdict != FAIL or data is None or own is None:
            return finding
        claim, shown = np.asarray(data, dtype=float), tensor(np.asarray(data))
        short = rounded(claim, shown, finding.true)
        if short is not None:
            return _named(finding, [short])
        return _named(finding, explained(claim, shown, own, slips(self.tree, self.values, name, self.settings)))

    def _value(self, oracle: Oracle, calculation: Calculation) -> Finding:
        true = oracle.value(self.values)
        claimed = np.asarray(self.claims.value, dtype=np.float64)
        name = calculation.name
        if claimed.shape != true.shape:
            reason = f"the claim has shape {list(claimed.shape)}, {name} has shape {list(true.shape)}"
            return Finding("value", name, FAIL, claimed.tolist(), true.astype(float).tolist(), reason=reason)
        noise = np.broadcast_to(oracle.value_noise(self.values), true.shape)
        method = EXACT if oracle.rational else "float64"
        truths = [Truth(t, t, method, float(n)) for t, n in zip(true.reshape(-1).tolist(), noise.reshape(-1), strict=True)]
        return compared("value", name, claimed, truths, calculation.value, self.rules, true.shape)

    # -------------------------------------------------------------- the engine's own gradient
    def _own(self) -> list[Finding]:
        """As torch.autograd.gradcheck: every gradient, also of an output of several elements, weighted at random."""
        settings = self.settings
        weights = settings.grad_output
        if weights is None:
            weights = self._weights()
            settings = settings._replace(grad_output=weights)
        calculation = self._calculated(settings)
        oracle = Oracle(self.tree, self.rules.dtype, weights)
        found = []
        for name, own in calculation.grads.items():
            if self._requires_grad(name):
                truths = oracle.gradient(self.values, name)
                finding = compared(OWN, name, own, truths, own, self.rules, np.shape(self.values[name]))
                found.append(finding if finding.verdict == PASS else finding._replace(notes=_notes(calculation)))
        return found

    def _weights(self) -> Any:
        """Seeded weights for an output of several elements; None for a single one."""
        shape = np.shape(Oracle(self.tree).value(self.values))
        if math.prod(shape) == 1:
            return None
        return np.random.default_rng(self.rules.seed).uniform(0.5, 1.5, shape).tolist()

    def _requires_grad(self, name: str) -> bool:
        if self.rules.wrt is not None:
            return name in self.rules.wrt
        return not is_mask(self.values[name])

    def _own_at_random_points(self) -> list[Finding]:
        """Without values: the engine's own gradient at random points."""
        oracle = Oracle(self.tree, self.rules.dtype, self.rules.grad_output)
        found: dict[str, Finding] = {}
        for count, point in enumerate(self._points(oracle), start=1):
            calculation = calculate(self.tree, _plain(point, self.rules.dtype), self.settings)
            if calculation.error is not None:
                raise calculation.error
            for name, own in calculation.grads.items():
                if self._requires_grad_at(name) and found.get(name, _PASSED).verdict == PASS:
                    finding = compared(OWN, name, own, oracle.gradient(point, name), own, self.rules, np.shape(point[name]))
                    found[name] = finding._replace(point=point, points=count)
        return list(found.values())

    def _requires_grad_at(self, name: str) -> bool:
        return self.rules.wrt is None or name in self.rules.wrt

    def _points(self, oracle: Oracle) -> list[dict[str, Any]]:
        names, masks = dict.fromkeys([*self.names, *self.values]), {n: v for n, v in self.values.items() if is_mask(v)}
        shapes = {n: np.shape(self.values[n]) if n in self.values else () for n in names if n not in masks}
        found = list(points.inside(oracle, shapes, self.rules.ranges, self.rules.samples, self.rules.seed, masks))
        if not found and not self.values:
            example = " ".join(f"--range {n}=0.1..3" for n in self.names[:3])
            raise Problem("no random point lies inside the domain of this expression", fix=f"say where to look: {example}")
        return found

    # -------------------------------------------------------------- formulas
    def _formula(self, name: str, text: str) -> Finding:
        """A formula at the given point and at random ones; the first point at which it fails, if there is one."""
        tree = _formula_tree(name, text, self.names)
        oracle = Oracle(self.tree, self.rules.dtype, self.rules.grad_output)
        claim = Oracle(tree, self.rules.dtype)
        places = ([self.values] if self.values else []) + self._points(oracle)
        if places:
            _readable(claim, name, places[0])
        else:
            raise Problem("there is no point at which the formula could be checked", fix="--samples takes 1 or more")
        finding = Finding("formula", name, PASS, None, None)
        verdicts: set[str] = set()
        for k, point in enumerate(places, start=1):
            finding = self._formula_at(oracle, claim, name, text, point)
            verdicts.add(finding.verdict)
            if finding.verdict == FAIL:
                failed = finding._replace(points=k, point=point)
                return _named(failed, self._mistakes(name, text, claim, oracle, [point, *places[k:]]))
        return finding._replace(verdict=KINK if KINK in verdicts else PASS, points=len(places))

    def _formula_at(self, oracle: Oracle, claim: Oracle, name: str, text: str, point: Mapping[str, Any]) -> Finding:
        truths = oracle.gradient(point, name)
        shape = np.shape(point[name])
        used = {n: v for n, v in point.items() if n in claim.tree.names()}
        claimed = claim.value(used)
        if claimed.shape != shape and claimed.size == 1:  # a formula such as 2 for a tensor of twos
            claimed = np.broadcast_to(claimed, shape)
        noise = np.broadcast_to(claim.value_noise(used), claimed.shape)
        if claimed.shape != shape:
            reason = f"the formula has shape {list(claimed.shape)}, the gradient has shape {list(shape)}"
            true = np.asarray([float(t.slope) for t in truths]).reshape(shape).tolist()
            return Finding("formula", name, FAIL, claimed.astype(float).tolist(), true, reason=reason, formula=text)
        components = tuple(
            _judged_formula(place, claimed[place], t, float(noise[place]), self.rules)
            for place, t in zip(np.ndindex(*shape), truths, strict=True)
        )
        true = np.asarray([float(t.slope) for t in truths]).reshape(shape).tolist()
        exact = all(isinstance(t.slope, Fraction) for t in truths) and claimed.dtype == object
        bounds = [tolerances(t, None, self.rules, typed=exact) for t in truths]
        return Finding(
            "formula",
            name,
            overall(components),
            claimed.astype(float).tolist(),
            true,
            None,
            components,
            truths[0].method if truths else "",
            0.0 if exact and self.rules.atol is None else max((a for a, _ in bounds), default=0.0),
            max((r for _, r in bounds), default=0.0),
            formula=text,
        )

    def _mistakes(
        self, name: str, text: str, claim: Oracle, oracle: Oracle, places: Sequence[Mapping[str, Any]]
    ) -> list[Mistake]:
        """Slips that lead to the formula at several points, those left out at which it happens to be right."""
        fitting: list[list[Mistake]] = []
        for point in places:
            values = _plain(point, self.rules.dtype)
            claimed = np.asarray(claim.value({n: v for n, v in point.items() if n in claim.tree.names()}), dtype=float)
            own = calculate(self.tree, values, self.settings).grads[name]
            if own is None:
                return []
            if len(fitting) <= WITNESSES and not fits(claimed, own):
                fitting.append(explained(claimed, text, own, slips(self.tree, values, name, self.settings)))
        return reduce(_shared, fitting, fitting[0]) if fitting else []


_PASSED = Finding(OWN, "", PASS, None, None)


def _judged_formula(place: tuple[int, ...], claimed: Any, truth: Truth, noise: float, rules: Rules) -> Component:
    """A formula's number: compared as a fraction where both are, otherwise as floating point."""
    exact = isinstance(claimed, Fraction) and isinstance(truth.slope, Fraction) and rules.rtol is None and rules.atol is None
    if exact and not truth.kink:
        off = float(abs(claimed - truth.slope))
        true = float(truth.slope)
        relative = off / abs(true) if true else (math.inf if off else 0.0)
        return Component(place, float(claimed), true, None, off, relative, 0.0, FAIL if off else PASS)
    return judged(place, float(claimed), truth._replace(noise=truth.noise + noise), None, rules, typed=False)


def _no_variable(name: str, names: Sequence[str]) -> NameProblem:
    from gradcli.syntax.mistakes import suggest_name

    near = suggest_name(name, names)
    fix = f"did you mean `{near}`?" if near else f"its variables are {', '.join(names) or 'none'}"
    return NameProblem(f"the expression has no variable `{name}`", fix=fix)


def _formula_tree(name: str, text: str, names: Sequence[str]) -> Tree:
    try:
        tree = parse(text, tuple(names))
        for used in variables(tree):
            if used not in names:
                problem = NameProblem(f"`{used}` is no variable of the expression", fix=f"its variables are {', '.join(names)}")
                raise located(problem, tree, used)
    except Problem as problem:
        problem.title = f"--formula {name}: {problem.title}"
        raise
    return tree


def _readable(claim: Oracle, name: str, point: Mapping[str, Any]) -> None:
    """What is wrong with a formula is said of the formula."""
    try:
        claim.value({n: v for n, v in point.items() if n in claim.tree.names()})
    except Problem as problem:
        problem.title = f"--formula {name}: {problem.title}"
        raise


def _shared(some: list[Mistake], others: list[Mistake]) -> list[Mistake]:
    """The mistakes of both kinds."""
    kinds = {m.kind for m in others}
    return [m for m in some if m.kind in kinds]


def _named(finding: Finding, mistakes: Sequence[Mistake]) -> Finding:
    """The finding with its mistake, if there is exactly one."""
    return finding._replace(mistake=mistakes[0] if len(mistakes) == 1 else None, candidates=tuple(mistakes))


def _notes(calculation: Calculation) -> tuple[str, ...]:
    """What the engine has to say about the corners that it met, and about what is not finite."""
    return tuple(note.text for note in calculation.notes if note.kind in ("kink", "not finite"))


def _plain(values: Mapping[str, Any], dtype: str) -> dict[str, Any]:
    """Values as numbers and nested lists; in float32 as what float32 makes of them."""
    found = {n: _data(v) for n, v in values.items()}
    if dtype != "float32":
        return found
    return {n: v if is_mask(v) else np.asarray(v, dtype=np.float32).astype(float).tolist() for n, v in found.items()}


def _data(value: Any) -> Any:
    return value.tolist() if isinstance(value, Tensor) else value
