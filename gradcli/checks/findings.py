"""What a check found out, as data, and the rule by which a claim holds: |claimed - true| <= atol + rtol*|true|."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from gradcli.checks.slips import Mistake
from gradcli.checks.truth import EXACT, QUOTIENTS, Truth
from gradcli.ops import sizes
from gradcli.problems import Remedy, Words

# How close a float64 and a float32 claim have to be: what is typed with 6 digits, and what float32 can do.
RTOL = {"float64": 1e-5, "float32": 1e-4}
OWN = "own"  # the engine's own gradient, where nothing was claimed

PASS, FAIL, KINK, UNDECIDED = "pass", "fail", "kink", "undecided"


class Rules(NamedTuple):
    """How claims are judged.

    rtol, atol    tolerances; None: what the dtype and the rounding of this very expression call for
    nan_ok        nan equals nan
    none_as_zero  a gradient that is None counts as 0
    strict        a kink is a failure
    undecided     what counts as its verdict where neither can be shown: "fail" or "pass"
    samples, seed, ranges   random points for formulas; variable -> (low, high)
    dtype         of the variables
    wrt           the variables that require grad; None: all
    allow_unused  values that do not occur are fine
    grad_output   what each element of the output counts; None: it has one
    """

    rtol: float | None = None
    atol: float | None = None
    nan_ok: bool = False
    none_as_zero: bool = False
    strict: bool = False
    undecided: str = FAIL
    samples: int = 20
    seed: int = 0
    ranges: Mapping[str, tuple[float, float]] = {}
    dtype: str = "float64"
    wrt: tuple[str, ...] | None = None
    allow_unused: bool | None = None
    grad_output: Any = None


class Component(NamedTuple):
    """One number of a claim, judged.

    place               its index in the tensor; () where the claim is a number
    claimed, true       the two numbers; `true` is the slope on the right at a kink
    left                the slope on the left, at a kink; otherwise None
    jump                at a kink: the function itself jumps
    absolute, relative  the difference, and as a fraction of |true|
    allowed             atol + rtol*|true|
    verdict             "pass", "fail", "kink": the claim lies between the slopes, or "undecided": neither can be shown
    """

    place: tuple[int, ...]
    claimed: float
    true: float
    left: float | None
    absolute: float
    relative: float
    allowed: float
    verdict: str
    jump: bool = False


class Finding(NamedTuple):
    """One claim, judged.

    what        "gradient", "value", "formula", or "own": the engine's gradient, where nothing was claimed
    name        the variable, or the output's name
    verdict     "pass", "fail", "kink" or "undecided"
    claimed, true   plain data; None is a gradient that is None
    exact       the true number as a fraction, where it is one and no decimal
    components  number by number
    method      the oracle that knew the truth
    atol, rtol  the tolerances in force, the largest of all components
    reason      why the claim fails where no number says it: a shape, None
    mistake     the one mistake that explains it
    candidates  all kinds of mistakes that would
    notes       conventions of torch at a kink
    formula     the formula that was claimed
    points      at how many points
    point       where a formula fails first
    """

    what: str
    name: str
    verdict: str
    claimed: Any
    true: Any
    exact: str | None = None
    components: tuple[Component, ...] = ()
    method: str = ""
    atol: float = 0.0
    rtol: float = 0.0
    reason: Words | None = None
    mistake: Mistake | None = None
    candidates: tuple[Mistake, ...] = ()
    notes: tuple[str, ...] = ()
    formula: str | None = None
    points: int = 1
    point: Mapping[str, Any] | None = None


class Report(NamedTuple):
    """All findings about one expression.

    strict     a kink is a failure
    undecided  what counts where a claim is undecided: "fail" or "pass"
    """

    expression: str
    dtype: str
    findings: tuple[Finding, ...]
    strict: bool = False
    undecided: str = FAIL

    @property
    def passed(self) -> bool:
        """Whether every claim holds, as far as the rules go for kinks and for what is undecided."""
        good = {PASS} | ({KINK} if not self.strict else set()) | ({UNDECIDED} if self.undecided == PASS else set())
        return all(f.verdict in good for f in self.findings)

    @property
    def verdict(self) -> str:
        """The worst of all claims."""
        return worst([f.verdict for f in self.findings])


def same(place: tuple[int, ...], claimed: Fraction, true: Fraction) -> Component:
    """One fraction held against another: nothing is rounded, so nothing is allowed."""
    off = abs(claimed - true)
    relative = float(off / abs(true)) if true else (math.inf if off else 0.0)
    return Component(place, float(claimed), float(true), None, float(off), relative, 0.0, FAIL if off else PASS)


def judged(place: tuple[int, ...], claimed: float, truth: Truth, own: float | None, rules: Rules, typed: bool) -> Component:
    """One number held against the truth.

    own    what the engine computes: how far floating point itself is off
    typed  somebody claims it; then an exact truth leaves nothing but rounding
    """
    atol, rtol = tolerances(truth, own, rules, typed)
    true = float(truth.slope)
    absolute = _distance(claimed, truth.slope)
    allowed = atol + rtol * abs(true) if math.isfinite(true) else 0.0
    relative = absolute / abs(true) if true and math.isfinite(true) else (0.0 if absolute == 0 else math.inf)
    if truth.kink:
        left = float(truth.left)
        low, high = min(left, true), max(left, true)
        inside = low - allowed <= claimed <= high + allowed
        return Component(place, claimed, true, left, absolute, relative, allowed, KINK if inside else FAIL, truth.jump)
    verdict = _verdict(claimed, true, absolute <= allowed, rules, truth)
    return Component(place, claimed, true, None, absolute, relative, allowed, verdict)


def _verdict(claimed: float, true: float, near: bool, rules: Rules, truth: Truth) -> str:
    if truth.doubt is not None:
        return FAIL
    if math.isnan(claimed) or math.isnan(true):
        return PASS if rules.nan_ok and math.isnan(claimed) and math.isnan(true) else FAIL
    if math.isinf(claimed) or math.isinf(true):
        return PASS if claimed == true else FAIL
    return PASS if near else FAIL


def _distance(claimed: float, true: Fraction | float) -> float:
    """|claimed - true|, without rounding where the truth is a fraction."""
    if claimed == true:
        return 0.0
    if isinstance(true, Fraction) and math.isfinite(claimed):
        return float(abs(Fraction(repr(claimed)) - true))
    return abs(claimed - float(true))


def tolerances(truth: Truth, own: float | None, rules: Rules, typed: bool) -> tuple[float, float]:
    """(atol, rtol). An exact truth leaves a claim nothing but the rounding of floating point."""
    usual = RTOL[rules.dtype]
    exact = typed and truth.method == EXACT
    noise = truth.noise
    if exact and own is not None:
        off = _distance(own, truth.slope)
        if off <= usual * abs(float(truth.slope)):  # that of a wrong gradient excuses nothing
            noise = max(noise, 2 * off)
    atol = _power_of_ten(noise) if rules.atol is None else rules.atol
    return atol, (0.0 if exact else usual) if rules.rtol is None else rules.rtol


def _power_of_ten(noise: float) -> float:
    """The next one above: an estimate has no digits worth telling, and tells the same on every machine."""
    return 10.0 ** math.ceil(math.log10(noise)) if noise > 0 else 0.0


def compared(what: str, name: str, claimed: Any, truths: Sequence[Truth], own: Any, rules: Rules, shape: Any) -> Finding:
    """A claimed gradient held against the truth, number by number.

    own  the engine's gradient, or None if it has none
    """
    if claimed is None or own is None:
        return _about_none(what, name, claimed, own, truths, rules, shape)
    numbers = np.asarray(claimed, dtype=np.float64)
    true = slopes(truths, shape)
    method = truths[0].method if truths else ""
    if numbers.shape != tuple(shape):
        reason = f"the claim has shape {sizes.text(numbers.shape)}, the gradient has shape {sizes.text(shape)}"
        return Finding(what, name, FAIL, numbers.tolist(), true, None, (), method, reason=reason)
    owns = np.asarray(own, dtype=np.float64).reshape(-1)
    components = tuple(
        judged(place, float(numbers[place]), t, float(owns[k]), rules, what != OWN)
        for k, (place, t) in enumerate(zip(np.ndindex(*shape), truths, strict=True))
    )
    atol, rtol = _largest([tolerances(t, float(owns[k]), rules, what != OWN) for k, t in enumerate(truths)])
    return Finding(
        what,
        name,
        overall(components),
        numbers.tolist(),
        true,
        _exactly(truths),
        components,
        method,
        atol,
        rtol,
        reason=_doubt(truths) or _undefined(truths, rules),
    )


def slopes(truths: Sequence[Truth], shape: Any) -> Any:
    """The true gradient as nested lists; the slopes on the right at kinks."""
    return np.asarray([float(t.slope) for t in truths]).reshape(shape).tolist()


def named(finding: Finding, mistakes: Sequence[Mistake]) -> Finding:
    """The finding with its mistake, if there is exactly one."""
    return finding._replace(mistake=mistakes[0] if len(mistakes) == 1 else None, candidates=tuple(mistakes))


def overall(components: Sequence[Component]) -> str:
    """The verdict on several numbers."""
    return worst([c.verdict for c in components])


def worst(verdicts: Sequence[str]) -> str:
    """The worst of several verdicts; of none, pass."""
    return next((v for v in (FAIL, UNDECIDED, KINK) if v in verdicts), PASS)


def _largest(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return max((a for a, _ in pairs), default=0.0), max((r for _, r in pairs), default=0.0)


def _about_none(what: str, name: str, claimed: Any, own: Any, truths: Sequence[Truth], rules: Rules, shape: Any) -> Finding:
    """None is not 0, unless it was agreed that it is."""
    true = slopes(truths, shape) if own is not None else None
    if own is None and rules.none_as_zero and claimed is not None and not np.any(claimed):
        return Finding(what, name, PASS, claimed, None)
    if claimed is None and own is None:
        return Finding(what, name, PASS, None, None)
    if claimed is None and rules.none_as_zero and not np.any(true):
        return Finding(what, name, PASS, None, true)
    reason = Remedy("none as zero", (name,)) if own is None else f"{name}.grad is not None"
    return Finding(what, name, FAIL, claimed, true, reason=reason)


def _exactly(truths: Sequence[Truth]) -> str | None:
    """A single true number as a fraction, where its decimals never end."""
    if len(truths) != 1 or not isinstance(truths[0].slope, Fraction):
        return None
    slope = truths[0].slope
    return None if Fraction(repr(float(slope))) == slope else f"{slope.numerator}/{slope.denominator}"


def _doubt(truths: Sequence[Truth]) -> str | None:
    doubts = [t.doubt for t in truths if t.doubt is not None]
    if not doubts:
        return None
    total = sum(float(t.slope) for t in truths)
    return f"the oracles disagree: {total:.9g} by {truths[0].method}, {doubts[0]:.9g} by difference quotients"


def _undefined(truths: Sequence[Truth], rules: Rules) -> Words | None:
    unknown = [t for t in truths if math.isnan(float(t.slope))]
    if any(t.method == QUOTIENTS for t in unknown):
        return "difference quotients do not settle here, and nothing else knows this gradient"
    if unknown and not rules.nan_ok:
        return Remedy("nan ok")
    return None
