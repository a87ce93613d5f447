"""What a derivative really is at a point, found without the reverse engine, and how far that may be off.

In this order: exact rational arithmetic where the expression allows it; dual numbers in ball arithmetic, with as many bits as it
takes, where python-flint is installed (the extra `exact`); dual numbers in float64 with bounded rounding. Where a function has no
finite value or slope, dual numbers in IEEE arithmetic say which infinity it is. Difference quotients never decide: they are held
against the others once for each variable, and tell what to expect where nothing else can.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from fractions import Fraction
from functools import cache
from importlib.util import find_spec
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from gradcli import limits
from gradcli.checks import differences
from gradcli.duals.bounded import Bounded
from gradcli.duals.dual import Dual
from gradcli.duals.fields import Balls, Field, Floats, Fractions, Unsettled, Unsuited
from gradcli.evaluate.expression import Position, evaluate
from gradcli.problems import Problem, about_setting
from gradcli.recording.modes import no_grad
from gradcli.syntax.tree import Tree
from gradcli.tensors.tensor import Tensor

EPSILON = {"float64": 2.0**-52, "float32": 2.0**-23}
ROUNDINGS = 64  # units in the last place that a sum of paths may be off
UNDERFLOW = {"float64": 1e-290, "float32": 1e-36}  # below it numbers lose their digits one by one
LARGEST_EXACT = 2000  # nodes of a tree for which fractions are tried
BITS = (128, 512, 4096, 32768, 131072)  # of the balls, until they are small enough
SMALL = 2.0**-60  # a ball is small enough if it is that much smaller than what it holds
QUOTIENT_BITS, WIDTH = 1024, 256  # of a difference quotient, and how many of them its step is narrow
NONE: Mapping[str, Dual] = {}
CUTTING = frozenset({"detach", "item", "tensor", "argmax", "argmin", "zeros_like", "ones_like", "long", "int", "bool"})

EXACT, BALLS, BESIDE, BOUNDED, IEEE, QUOTIENTS = (
    "exact rational arithmetic",
    "dual numbers in ball arithmetic",
    "dual numbers in ball arithmetic just beside the point",
    "dual numbers with bounded rounding",
    "dual numbers",
    "difference quotients",
)
Point = Mapping[str, Any]
Number: TypeAlias = Fraction | float


class Truth(NamedTuple):
    """A number as it really is: the derivative by one element of a variable, or an element of a value.

    slope   a Fraction, or a float that is not finite; at a kink the slope on the right
    left    the slope on the left; the same as `slope` where the function is smooth
    method  which oracle said so
    error   how far both may be off; 0 where they are exact, inf where nothing is known for certain
    total   the sum of the absolute values of all that was added up
    jump    the function itself jumps here
    doubt   what difference quotients say, where they clearly say something else
    open    why it is not known, where it is not
    """

    slope: Number
    left: Number
    method: str
    error: Number = 0.0
    total: Number = 0.0
    jump: bool = False
    doubt: float | None = None
    open: str | None = None

    @property
    def kink(self) -> bool:
        """Whether there is no one slope."""
        if self.jump:
            return True
        right, left = self.slope, self.left
        if isinstance(right, Fraction) and isinstance(left, Fraction):
            return math.isfinite(self.error) and abs(right - left) > Fraction(2 * self.error)
        return right != left and not (math.isnan(right) or math.isnan(left))

    @property
    def true(self) -> float:
        """The slope as a float."""
        return rounded(self.slope)


def rounded(x: Number) -> float:
    """The nearest float; inf where there is none so large."""
    try:
        return float(x)
    except OverflowError:
        return math.inf if x > 0 else -math.inf


@cache
def has_balls() -> bool:
    """Whether python-flint is installed."""
    return find_spec("flint") is not None


class Oracle:
    """Derivatives of one expression.

    weights  what each element of the output counts, for an output that is not one number
    """

    def __init__(self, tree: Tree, dtype: str = "float64", weights: Any = None) -> None:
        self.tree = tree
        self.epsilon = EPSILON[dtype]
        self.underflow = UNDERFLOW[dtype]
        self.weights = weights
        self.rational = len(tree) <= LARGEST_EXACT
        self.first = 0  # of BITS, those that were enough the last time
        self.literals: tuple[Tree, Mapping[str, Any]] | None = None

    # -------------------------------------------------------------- which numbers
    def _fields(self) -> Iterator[tuple[str, Field, AbstractContextManager[None]]]:
        """The numbers to try, one after the other."""
        if self.rational:
            yield EXACT, Fractions(), nullcontext()
        if has_balls():
            from gradcli.duals.arb import Arbs, precision  # late: it is an extra

            for k in range(self.first, len(BITS)):
                self.first = k
                yield BALLS, Arbs(), precision(BITS[k])
        else:
            yield BOUNDED, Bounded(), nullcontext()

    def _settled(self, ask: Callable[[str, Field], list[Truth]]) -> list[Truth]:
        """The answer of the first numbers that have one; with open questions, of those that came nearest."""
        best: list[Truth] | None = None
        why = "nothing knows this derivative"
        for method, field, block in self._fields():
            try:
                with block:
                    found = ask(method, field)
            except Unsettled:
                why = OPEN[method]
                continue
            except (Unsuited, Problem):
                self.rational &= method != EXACT
                if method == EXACT:
                    continue
                break
            if best is None or all(t.error <= b.error for t, b in zip(found, best, strict=True)):
                best = found
            if all(_is_small(t) for t in found):
                break
        if best is None or any(not math.isfinite(t.error) for t in best):
            return self._without_bounds(ask, best, why)
        return best

    def _without_bounds(self, ask: Callable[[str, Field], list[Truth]], best: list[Truth] | None, why: str) -> list[Truth]:
        """What IEEE arithmetic says: which infinity it is, and otherwise what to expect."""
        try:
            said = ask(IEEE, Floats())
        except (Unsuited, Unsettled):
            return best or []
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

    # -------------------------------------------------------------- the output
    def value(self, values: Point) -> tuple[list[Truth], tuple[int, ...]]:
        """The elements of the output, in order, and its shape."""
        shape: list[tuple[int, ...]] = []

        def ask(method: str, field: Field) -> list[Truth]:
            out = self._forward(field, values, None, None, 1).value
            shape.append(np.shape(out))
            found = []
            for v in np.asarray(out).reshape(-1):
                number, error = field.known(v)
                found.append(Truth(number, number, method, error, _size(number)))
            return found

        found = self._settled(ask)
        if shape:
            return found, shape[-1]
        out = np.asarray(self.floats(values), dtype=np.float64)  # no field knows it: what floats say, and nothing is certain
        why = "no numbers but floats run through it"
        plain = [Truth(v, v, QUOTIENTS, math.inf, abs(v), open=why) for v in out.reshape(-1).tolist()]
        return plain, tuple(out.shape)

    def run(self, field: Field, values: Point, place: Position, others: Mapping[str, Any] = NONE) -> Dual:
        """The output where all values move; `place` follows the evaluation, and `others` stand for some of the values."""
        lifted = {n: field.lift(v) for n, v in values.items() if not is_fixed(v)} | dict(others)
        moving = {n: Dual(field, x, field.lift(np.ones(np.shape(x)))) for n, x in lifted.items()}
        return self._forward(field, values, None, None, 1, moving, place)

    def floats(self, values: Point) -> Any:
        """The output as an array of float64, computed as the engine computes it."""
        leaves = {n: Tensor(_scalar(_numbers(v))) for n, v in values.items()}
        with no_grad():
            out = evaluate(self.tree, leaves).output
        data = out.raw if isinstance(out, Tensor) else out
        return np.asarray(data, dtype=np.float64)

    def _total(self, values: Point) -> float:
        out = self.floats(values)
        return float(np.sum(out * (1.0 if self.weights is None else np.asarray(self.weights, dtype=np.float64))))

    # -------------------------------------------------------------- the gradient
    def gradient(self, values: Point, name: str) -> list[Truth]:
        """The truth about each element of a variable's gradient, in order."""
        shape = np.shape(values[name])
        places = list(np.ndindex(*shape))
        limits.check(limits.COMPONENTS, len(places), f"checking the gradient by {name}")
        found = [self.along(values, name, one(shape, place)) for place in places]
        if found and all(t.method != QUOTIENTS and t.open is None and not t.kink for t in found) and self._is_uncut():
            return self._doubted(found, values, name)
        return found

    def along(self, values: Point, name: str, direction: Any) -> Truth:
        """The slope when a variable moves in a direction, which has its shape."""
        found = self._settled(lambda method, field: [self._slope(method, field, values, name, direction)])
        if found and math.isfinite(found[0].error) and math.isfinite(found[0].slope):
            return found[0]
        return self._beside(values, name, direction) or (found[0] if found else self._with_quotients(values, name, direction))

    def _beside(self, values: Point, name: str, direction: Any) -> Truth | None:
        """Where a formula has no slope at the point itself, as sin(x)/x at 0: the slopes just beside it, if they settle."""
        if not has_balls() or not np.isfinite(np.asarray(values[name], dtype=np.float64)).all():
            return None
        found = []
        for width in (WIDTH, 2 * WIDTH):
            try:
                found.append([self._near(values, name, direction, width, side) for side in (1, -1)])
            except (Unsuited, Unsettled, Problem):
                return None
        (_, _), (right, left) = found
        error: Number = 0.0
        for (slope, off, added), (before, _, _) in zip(found[1], found[0], strict=True):
            if not (isinstance(slope, Fraction) and isinstance(before, Fraction) and isinstance(added, Fraction)):
                return None
            apart = abs(slope - before)
            if apart > Fraction(SMALL) * max(abs(slope), added):
                return None
            error = max(error, 4 * apart + Fraction(off))
        return Truth(right[0], -left[0], BESIDE, error, right[2])

    def _near(self, values: Point, name: str, direction: Any, width: int, side: int) -> tuple[Number, Number, Number]:
        """The slope at a point that is moved in a direction by a part of what the variable is."""
        from gradcli.duals.arb import Arbs, precision  # late: it is an extra

        with precision(8 * width):
            field = Arbs()
            here = self._forward(field, values, None, None, 1).value
            if field.isnan(here).any() or field.isinf(here).any():
                raise Unsuited("the value is not finite")
            way = field.lift(side * np.asarray(direction))
            moved = field.lift(values[name]) + way * self._step(field, values[name], width)
            return self._weighted(self._forward(field, values, None, None, 1, {name: Dual(field, moved, way)}))

    @staticmethod
    def _step(field: Any, value: Any, width: int) -> Any:
        """So many bits less than what a variable is."""
        size = max(map(abs, np.asarray(value, dtype=np.float64).reshape(-1)), default=0.0) or 1.0
        return field.ball(Fraction(float(size)) / 2**width)

    def _slope(self, method: str, field: Field, values: Point, name: str, direction: Any) -> Truth:
        right = self._forward(field, values, name, direction, 1)
        if field.isnan(right.value).any():
            return Truth(math.nan, math.nan, method, math.inf)
        slope, error, total = self._weighted(right)
        left, jump = slope, False
        if field.tied or not math.isfinite(slope):
            other = self._forward(field.fresh(), values, name, direction, -1)
            here = self._forward(field.fresh(), values, None, None, 1).value
            beside, further, _ = self._weighted(other)
            left, error = -beside, max(error, further)
            jump = _apart(field, other.value, right.value) or _apart(field, here, right.value)
        return Truth(slope, left, method, error, total, jump)

    def rounding(self, truth: Truth) -> Number:
        """How far a number may be off that was written down in floating point: some units in its last place."""
        return abs(truth.slope) * Fraction(ROUNDINGS * self.epsilon) if isinstance(truth.slope, Fraction) else 0.0

    def conditioning(self, values: Point, name: str, direction: Any, truth: Truth) -> Number:
        """How much the slope moves when every value moves in its last digits."""
        moved = self.along(self._nudged(values), name, direction)
        if not (isinstance(moved.slope, Fraction) and isinstance(truth.slope, Fraction)):
            return 0.0
        return 8 * abs(moved.slope - truth.slope)

    def noise(self, values: Point, name: str, place: tuple[int, ...], total: Number) -> float:
        """How far a computation in floating point may be off: all its roundings, and the last digits of the values."""
        direction = one(np.shape(values[name]), place)
        slopes = []
        for point in (values, self._nudged(values)):
            try:
                slopes.append(self._weighted(self._forward(Floats(), point, name, direction, 1))[0])
            except (Unsuited, Problem):
                return ROUNDINGS * self.epsilon * rounded(total) + self.underflow
        moved = _known(8 * abs(float(slopes[1]) - float(slopes[0])))
        return float(ROUNDINGS * self.epsilon * _known(rounded(total)) + self.underflow + moved)

    def _nudged(self, values: Point) -> dict[str, Any]:
        return {n: v if is_fixed(v) else _scalar(np.asarray(self._nudge(_numbers(v)))) for n, v in values.items()}

    def _nudge(self, x: Any) -> Any:
        """In float32 also away from 0: the oracles are exact to float64, and what float32 loses on the way shows only so."""
        moved = x * (1 + self.epsilon)
        return moved if self.epsilon == EPSILON["float64"] else np.where(x == 0, self.epsilon, moved)

    def _forward(
        self,
        field: Field,
        values: Point,
        name: str | None,
        direction: Any,
        side: int,
        others: Mapping[str, Dual] = NONE,
        place: Position | None = None,
    ) -> Dual:
        if isinstance(field, Balls) and not all(np.isfinite(_numbers(v)).all() for v in values.values()):
            raise Unsuited("an infinite value")
        self.literals = self.literals or with_literals(self.tree)
        tree, literals = self.literals
        leaves = {n: Tensor(_scalar(_numbers(v)) if is_fixed(v) else Dual(field, field.lift(v))) for n, v in values.items()}
        leaves.update({n: Tensor(Dual(field, field.lift(v))) for n, v in literals.items()})
        if name is not None:
            leaves[name] = Tensor(Dual(field, field.lift(values[name]), field.lift(side * np.asarray(direction))))
        leaves.update({n: Tensor(x) for n, x in others.items()})
        with no_grad():
            out = evaluate(tree, leaves, place).output
        data = out.raw if isinstance(out, Tensor) else out
        return data if isinstance(data, Dual) else Dual(field, field.lift(data))

    def _weighted(self, out: Dual) -> tuple[Number, Number, Number]:
        """The slope of the sum of all elements by their weights, how far it may be off, and what was added up."""
        slope, total = out.moving()
        if self.weights is not None and np.shape(self.weights) != out.shape:
            has = f"has shape {list(np.shape(self.weights))}, the output has shape {list(out.shape)}"
            raise Problem(about_setting("grad_output", has))
        weights = out.field.lift(np.ones(out.shape) if self.weights is None else self.weights)
        number, error = out.field.known(out.field.lift(0.0).item() + np.sum(slope * weights))
        added, _ = out.field.known(out.field.lift(0.0).item() + np.sum(total * abs(weights)))
        return number, error, added

    # -------------------------------------------------------------- difference quotients
    def _with_quotients(self, values: Point, name: str, direction: Any) -> Truth:
        """What to expect where nothing else knows: never enough for a verdict."""
        x = np.asarray(values[name], dtype=np.float64)
        why = "only difference quotients know this derivative, and they do not decide"
        if not np.isfinite(x).all():
            return Truth(math.nan, math.nan, QUOTIENTS, math.inf, open=why)
        scale = max(1.0, float(np.max(abs(x), initial=0.0)))
        middle = differences.central(lambda h: self._total({**values, name: x + h * np.asarray(direction)}), scale)
        if not differences.settled(middle):
            return Truth(math.nan, math.nan, QUOTIENTS, math.inf, open="nothing knows this derivative")
        return Truth(middle.slope, middle.slope, QUOTIENTS, math.inf, abs(middle.slope), open=why)

    def _doubted(self, found: list[Truth], values: Point, name: str) -> list[Truth]:
        """One direction, all elements at once: what values alone say of the sum of the slopes."""
        expected = sum(t.true for t in found)
        if not (expected and math.isfinite(expected) and np.isfinite(np.asarray(values[name], dtype=np.float64)).all()):
            return found  # of a slope of 0 a quotient leaves what depends on its step
        try:
            said = self._by_balls(values, name) if has_balls() else self._by_floats(values, name, expected)
        except (Unsuited, Unsettled, Problem):
            return found
        if said is None or abs(said - expected) <= 1e-3 * abs(expected):
            return found
        return [t._replace(doubt=said) for t in found]

    def _by_balls(self, values: Point, name: str) -> float | None:
        """A quotient so narrow that it is the slope, in as many bits as that takes."""
        from gradcli.duals.arb import Arbs, precision  # late: it is an extra

        with precision(QUOTIENT_BITS):
            field = Arbs()
            step = self._step(field, values[name], WIDTH)
            ends = []
            for side in (1, -1):
                moved = field.lift(values[name]) + side * step
                out = self._forward(field, values, None, None, 1, {name: Dual(field, moved)})
                weights = field.lift(np.ones(out.shape) if self.weights is None else self.weights)
                ends.append(np.sum(out.value * weights))
            number, error = field.known((ends[0] - ends[1]) / (2 * step))
        return rounded(number) if error <= 1e-6 * abs(rounded(number)) else None

    def _by_floats(self, values: Point, name: str, expected: float) -> float | None:
        """Quotients in float64, where two of them clearly say the same. The first step follows the function."""
        x = np.asarray(values[name], dtype=np.float64)
        size = max(1.0, float(np.max(abs(x), initial=0.0)))
        here = abs(self._total(values))
        if not (math.isfinite(size) and math.isfinite(here)):
            return None
        scale = min(size, here / abs(expected)) if here else size

        def f(h: float) -> float:
            return self._total({**values, name: x + h})

        quotients = [differences.central(f, scale, s) for s in (differences.SHRINK, differences.OTHER_SHRINK)]
        margin = 1e-3 * abs(expected)
        clear = all(q.error <= 1e-3 * margin and abs(q.slope - expected) > margin for q in quotients)
        return quotients[0].slope if clear else None

    def _is_uncut(self) -> bool:
        """Whether nothing takes a value out of the graph, which a difference quotient would not notice."""
        called = {v[0] for k, v in zip(self.tree.kinds, self.tree.values, strict=True) if k in ("call", "method")}
        data = any(k == "attribute" and v == "data" for k, v in zip(self.tree.kinds, self.tree.values, strict=True))
        return not (called & CUTTING or data)


HIDDEN = "rounding in float64 hides it; with the extra `exact` (pip install 'gradcli[exact]') it can be decided"
OPEN = {
    EXACT: "a comparison is open",
    BALLS: f"a comparison is open with {BITS[-1]} bits: two numbers are equal, or nearly",
    BOUNDED: HIDDEN,
}


def _size(x: Number) -> Number:
    return x if x >= 0 else -x


def _is_small(t: Truth) -> bool:
    """Whether nobody needs to know it better."""
    if math.isinf(t.error) or not (isinstance(t.slope, Fraction) and isinstance(t.total, Fraction)):
        return False
    return Fraction(t.error) <= max(Fraction(SMALL) * abs(t.slope), Fraction(SMALL * SMALL) * t.total)


def one(shape: Sequence[int], place: tuple[int, ...]) -> Any:
    """A direction in which one element moves."""
    direction = np.zeros(tuple(shape))
    direction[place] = 1.0
    return direction


def with_literals(tree: Tree) -> tuple[Tree, dict[str, Any]]:
    """The tree with the numbers that are operands of operators as names, and their values: so 1/3 stays a third.

    A whole number with a sign that is no operand stays: it may name a dimension, as in flip(x, -1).
    """
    kinds, values = list(tree.kinds), list(tree.values)
    found: dict[str, Any] = {}
    operators = [i for i, kind in enumerate(tree.kinds) if kind in ("binary", "unary", "compare")]
    inner = {k for i in operators for k in tree.operands(i)}
    for i in operators:
        if i in inner or tree.kinds[i] != "unary" or type(tree.values[tree.operands(i)[0]]) is not int:
            for k in tree.operands(i):
                if tree.kinds[k] == "number":
                    kinds[k], values[k] = "name", f"#{k}"
                    found[f"#{k}"] = tree.values[k]
    return Tree(tree.source, kinds, values, tree.starts, tree.ends), found


def plain(values: Point, dtype: str) -> dict[str, Any]:
    """Numbers and arrays of float64; in float32 as what float32 makes of them."""
    if dtype != "float32":
        return dict(values)
    return {n: v if is_fixed(v) else _scalar(np.asarray(v, dtype=np.float32).astype(np.float64)) for n, v in values.items()}


def is_fixed(value: Any) -> bool:
    """Whether nobody differentiates by a value: masks, and arrays of whole numbers."""
    return bool(np.asarray(value).dtype == bool) or getattr(getattr(value, "dtype", None), "kind", "") == "i"


def _numbers(value: Any) -> Any:
    return np.asarray(value, dtype=None if is_fixed(value) else np.float64)


def _scalar(x: Any) -> Any:
    """A number alone as Python's, but whole numbers as what they are."""
    return x.item() if x.ndim == 0 and x.dtype.kind != "i" else x


def _known(x: Any) -> Any:
    """Noise that cannot be told counts as none."""
    return np.where(np.isfinite(x), x, 0.0) if isinstance(x, np.ndarray) else x if math.isfinite(x) else 0.0


def _apart(field: Field, a: Any, b: Any) -> bool:
    """Whether two values differ anywhere; nan is nan."""
    if np.shape(a) != np.shape(b):  # x[x > 0] has more elements on one side
        return True
    a, b = np.asarray(a), np.asarray(b)
    for x, y in zip(a.reshape(-1), b.reshape(-1), strict=True):
        (p, e), (q, f) = field.known(x), field.known(y)
        if math.isnan(p) and math.isnan(q):
            continue
        if isinstance(p, Fraction) and isinstance(q, Fraction) and math.isfinite(e + f):
            if abs(p - q) > Fraction(e) + Fraction(f):
                return True
        elif p != q:
            return True
    return False


__all__: Sequence[str] = (
    "BALLS",
    "BOUNDED",
    "EPSILON",
    "EXACT",
    "HIDDEN",
    "QUOTIENTS",
    "ROUNDINGS",
    "Number",
    "Oracle",
    "Point",
    "Truth",
    "is_fixed",
    "plain",
    "rounded",
    "with_literals",
)
