"""What a derivative really is at a point, found without the reverse engine, and how far that may be off.

In this order: exact rational arithmetic where the expression allows it; dual numbers in ball arithmetic, with as many bits as it
takes, where python-flint is installed (the extra `exact`), otherwise in decimal numbers with bounded rounding. Where a function
has no finite value or slope, dual numbers in IEEE arithmetic say which infinity it is. Difference quotients never decide.
Variables of many elements are swept (sweep.py) instead of moving one element at a time.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from fractions import Fraction
from typing import Any

from gradcli import limits
from gradcli.checks import expected
from gradcli.checks.beside import beside
from gradcli.checks.lifted import Lifted, Point, is_fixed, numbers, one, scalar
from gradcli.checks.truth import BALLS, BOUNDED, DECIMAL_BITS, EXACT, IEEE, QUOTIENTS, Number, Truth, rounded
from gradcli.duals import balls, cells
from gradcli.duals.fields import Field, Floats, Fractions, Measureless, Unsettled, Unsuited
from gradcli.problems import Problem
from gradcli.syntax.tree import Tree

TOO_LARGE = "it is larger than any float"
SIGNED = "the sign of a zero counts here, which exact numbers do not have"
FAR = 1e-3  # by how much of itself a value is computed otherwise where a sign counted
EPSILON = {"float64": 2.0**-52, "float32": 2.0**-23}
ROUNDINGS = 64  # units in the last place that a sum of paths may be off
UNDERFLOW = {"float64": 1e-290, "float32": 1e-36}  # below it numbers lose their digits one by one
LARGEST_EXACT = 2000  # nodes of a tree, and elements of all variables, for which fractions are tried
BITS = (128, 512, 4096, 32768, 131072)  # of the balls, until they are small enough
FEW = 2  # the place in BITS of what is enough for a point that is drawn
SMALL = 2.0**-60  # a ball is small enough if it is that much smaller than what it holds
NONE = Fraction(1, 2**2000)  # of what was added up: where so much has cancelled, a ball that holds 0 is 0 for every float
LIGHT = 24  # nodes of a tree for which decimal numbers are done before FLINT has started
SLOW = ("gamma", "erfinv", "ndtri", "probit", "bessel", "zeta")  # but for these functions
REMEMBERED = 32  # points
FEW = 3  # elements that are moved one at a time

OPEN = {
    EXACT: "a comparison is open",
    BALLS: f"a comparison is open with {BITS[-1]} bits: two numbers are equal, or nearly",
    BOUNDED: f"a comparison is open with {DECIMAL_BITS} bits: two numbers are equal, or nearly",
}
Ask = Callable[[str, Field], list[Truth]]


class _Known:
    """What is known of a point: gradients by name, and whether a sweep was tried."""

    def __init__(self, point: Point) -> None:
        self.point = point
        self.gradients: dict[str, list[Truth]] = {}
        self.tried = False


class Oracle:
    """Derivatives of one expression.

    weights  what each element of the output counts, for an output that is not one number
    once     a point or two are asked about, of single numbers
    """

    def __init__(self, tree: Tree, dtype: str = "float64", weights: Any = None, once: bool = False) -> None:
        self.tree = tree
        self.lifted = Lifted(tree, weights)
        self.epsilon = EPSILON[dtype]
        self.underflow = UNDERFLOW[dtype]
        self.light = once and balls.has_balls() and len(tree) <= LIGHT and not any(name in tree.source for name in SLOW)
        self.rational = len(tree) <= LARGEST_EXACT
        self.known: deque[_Known] = deque(maxlen=REMEMBERED)
        self.first = 0  # of BITS, those that were enough the last time

    # -------------------------------------------------------------- which numbers
    def _fields(self, rational: bool, last: int) -> Iterator[tuple[str, Field, AbstractContextManager[None], bool]]:
        """The numbers to try, one after the other, and whether nothing behind them does what they cannot do."""
        if rational:
            yield EXACT, Fractions(), nullcontext(), False
        if self.light:
            yield BALLS, *balls.fine(BITS[0], light=True), False
            self.light = False  # they are asked for more only where they were not enough
        method, most = (BALLS, BITS[-1]) if balls.has_balls() else (BOUNDED, DECIMAL_BITS)
        last = min(last, BITS.index(most))
        for k in range(min(self.first, last), last + 1):
            self.first = k
            yield method, *balls.fine(BITS[k]), True

    def _nearest(self, ask: Ask, rational: bool, last: int = len(BITS) - 1) -> tuple[list[Truth] | None, str]:
        """The answer of the first numbers that have one that is near enough, or that came nearest; and what is open."""
        best: list[Truth] | None = None
        why, before = "nothing knows this derivative", self.first
        for method, field, block, sure in self._fields(rational, last):
            try:
                with block:
                    found = ask(method, field)
            except Unsettled as open_:
                why = OPEN[method] if sure else why
                if sure and isinstance(open_, Measureless):
                    break
                continue
            except (Unsuited, Problem):
                if sure:
                    break
                self.rational = self.rational and method != EXACT
                continue
            if not sure and method != EXACT and not _are_small(found):
                continue
            if best is None or all(t.error <= b.error for t, b in zip(found, best, strict=True)):
                best = found
            if _are_small(found):
                break
        if best is None or not _are_small(best):
            self.first = before
        return best, why

    def _settled(self, ask: Ask, values: Point) -> list[Truth]:
        """The same; where nothing is known for certain, what IEEE arithmetic says."""
        best, why = self._nearest(ask, self._is_rational(values))
        if best is None or any(not math.isfinite(t.error) for t in best):
            return self._without_bounds(ask, best, why)
        return best

    def _without_bounds(self, ask: Ask, best: list[Truth] | None, why: str) -> list[Truth]:
        """What IEEE arithmetic says: which infinity it is, and otherwise what to expect."""
        try:
            said = ask(IEEE, Floats())
        except (Unsuited, Unsettled):
            return [t if math.isfinite(t.error) else t._replace(open=t.open or why) for t in best or []]
        found = []
        for k, t in enumerate(said):
            known = best[k] if best is not None else None
            if known is not None and math.isfinite(known.error):
                found.append(known)
            elif not math.isfinite(t.slope) and (known is not None or math.isnan(t.slope)):
                found.append(t._replace(error=0.0))
            else:
                found.append(t._replace(error=math.inf, open=why))
        return found

    def _is_rational(self, values: Point) -> bool:
        """Whether fractions may do, and would not take too long."""
        return self.rational and sum(math.prod(cells.shape_of(v)) for v in values.values()) <= LARGEST_EXACT

    # -------------------------------------------------------------- the output
    def value(self, values: Point) -> tuple[list[Truth], tuple[int, ...]]:
        """The elements of the output, in order, and its shape."""
        shape: list[tuple[int, ...]] = []
        found = self._settled(self._asking(values, shape), values)
        return (self._decided(found, values), shape[-1]) if shape else self._as_floats(values)

    def _decided(self, found: list[Truth], values: Point) -> list[Truth]:
        """The elements of the output; undecided where no float is as large, or where the sign of a zero counts."""
        unknown = Truth(math.nan, math.nan, QUOTIENTS, math.inf)
        found = [
            unknown._replace(open=TOO_LARGE) if math.isinf(rounded(t.slope)) and isinstance(t.slope, Fraction) else t
            for t in found
        ]
        if any(n == 0 and math.copysign(1, n) < 0 for v in values.values() for n in cells.flat(numbers(v))):
            computed = map(float, cells.flat(self.lifted.floats(values)))
            far = [abs(c - rounded(t.slope)) > FAR * abs(c) for c, t in zip(computed, found, strict=True)]
            found = [unknown._replace(open=SIGNED) if f else t for f, t in zip(far, found, strict=True)]
        return found

    def is_plain(self, values: Point) -> bool:
        """Whether the elements of the output are known with few bits, and finite: there are other points to draw."""
        found, _ = self._nearest(self._asking(values, []), self._is_rational(values), FEW)
        return found is not None and all(math.isfinite(t.slope) and math.isfinite(t.error) for t in found)

    def _asking(self, values: Point, shape: list[tuple[int, ...]]) -> Ask:
        """What numbers are asked for the output; its shape is left in a list."""

        def ask(method: str, field: Field) -> list[Truth]:
            out = self.lifted.forward(field, values).value
            shape.append(cells.shape_of(out))
            found = []
            for v in cells.flat(out):
                number, error = field.known(v)
                found.append(Truth(number, number, method, error, _size(number)))
            return found

        return ask

    def _as_floats(self, values: Point) -> tuple[list[Truth], tuple[int, ...]]:
        """What floats say of a value that no other numbers know: nothing is certain."""
        out = self.lifted.floats(values)
        why = "no numbers but floats run through it"
        return [Truth(v, v, QUOTIENTS, math.inf, abs(v), open=why) for v in map(float, cells.flat(out))], cells.shape_of(out)

    # -------------------------------------------------------------- the gradient
    def gradient(self, values: Point, name: str) -> list[Truth]:
        """The truth about each element of a variable's gradient, in order; asked again about the same point, it is remembered."""
        known = next((k for k in self.known if k.point is values), None)
        if known is None:
            known = _Known(values)
            self.known.append(known)
        if name not in known.gradients:
            known.gradients[name] = self._gradient(known, values, name)
        return [*known.gradients[name]]

    def _gradient(self, known: _Known, values: Point, name: str) -> list[Truth]:
        shape = cells.shape_of(values[name])
        limits.check(limits.COMPONENTS, math.prod(shape), f"checking the gradient by {name}")
        if math.prod(shape) > FEW and not known.tried:
            known.tried = True
            known.gradients.update(self._swept(values))
            if name in known.gradients:
                return known.gradients[name]
        limits.check(limits.CORNERS, math.prod(shape), f"checking the gradient by {name} one element at a time")
        found = [self.along(values, name, one(shape, place)) for place in cells.places(shape)]
        return self._doubted(found, values, name)

    def _doubted(self, found: list[Truth], values: Point, name: str) -> list[Truth]:
        """The truths, with what difference quotients clearly say against them."""
        if found and all(t.method != QUOTIENTS and t.open is None and not t.kink for t in found) and self.lifted.is_uncut():
            exact = len(found) == 1 and found[0].method == EXACT
            doubt = expected.doubt(self.lifted, values, [name], _added(found), exact, self.light)
            return found if doubt is None else [t._replace(doubt=doubt) for t in found]
        return found

    def _swept(self, values: Point) -> dict[str, list[Truth]]:
        """All elements of all variables at once; nothing where only one at a time they say what they are."""
        names = [name for name, v in values.items() if not is_fixed(v)]
        found: dict[str, list[Truth]] = {}

        def ask(method: str, field: Field) -> list[Truth]:
            from gradcli.checks import sweep  # late: single numbers are moved one at a time

            found.update(sweep.gradients(self.lifted, method, field, values))
            return [t for name in names for t in found[name]]

        best, _ = self._nearest(ask, self._is_rational(values))
        if best is None:
            return {}
        if self.lifted.is_uncut() and expected.doubt(self.lifted, values, names, _added(best)) is not None:
            return {name: self._doubted(truths, values, name) for name, truths in found.items()}
        return found

    def along(self, values: Point, name: str, direction: Any) -> Truth:
        """The slope when a variable moves in a direction, which has its shape."""
        try:
            return self._along(values, name, direction)
        except OverflowError:  # of a fraction that becomes a float
            return Truth(math.nan, math.nan, QUOTIENTS, math.inf, open=TOO_LARGE)

    def _along(self, values: Point, name: str, direction: Any) -> Truth:
        found = self._settled(lambda method, field: [self._slope(method, field, values, name, direction)], values)
        if found and math.isfinite(found[0].error) and math.isfinite(found[0].slope):
            return found[0]
        near = beside(self.lifted, values, name, direction)
        return near or (found[0] if found else expected.expectation(self.lifted, values, name, direction))

    def _slope(self, method: str, field: Field, values: Point, name: str, direction: Any) -> Truth:
        right = self.lifted.along(field, values, name, direction)
        if cells.any_of(field.isnan(right.value)):
            return Truth(math.nan, math.nan, method, math.inf)
        slope, error, total = self.lifted.weighted(right)
        left, jump = slope, False
        if field.tied or not math.isfinite(slope):
            other = self.lifted.along(field.fresh(), values, name, direction, -1)
            here = self.lifted.forward(field.fresh(), values).value
            beyond, further, _ = self.lifted.weighted(other)
            left, error = -beyond, max(error, further)
            jump = _apart(field, other.value, right.value) or _apart(field, here, right.value)
        return Truth(slope, left, method, error, total, jump)

    # -------------------------------------------------------------- what rounding explains
    def rounding(self, truth: Truth) -> Number:
        """How far a number may be off that was written down in floating point: some units in its last place."""
        if not isinstance(truth.slope, Fraction):
            return 0.0
        if 0 < truth.error <= NONE * truth.total and abs(truth.slope) <= truth.error:
            return 2 * truth.error
        return abs(truth.slope) * Fraction(ROUNDINGS * self.epsilon)

    def conditioning(self, values: Point, name: str, direction: Any, truth: Truth) -> Number:
        """How far a program may be off: it rounds all that it adds up, and its values have last digits."""
        here = self.along(values, name, direction) if truth.rough else truth
        moved = self.along(self._nudged(values), name, direction)
        if not (isinstance(moved.slope, Fraction) and isinstance(here.slope, Fraction) and isinstance(here.total, Fraction)):
            return 0.0
        return Fraction(ROUNDINGS * self.epsilon) * here.total + 8 * abs(moved.slope - here.slope)

    def noises(self, values: Point, name: str, truths: Sequence[Truth]) -> list[float]:
        """How far a computation in floating point may be off: all its roundings, and the last digits of the values."""
        moved = self._moved(values, name, any(t.rough for t in truths))
        return [
            float(ROUNDINGS * self.epsilon * _known(rounded(t.total)) + self.underflow + 8 * _known(m))
            for t, m in zip(truths, moved, strict=True)
        ]

    def _moved(self, values: Point, name: str, at_once: bool) -> Sequence[float]:
        """How much each slope moves with the last digits of the values, in floating point; 0 where that is not known."""
        shape = cells.shape_of(values[name])
        try:
            here, there = (self._floating(point, name, at_once) for point in (values, self._nudged(values)))
        except (Unsuited, Problem):
            return [0.0] * math.prod(shape)
        return [abs(b - a) for a, b in zip(here, there, strict=True)]

    def _floating(self, values: Point, name: str, at_once: bool) -> list[float]:
        if at_once:
            from gradcli.checks import sweep

            found: list[float] = sweep.float_gradient(self.lifted, values, name).reshape(-1).tolist()
            return found
        shape = cells.shape_of(values[name])
        return [self.lifted.float_slope(values, name, one(shape, place)) for place in cells.places(shape)]

    def _nudged(self, values: Point) -> dict[str, Any]:
        return {n: v if is_fixed(v) else scalar(self._nudge(numbers(v))) for n, v in values.items()}

    def _nudge(self, x: Any) -> Any:
        """In float32 also away from 0: the oracles are exact to float64, and what float32 loses on the way shows only so."""
        moved = x * (1 + self.epsilon)
        return moved if self.epsilon == EPSILON["float64"] else cells.where(x == 0, self.epsilon, moved)


def _added(found: Sequence[Truth]) -> float:
    """The sum of all slopes; 0 where nothing else is known of it."""
    added = sum(t.true for t in found)
    return 0.0 if abs(added) <= sum(t.error for t in found) else added


def _are_small(found: Sequence[Truth]) -> bool:
    """Whether nobody needs to know them better; what a sweep leaves open is asked for one at a time."""
    return all(t.rough or _is_small(t) for t in found)


def _is_small(t: Truth) -> bool:
    if math.isinf(t.error) or not (isinstance(t.slope, Fraction) and isinstance(t.total, Fraction)):
        return False
    return Fraction(t.error) <= max(Fraction(SMALL) * abs(t.slope), NONE * t.total)


def _size(x: Number) -> Number:
    return x if x >= 0 else -x


def _known(x: float) -> float:
    """Noise that cannot be told counts as none."""
    return x if math.isfinite(x) else 0.0


def _apart(field: Field, a: Any, b: Any) -> bool:
    """Whether two values differ anywhere; nan is nan."""
    if cells.shape_of(a) != cells.shape_of(b):  # x[x > 0] has more elements on one side
        return True
    for x, y in zip(cells.flat(a), cells.flat(b), strict=True):
        (p, e), (q, f) = field.known(x), field.known(y)
        if math.isnan(p) and math.isnan(q):
            continue
        if isinstance(p, Fraction) and isinstance(q, Fraction) and math.isfinite(e + f):
            if abs(p - q) > Fraction(e) + Fraction(f):
                return True
        elif p != q:
            return True
    return False
