"""Claims about an expression, checked: numbers at a point, formulas at that point and at random ones."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from gradcli.calculation.calculation import Calculation, calculate
from gradcli.calculation.leaves import leaf_data, whole_positions
from gradcli.calculation.question import Settings, check_settings, variables
from gradcli.checks import points
from gradcli.checks.findings import FAIL, OWN, PASS, Finding, Report, Rules, compared, named
from gradcli.checks.formulas import Formula
from gradcli.checks.slips import of_number
from gradcli.checks.truth import EXACT, Oracle, Truth, is_fixed, plain
from gradcli.problems import NameProblem, Problem, Remedy, about_setting
from gradcli.suggest import suggest_name
from gradcli.syntax.parser import parse
from gradcli.syntax.tree import Tree
from gradcli.tensors.tensor import Tensor


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
    check_settings(Settings(dtype=rules.dtype))
    tree = parse(source, tuple(values))
    whole = whole_positions(tree)
    typed = {n: leaf_data(v, "float64", n in whole) for n, v in values.items()}
    said = claims._replace(expect=tuple((n, _data(v)) for n, v in claims.expect), value=_data(claims.value))
    ruled = rules._replace(grad_output=_data(rules.grad_output))
    return _Checker(tree, plain(typed, rules.dtype), said, ruled).report()


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
                raise Problem(f"{name} does not require grad, so nothing can be claimed of it", fix=Remedy("add to wrt", (name,)))
        if not self.values and self.names and (self.claims.expect or self.claims.value is not None):
            raise Problem("a number can be checked only at a point", fix=Remedy("give all", tuple(self.names[:4])))

    def report(self) -> Report:
        """All findings."""
        found: list[Finding] = []
        if self.values or not self.names:
            found += self._at_the_point()
        elif not self.claims.formulas:
            found += self._own_at_random_points()
        found += self._formulas()
        return Report(self.tree.source, self.rules.dtype, tuple(found), self.rules.strict, self.rules.undecided)

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

    def _calculated(self, values: Mapping[str, Any], settings: Settings) -> Calculation:
        calculation = calculate(self.tree, values, settings)
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
        if np.shape(data) != np.shape(own):
            return finding
        return named(finding, of_number(self.tree, self.values, name, dict(self.claims.expect), calculation.grads, self.settings))

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
        calculation = self._calculated(self.values, settings)
        oracle = Oracle(self.tree, self.rules.dtype, weights)
        found = []
        for name, own in calculation.grads.items():
            if self._requires_grad(name, self.values):
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

    def _requires_grad(self, name: str, values: Mapping[str, Any]) -> bool:
        return not is_fixed(values[name]) if self.rules.wrt is None else name in self.rules.wrt

    def _own_at_random_points(self) -> list[Finding]:
        """Without values: the engine's own gradient at random points."""
        oracle = Oracle(self.tree, self.rules.dtype, self.rules.grad_output)
        found: dict[str, Finding] = {}
        for count, point in enumerate(self._points(oracle), start=1):
            calculation = self._calculated(plain(point, self.rules.dtype), self.settings)
            for name, own in calculation.grads.items():
                if self._requires_grad(name, point) and found.get(name, _PASSED).verdict == PASS:
                    finding = compared(OWN, name, own, oracle.gradient(point, name), own, self.rules, np.shape(point[name]))
                    found[name] = finding._replace(point=point, points=count)
        return list(found.values())

    def _formulas(self) -> list[Finding]:
        """Every formula, at the given point and at random ones."""
        if not self.claims.formulas:
            return []
        oracle = Oracle(self.tree, self.rules.dtype, self.rules.grad_output)
        places = ([self.values] if self.values else []) + self._points(oracle)
        if not places:
            fix = about_setting("samples", "takes 1 or more")
            raise Problem("there is no point at which a formula could be checked", fix=fix)
        return [
            Formula(name, text, self.names, oracle, self.settings, self.rules).judged(places)
            for name, text in self.claims.formulas
        ]

    def _points(self, oracle: Oracle) -> list[dict[str, Any]]:
        names, masks = dict.fromkeys([*self.names, *self.values]), {n: v for n, v in self.values.items() if is_fixed(v)}
        shapes = {n: np.shape(self.values[n]) if n in self.values else () for n in names if n not in masks}
        found = list(points.inside(oracle, shapes, self.rules.ranges, self.rules.samples, self.rules.seed, masks))
        if not found and not self.values and self.rules.samples:
            fix = Remedy("look", tuple(self.names[:3]))
            raise Problem("no random point lies inside the domain of this expression", fix=fix)
        return found


_PASSED = Finding(OWN, "", PASS, None, None)


def _no_variable(name: str, names: Sequence[str]) -> NameProblem:
    near = suggest_name(name, names)
    fix = f"did you mean `{near}`?" if near else f"its variables are {', '.join(names) or 'none'}"
    return NameProblem(f"the expression has no variable `{name}`", fix=fix)


def _notes(calculation: Calculation) -> tuple[str, ...]:
    """What the engine has to say about the corners that it met, and about what is not finite."""
    return tuple(note.text for note in calculation.notes if note.kind in ("kink", "not finite"))


def _data(value: Any) -> Any:
    return value.raw if isinstance(value, Tensor) else value
