"""Claims about an expression, checked: numbers at a point, formulas at that point and at random ones."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from gradcli.calculation.calculation import Calculation, calculate
from gradcli.calculation.leaves import leaf_data, whole_positions
from gradcli.calculation.question import Settings, check_settings, variables
from gradcli.checks.findings import (
    FAIL,
    KINK,
    OWN,
    OWN_SLACK,
    PASS,
    ROUNDING,
    Component,
    Finding,
    Limit,
    Report,
    Rules,
    about_none,
    as_data,
    compared,
    decimal,
    judged,
    limit_of,
    named,
    power_of_ten,
    slopes,
)
from gradcli.checks.lifted import Lifted, is_finite, is_fixed, one, plain
from gradcli.checks.oracle import Oracle
from gradcli.checks.settling import settled
from gradcli.checks.slips import of_number
from gradcli.checks.truth import Truth
from gradcli.checks.truth import rounded as rounded_number
from gradcli.checks.typed import COMPUTED, digits, spread, units_of
from gradcli.duals import cells
from gradcli.ops.late import np
from gradcli.problems import NameProblem, Problem, Remedy, about_setting
from gradcli.suggest import suggest_name
from gradcli.syntax.parser import parse
from gradcli.syntax.tree import Tree
from gradcli.tensors.tensor import Tensor

NEARLY = 1e-6  # how near a number has to be that a program may have computed
DIRECTIONS = 4  # with random signs, in which a claim at a corner is tried


class Claims(NamedTuple):
    """What is claimed.

    expect    (variable, gradient), plain data; None claims that there is none
    value     of the output, or None
    formulas  (variable, formula of the gradient)
    units     (variable, half a unit of the last typed digit of each number of `expect`), where that is known (typed.py);
              "" is the value
    """

    expect: tuple[tuple[str, Any], ...] = ()
    value: Any = None
    formulas: tuple[tuple[str, str], ...] = ()
    units: tuple[tuple[str, Any], ...] = ()

    def unit(self, name: str, data: Any) -> Any:
        """The units of a claim: as they were typed, otherwise as the numbers print."""
        typed = dict(self.units)
        return typed[name] if name in typed else units_of(data)


def check(source: str, values: Mapping[str, Any], claims: Claims, rules: Rules) -> Report:
    """Judge every claim; without one, the engine's own gradient. Raises Problem, and BackwardError where backward raises."""
    check_settings(Settings(dtype=rules.dtype))
    return judge(parse(source, tuple(values)), values, claims, rules)


def judge(tree: Tree, values: Mapping[str, Any], claims: Claims, rules: Rules) -> Report:
    """The same of an expression that has been parsed."""
    whole = whole_positions(tree)
    typed = {n: leaf_data(v, "float64", n in whole) for n, v in values.items()}
    said = claims._replace(expect=tuple((n, _data(v)) for n, v in claims.expect), value=_data(claims.value))
    ruled = rules._replace(grad_output=_data(rules.grad_output))
    return _Checker(tree, plain(typed, rules.dtype), said, ruled).report()


def demand_variables(claimed: Sequence[str], names: Sequence[str], values: Collection[str], rules: Rules) -> None:
    """Raise Problem if something is claimed of what is no variable, or of one that does not require grad.

    names   the variables of the expression
    values  those that have a value
    """
    for name in [*claimed, *rules.ranges]:
        if name not in names and name not in values:
            raise _no_variable(name, names)
        if rules.wrt is not None and name not in (*rules.wrt, *rules.ranges):
            raise Problem(f"{name} does not require grad, so nothing can be claimed of it", fix=Remedy("add to wrt", (name,)))


class _Checker:
    def __init__(self, tree: Tree, values: Mapping[str, Any], claims: Claims, rules: Rules) -> None:
        self.tree, self.values, self.claims, self.rules = tree, values, claims, rules
        self.names = variables(tree)
        self.settings = Settings(wrt=rules.wrt, dtype=rules.dtype, grad_output=rules.grad_output, allow_unused=rules.allow_unused)
        claimed = [*(n for n, _ in claims.expect), *(n for n, _ in claims.formulas)]
        demand_variables(claimed, self.names, self.values, rules)
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
        oracle = Oracle(self.tree, self.rules.dtype, self.rules.grad_output, self._is_single())
        found = [] if self.claims.value is None else [self._value(oracle, calculation.name)]
        return [*found, *(self._gradient(oracle, calculation, name, data) for name, data in self.claims.expect)]

    def _is_single(self) -> bool:
        """Whether all values are single numbers."""
        return not any(map(cells.shape_of, self.values.values()))

    def _calculated(self, values: Mapping[str, Any], settings: Settings) -> Calculation:
        calculation = calculate(self.tree, values, settings)
        if calculation.error is not None:
            raise calculation.error
        return calculation

    def _gradient(self, oracle: Oracle, calculation: Calculation, name: str, data: Any) -> Finding:
        own = calculation.grads[name]
        truths = oracle.gradient(self.values, name)
        shape = cells.shape_of(self.values[name])
        if data is None or own is None:
            return about_none("gradient", name, data, own, truths, self.rules, shape)
        units = spread(self.claims.unit(name, data), shape)

        def limits_of(known: Sequence[Truth]) -> list[Limit]:
            return [limit_of(self.rules, u, oracle.rounding(t)) for u, t in zip(units, known, strict=True)]

        def judge(known: Sequence[Truth]) -> Finding:
            return compared("gradient", name, data, known, limits_of(known), self.rules, shape)

        finding = settled(oracle, self.values, name, truths, judge)
        if finding.verdict == FAIL and self._is_computed(finding):
            limits = [
                self._as_computed(oracle, name, c.place, limit, truth) if c.verdict == FAIL else limit
                for c, limit, truth in zip(finding.components, limits_of(truths), truths, strict=True)
            ]
            finding = compared("gradient", name, data, truths, limits, self.rules, shape)
        finding = self._together(oracle, finding)
        if any(c.left is not None for c in finding.components):
            finding = finding._replace(notes=_notes(calculation))
        if finding.verdict != FAIL or not self.rules.mistakes:
            return finding
        if cells.shape_of(data) != cells.shape_of(own):
            return finding
        return named(finding, of_number(self.tree, self.values, name, dict(self.claims.expect), calculation.grads, self.settings))

    def _is_computed(self, finding: Finding) -> bool:
        """Whether a claim is nearly right and has the digits of a float: then a program has computed it, with its rounding."""
        wrong = [c for c in finding.components if c.verdict == FAIL]
        given = self.rules.rtol is not None or self.rules.atol is not None
        if given or not all(c.relative < NEARLY for c in wrong):
            return False
        return any(digits(c.claimed) >= COMPUTED for c in finding.components)

    def _as_computed(self, oracle: Oracle, name: str, place: tuple[int, ...], limit: Limit, truth: Truth) -> Limit:
        noise = oracle.conditioning(self.values, name, one(cells.shape_of(self.values[name]), place), truth)
        return limit._replace(absolute=Fraction(limit.absolute) + Fraction(noise), rule=ROUNDING)

    def _together(self, oracle: Oracle, finding: Finding) -> Finding:
        """At a corner, a claim for several elements has to hold in the directions in which they move together, too."""
        corners = [c for c in finding.components if c.left is not None]
        if finding.verdict != KINK or len(corners) < 2:
            return finding
        claimed = np.asarray(finding.claimed, dtype=np.float64)
        for direction in self._directions(corners, claimed.shape):
            truth = oracle.along(self.values, finding.name, direction)
            along = sum((decimal(c) * int(d) for c, d in zip(claimed.ravel(), direction.ravel(), strict=True)), Fraction(0))
            allowed = Fraction(sum(c.allowed for c in finding.components)) + Fraction(oracle.rounding(truth))
            if judged((), along, truth, Limit(allowed, 0.0, ""), self.rules).verdict == FAIL:
                reason = "each number lies between the slopes on both sides, but together they are no subgradient"
                return finding._replace(verdict=FAIL, reason=reason)
        return finding

    def _directions(self, corners: Sequence[Component], shape: Sequence[int]) -> Iterator[Any]:
        """All elements at a corner together, every one against the next, and some with random signs."""
        generator = np.random.default_rng(self.rules.seed)
        signs = [[1] * len(corners), *([1, -1] + [0] * (len(corners) - 2),), [(-1) ** k for k in range(len(corners))]]
        signs += [generator.choice([-1, 1], len(corners)).tolist() for _ in range(DIRECTIONS)]
        for chosen in signs:
            direction = np.zeros(tuple(shape))
            for c, sign in zip(corners, chosen, strict=True):
                direction[c.place] = sign
            yield direction

    def _value(self, oracle: Oracle, name: str) -> Finding:
        truths, shape = oracle.value(self.values)
        claimed = as_data(self.claims.value)
        if cells.shape_of(claimed) != shape:
            reason = f"the claim has shape {list(cells.shape_of(claimed))}, {name} has shape {list(shape)}"
            return Finding("value", name, FAIL, claimed, slopes(truths, shape), reason=reason)
        units = spread(self.claims.unit("", self.claims.value), shape)
        limits = [limit_of(self.rules, u, oracle.rounding(t)) for u, t in zip(units, truths, strict=True)]
        return compared("value", name, claimed, truths, limits, self.rules, shape)

    # -------------------------------------------------------------- the engine's own gradient
    def _own(self) -> list[Finding]:
        """As torch.autograd.gradcheck: every gradient, also of an output of several elements, weighted at random."""
        settings = self.settings
        weights = settings.grad_output
        if weights is None:
            weights = self._weights()
            settings = settings._replace(grad_output=weights)
        calculation = self._calculated(self.values, settings)
        oracle = Oracle(self.tree, self.rules.dtype, weights, self._is_single())
        found = []
        for name, own in calculation.grads.items():
            if self._requires_grad(name, self.values):
                finding = self._own_by(oracle, self.values, name, own)
                found.append(finding if finding.verdict == PASS else finding._replace(notes=_notes(calculation)))
        return found

    def _own_by(self, oracle: Oracle, values: Mapping[str, Any], name: str, own: Any) -> Finding:
        """The engine's gradient by one variable, to which all the rounding of this expression is allowed."""
        shape = cells.shape_of(values[name])
        if own is None:
            return about_none(OWN, name, own, own, oracle.gradient(values, name), self.rules, shape)

        def judge(truths: Sequence[Truth]) -> Finding:
            noises = oracle.noises(values, name, truths)
            limits = [
                limit_of(self.rules, None, OWN_SLACK * rounded_number(t.total) + power_of_ten(noise))
                for t, noise in zip(truths, noises, strict=True)
            ]
            return compared(OWN, name, own, truths, limits, self.rules, shape)

        return settled(oracle, values, name, oracle.gradient(values, name), judge)

    def _weights(self) -> Any:
        """Seeded weights for an output of several elements; None for a single one."""
        shape = cells.shape_of(Lifted(self.tree).floats(self.values))
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
                    finding = self._own_by(oracle, point, name, own)
                    found[name] = finding._replace(point=point, points=count)
        return list(found.values())

    def _formulas(self) -> list[Finding]:
        """Every formula, at the given point and at random ones."""
        if not self.claims.formulas:
            return []
        from gradcli.checks.formulas import Formula  # late: most claims are numbers

        oracle = Oracle(self.tree, self.rules.dtype, self.rules.grad_output)
        if self.rules.here:
            formulas = [Formula(n, text, self.names, oracle, self.settings, self.rules) for n, text in self.claims.formulas]
            return [formula.at(self.values) for formula in formulas]
        places = ([self.values] if self.values else []) + self._points(oracle)
        if not places:
            fix = about_setting("samples", "takes 1 or more")
            raise Problem("there is no point at which a formula could be checked", fix=fix)
        return [
            Formula(name, text, self.names, oracle, self.settings, self.rules).judged(places)
            for name, text in self.claims.formulas
        ]

    def _points(self, oracle: Oracle) -> list[dict[str, Any]]:
        from gradcli.checks import points

        names, masks = dict.fromkeys([*self.names, *self.values]), {n: v for n, v in self.values.items() if is_fixed(v)}
        shapes = {n: cells.shape_of(self.values[n]) if n in self.values else () for n in names if n not in masks}
        count = points.count(self.rules.samples, shapes.values())
        found = list(points.inside(oracle, shapes, self.rules.ranges, count, self.rules.seed, masks))
        if not found and not self.values and count:
            for point in points.anywhere(shapes, self.rules.ranges, self.rules.seed, masks):
                calculation = self._calculated(plain(point, self.rules.dtype), self.settings)
                if all(is_finite(x) for x in (calculation.value, *calculation.grads.values()) if x is not None):
                    return [point]  # its slopes are not known for certain, which the verdict says
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
