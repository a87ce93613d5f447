"""What a check found out, as data, and the rule by which a claim holds: |claimed - true| <= atol + rtol*|true|."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from gradcli.checks.truth import EXACT, HIDDEN, Number, Truth, rounded
from gradcli.duals import balls, cells
from gradcli.ops import sizes
from gradcli.ops.late import np
from gradcli.problems import Exit, Problem, Remedy, Words

if TYPE_CHECKING:
    from gradcli.checks.mistakes.mistake import Mistake

OWN = "own"  # the engine's own gradient, where nothing was claimed

PASS, FAIL, KINK, UNDECIDED = "pass", "fail", "kink", "undecided"


class Rules(NamedTuple):
    """How claims are judged.

    rtol, atol    tolerances; None: what the dtype and the rounding of this very expression call for
    nan_ok        nan equals nan
    none_as_zero  a gradient that is None counts as 0
    strict        a kink is a failure
    undecided     what counts as its verdict where neither can be shown: "fail" or "pass"
    samples       random points for formulas; None: 20, and fewer where a point has many numbers, each of which is a sample
    seed, ranges  of the random points; variable -> (low, high)
    dtype         of the variables
    wrt           the variables that require grad; None: all
    allow_unused  values that do not occur are fine
    grad_output   what each element of the output counts; None: it has one
    here          formulas are judged at the given point alone
    mistakes      the mistake behind a wrong claim is looked for
    """

    rtol: float | None = None
    atol: float | None = None
    nan_ok: bool = False
    none_as_zero: bool = False
    strict: bool = False
    undecided: str = FAIL
    samples: int | None = None
    seed: int = 0
    ranges: Mapping[str, tuple[float, float]] = {}
    dtype: str = "float64"
    wrt: tuple[str, ...] | None = None
    allow_unused: bool | None = None
    grad_output: Any = None
    here: bool = False
    mistakes: bool = True


class Place(NamedTuple):
    """A row of a table.

    part  of the file, such as "row group 2"; "" where it has none
    row   its number, counted from 1
    line  on which it begins, where the file has lines
    """

    file: str
    part: str
    row: int
    line: int | None

    def __str__(self) -> str:
        where = self.part if self.line is None else f"line {self.line}"
        return f"{self.file}, row {self.row}" + (f" ({where})" if where else "")


class Tally(NamedTuple):
    """What came of the rows of tables.

    counts      (verdict, whether it counts as passed) -> how many rows
    unreadable  rows that could not be judged
    first       the first row that does not count as passed
    problem     why a row could not be judged, or what backward raised there; of the first
    """

    files: tuple[str, ...]
    counts: Mapping[tuple[str, bool], int]
    unreadable: int = 0
    first: Place | None = None
    problem: Problem | None = None


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
    rule        how close a claim has to be, in words
    reason      why the claim fails where no number says it: a shape, None
    mistake     the one mistake that explains it
    candidates  all kinds of mistakes that would
    notes       conventions of torch at a kink
    formula     the formula that was claimed
    points      at how many points
    point       where a formula fails first
    place       the row of a table in which that point is
    times       at how many of its rows there is this verdict
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
    rule: str = ""
    reason: Words | None = None
    mistake: Mistake | None = None
    candidates: tuple[Mistake, ...] = ()
    notes: tuple[str, ...] = ()
    formula: str | None = None
    points: int = 1
    point: Mapping[str, Any] | None = None
    place: Place | None = None
    times: int | None = None


class Report(NamedTuple):
    """All findings about one expression.

    strict     a kink is a failure
    undecided  what counts where a claim is undecided: "fail" or "pass"
    table      what came of each row, where the points are those of a table; the findings are then about all of them
    """

    expression: str
    dtype: str
    findings: tuple[Finding, ...]
    strict: bool = False
    undecided: str = FAIL
    table: Tally | None = None

    @property
    def passed(self) -> bool:
        """Whether every claim holds, as far as the rules go for kinks and for what is undecided."""
        good = {PASS} | ({KINK} if not self.strict else set()) | ({UNDECIDED} if self.undecided == PASS else set())
        return all(f.verdict in good for f in self.findings) and (self.table is None or self.table.problem is None)

    @property
    def status(self) -> Exit:
        """0 it passed, 1 it failed, 2 a row of its table cannot be read."""
        if self.table is not None and self.table.unreadable:
            return Exit.UNREADABLE
        return Exit.OK if self.passed else Exit.NO

    @property
    def verdict(self) -> str:
        """The worst of all claims."""
        return worst([f.verdict for f in self.findings] if self.table is None else [v for v, _ in self.table.counts])


def judged(place: tuple[int, ...], claimed: Number, truth: Truth, limit: Limit, rules: Rules) -> Component:
    """One number held against the truth.

    limit  how far they may be apart
    """
    true = truth.true
    absolute = _distance(claimed, truth.slope)
    allowed = Fraction(limit.absolute) if math.isfinite(limit.absolute) else Fraction(LARGEST)
    if math.isinf(limit.relative):
        allowed = Fraction(LARGEST)
    elif limit.relative and isinstance(truth.slope, Fraction):
        allowed += Fraction(limit.relative) * abs(truth.slope)
    relative = absolute / abs(true) if true and math.isfinite(true) else (0.0 if absolute == 0 else math.inf)
    left, jump = (rounded(truth.left), truth.jump) if truth.kink else (None, False)
    verdict = _at_a_kink(claimed, truth, allowed) if truth.kink else _verdict(claimed, truth, allowed, rules)
    return Component(place, rounded(claimed), true, left, absolute, relative, rounded(allowed), verdict, jump)


def _at_a_kink(claimed: Number, truth: Truth, allowed: Fraction) -> str:
    """Between the slopes on both sides."""
    low, high = sorted((truth.slope, truth.left))
    if not math.isfinite(claimed) or math.isinf(truth.error):
        return KINK if low <= claimed <= high else FAIL
    outside = max(_gap(low, claimed), _gap(claimed, high))
    return {PASS: KINK}.get(word := _decided(max(outside, Fraction(0)), truth.error, allowed), word)


def _gap(low: Number, high: Number) -> Fraction:
    """How much the first lies above the second; an infinite end leaves everything open."""
    if math.isinf(low) or math.isinf(high):
        return Fraction(-1)
    return Fraction(low) - Fraction(high)


def _verdict(claimed: Number, truth: Truth, allowed: Fraction, rules: Rules) -> str:
    true = truth.slope
    if truth.doubt is not None:
        return UNDECIDED
    if math.isnan(claimed) or (math.isnan(true) and truth.open is None):
        return PASS if rules.nan_ok and math.isnan(claimed) and math.isnan(true) else FAIL
    if math.isinf(truth.error):
        return UNDECIDED
    if math.isinf(claimed) or math.isinf(true):
        return PASS if claimed == true or (math.isinf(claimed) and rounded(true) == claimed) else FAIL
    return _decided(abs(Fraction(claimed) - Fraction(true)), truth.error, allowed)


def _decided(apart: Fraction, error: Number, allowed: Fraction) -> str:
    """Whether two numbers are near enough, as far as the error of one lets us tell."""
    if apart + Fraction(error) <= allowed:
        return PASS
    return FAIL if apart - Fraction(error) > allowed else UNDECIDED


def _distance(claimed: Number, true: Number) -> float:
    """|claimed - true|."""
    if claimed == true:
        return 0.0
    if math.isfinite(claimed) and math.isfinite(true):
        return rounded(abs(Fraction(claimed) - Fraction(true)))
    return abs(rounded(claimed) - rounded(true))


def power_of_ten(noise: float) -> float:
    """The next one above: an estimate has no digits worth telling, and tells the same on every machine."""
    return 10.0 ** math.ceil(math.log10(noise)) if 0 < noise < LARGEST else noise


LARGEST = 2.0**1023  # what an infinite tolerance allows


class Limit(NamedTuple):
    """How far a claim may be from the truth: absolute + relative*|true|; `rule` says by which rule."""

    absolute: Number
    relative: float
    rule: str


def limit_of(rules: Rules, unit: float | None, noise: Number) -> Limit:
    """The limit of one number.

    unit   half a unit of the last typed digit; 0 where the number is meant exactly; None where nobody typed it
    noise  what rounding explains
    """
    if rules.rtol is not None or rules.atol is not None:
        return Limit(rules.atol or 0.0, rules.rtol or 0.0, GIVEN)
    if unit:
        return Limit(max(unit, noise), 0.0, DIGITS)
    return Limit(noise, 0.0, ROUNDING if unit is None else EXACTLY)


AT_THE_LIMIT = "the claim is just as far from the truth as the rule allows"
SLACK = 1e-9  # of what was added up: how far a formula may be off by rounding
OWN_SLACK = 1e-7  # and the engine, which like PyTorch keeps some constants (a sixth, in hardsigmoid) in single precision
GIVEN = "|claim - true| <= atol + rtol*|true|"
DIGITS = "to the last digit that was typed"
EXACTLY = "exactly, but for rounding"
ROUNDING = "but for rounding"


def compared(
    what: str, name: str, claimed: Any, truths: Sequence[Truth], limits: Sequence[Limit], rules: Rules, shape: Any
) -> Finding:
    """Claimed numbers held against the truth, number by number.

    limits  how far each may be from it
    """
    numbers = as_data(claimed)
    true = slopes(truths, shape)
    method = truths[0].method if truths else ""
    if cells.shape_of(numbers) != tuple(shape):
        reason = f"the claim has shape {sizes.text(cells.shape_of(numbers))}, the gradient has shape {sizes.text(shape)}"
        return Finding(what, name, FAIL, numbers, true, None, (), method, reason=reason)
    components = tuple(
        judged(place, decimal(number), t, limit, rules)
        for place, number, t, limit in zip(cells.places(shape), elements(numbers), truths, limits, strict=True)
    )
    return Finding(
        what,
        name,
        overall(components),
        numbers,
        true,
        _exactly(truths),
        components,
        method,
        *extent(limits),
        reason=reason_of(truths, components, rules),
    )


def decimal(x: float) -> Number:
    """A float as the decimal number it prints as."""
    return Fraction(repr(float(x))) if math.isfinite(x) else float(x)


def extent(limits: Sequence[Limit]) -> tuple[float, float, str]:
    """The largest tolerances of all components, and their rules."""
    rules = ", ".join(dict.fromkeys(limit.rule for limit in limits))
    return rounded(max((t.absolute for t in limits), default=0.0)), max((t.relative for t in limits), default=0.0), rules


def slopes(truths: Sequence[Truth], shape: Any) -> Any:
    """The true gradient as nested lists; the slopes on the right at kinks."""
    if not shape:
        return truths[0].true
    return np.asarray([t.true for t in truths], dtype=np.float64).reshape(shape).tolist()


def as_data(numbers: Any) -> Any:
    """A number as a float, or an array or nested lists as nested lists of them."""
    listed = isinstance(numbers, list | tuple) or cells.has_shape(numbers)
    return np.asarray(numbers, dtype=np.float64).tolist() if listed else float(numbers)


def elements(data: Any) -> list[float]:
    """The numbers of nested lists, in order."""
    return np.asarray(data, dtype=np.float64).reshape(-1).tolist() if isinstance(data, list) else [data]


def named(finding: Finding, mistakes: Sequence[Mistake]) -> Finding:
    """The finding with its mistake, if there is exactly one."""
    return finding._replace(mistake=mistakes[0] if len(mistakes) == 1 else None, candidates=tuple(mistakes))


def overall(components: Sequence[Component]) -> str:
    """The verdict on several numbers."""
    return worst([c.verdict for c in components])


def worst(verdicts: Sequence[str]) -> str:
    """The worst of several verdicts; of none, pass."""
    return next((v for v in (FAIL, UNDECIDED, KINK) if v in verdicts), PASS)


def severity(verdict: str) -> int:
    """How bad a verdict is."""
    return (PASS, KINK, UNDECIDED, FAIL).index(verdict)


def about_none(what: str, name: str, claimed: Any, own: Any, truths: Sequence[Truth], rules: Rules, shape: Any) -> Finding:
    """None is not 0, unless it was agreed that it is."""
    true = slopes(truths, shape) if own is not None else None
    if own is None and rules.none_as_zero and claimed is not None and not any(elements(as_data(claimed))):
        return Finding(what, name, PASS, claimed, None)
    if claimed is None and own is None:
        return Finding(what, name, PASS, None, None)
    if claimed is None and rules.none_as_zero and not any(elements(as_data(true))):
        return Finding(what, name, PASS, None, true)
    reason = Remedy("none as zero", (name,)) if own is None else f"{name}.grad is not None"
    return Finding(what, name, FAIL, claimed, true, reason=reason)


def _exactly(truths: Sequence[Truth]) -> str | None:
    """A single true number as a fraction, where its decimals never end."""
    if len(truths) != 1 or truths[0].method != EXACT or not isinstance(truths[0].slope, Fraction):
        return None
    slope = truths[0].slope
    return None if decimal(truths[0].true) == slope else f"{slope.numerator}/{slope.denominator}"


def reason_of(truths: Sequence[Truth], components: Sequence[Component], rules: Rules) -> Words | None:
    """Why a verdict is what it is, where the numbers do not say so."""
    doubted = next((t for t in truths if t.doubt is not None), None)
    if doubted is not None:
        total = sum(t.true for t in truths)
        return f"the oracles disagree: {total:.9g} by {truths[0].method}, {doubted.doubt:.9g} by difference quotients"
    if any(c.verdict == UNDECIDED for c in components):
        return next((t.open for t in truths if t.open is not None), AT_THE_LIMIT if balls.has_balls() else HIDDEN)
    unknown = any(math.isnan(t.slope) for t in truths)
    return Remedy("nan ok") if unknown and not rules.nan_ok else None
