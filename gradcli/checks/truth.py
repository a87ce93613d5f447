"""What a derivative really is at a point, found without the reverse engine, and how much rounding may blur it.

In this order: exact rational arithmetic where the expression allows it, dual numbers in float64, and difference quotients
where dual numbers have no answer. Dual numbers are held against difference quotients once for each variable.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from gradcli import limits
from gradcli.checks import differences
from gradcli.duals.dual import Dual, Field, Unsuited
from gradcli.evaluate.expression import evaluate
from gradcli.problems import Problem, about_setting
from gradcli.recording.modes import no_grad
from gradcli.syntax.tree import Tree
from gradcli.tensors.tensor import Tensor

EPSILON = {"float64": 2.0**-52, "float32": 2.0**-23}
ROUNDINGS = 64  # units in the last place that a sum of paths may be off
UNDERFLOW = {"float64": 1e-290, "float32": 1e-36}  # below it numbers lose their digits one by one
LARGEST_EXACT = 2000  # nodes of a tree for which fractions are tried
CUTTING = frozenset({"detach", "item", "tensor", "argmax", "argmin", "zeros_like", "ones_like", "long", "int", "bool"})

EXACT, DUAL, QUOTIENTS = "exact rational arithmetic", "dual numbers", "difference quotients"
Point = Mapping[str, Any]


class Truth(NamedTuple):
    """The derivative by one element of a variable.

    slope   a Fraction where it is exact, otherwise a float; at a kink the slope on the right
    left    the slope on the left; the same as `slope` where the function is smooth
    jump    the function itself jumps here
    noise   how far a computation in floating point may be off
    method  which oracle said so
    doubt   what difference quotients say, where they clearly say something else
    """

    slope: Fraction | float
    left: Fraction | float
    method: str
    noise: float = 0.0
    jump: bool = False
    doubt: float | None = None

    @property
    def kink(self) -> bool:
        """Whether there is no one slope."""
        if self.jump:
            return True
        a, b = float(self.left), float(self.slope)
        return not (a == b or math.isnan(a) or math.isnan(b) or abs(a - b) <= self.noise)


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
        self.literals: tuple[Tree, Mapping[str, Any]] | None = None

    # -------------------------------------------------------------- the output
    def value(self, values: Point) -> Any:
        """The output as an array: of Fractions where it can be exact, otherwise of float64."""
        if self.rational:
            try:
                return self._forward(Field(exact=True), values, None, (), 1).value
            except (Unsuited, Problem):
                self.rational = False
        return self._floats(values)

    def value_noise(self, values: Point) -> Any:
        """How far the output may be off by rounding, element by element."""
        here = self._floats(values)
        return _known(self.epsilon * ROUNDINGS * abs(here)) + _known(8 * abs(self._floats(self._nudged(values)) - here))

    def _floats(self, values: Point) -> Any:
        leaves = {n: Tensor(_scalar(_numbers(v))) for n, v in values.items()}
        with no_grad():
            out = evaluate(self.tree, leaves).output
        data = out.raw if isinstance(out, Tensor) else out
        return np.asarray(data, dtype=np.float64)

    def _total(self, values: Point) -> float:
        out = self._floats(values)
        return float(np.sum(out * (1.0 if self.weights is None else np.asarray(self.weights, dtype=np.float64))))

    # -------------------------------------------------------------- the gradient
    def gradient(self, values: Point, name: str) -> list[Truth]:
        """The truth about each element of a variable's gradient, in order."""
        shape = np.shape(values[name])
        places = list(np.ndindex(*shape))
        limits.check(limits.COMPONENTS, len(places), f"checking the gradient by {name}")
        found = [self._element(values, name, place) for place in places]
        if found and all(t.method == DUAL and not t.kink for t in found) and self._is_uncut():
            return self._doubted(found, values, name)
        return found

    def _element(self, values: Point, name: str, place: tuple[int, ...]) -> Truth:
        if self.rational:
            try:
                return self._with_duals(True, values, name, place)
            except (Unsuited, Problem):
                self.rational = False
        try:
            truth = self._with_duals(False, values, name, place)
        except Unsuited:
            return self._with_quotients(values, name, place)
        if math.isnan(float(truth.slope)) or math.isnan(float(truth.left)):
            measured = self._with_quotients(values, name, place)
            return truth if math.isnan(float(measured.slope)) else measured
        return truth

    def _with_duals(self, exact: bool, values: Point, name: str, place: tuple[int, ...]) -> Truth:
        field = Field(exact)
        right = self._forward(field, values, name, place, 1)
        slope, total = self._weighted(right)
        if not exact and np.isnan(right.value).any():  # not inside the domain
            return Truth(math.nan, math.nan, DUAL)
        left, jump = slope, False
        if field.tied or not math.isfinite(float(slope)):
            other = self._forward(Field(exact), values, name, place, -1)
            here = self._forward(Field(exact), values, None, place, 1).value
            left = -self._weighted(other)[0]
            jump = _apart(other.value, right.value) or _apart(here, right.value)
        noise = ROUNDINGS * self.epsilon * total + self.underflow
        if not field.tied and not exact:
            noise += self._conditioning(values, name, place, float(slope))
        if exact:
            return Truth(slope, left, EXACT, noise, jump)
        return Truth(float(slope), float(left), DUAL, _known(noise), jump)

    def _conditioning(self, values: Point, name: str, place: tuple[int, ...], slope: float) -> float:
        """How much the slope moves when every value moves in its last place."""
        moved = self._weighted(self._forward(Field(False), self._nudged(values), name, place, 1))[0]
        return float(_known(8 * abs(float(moved) - slope)))

    def _nudged(self, values: Point) -> dict[str, Any]:
        return {n: v if is_fixed(v) else self._nudge(_numbers(v)) for n, v in values.items()}

    def _nudge(self, x: Any) -> Any:
        """In float32 also away from 0: the oracles are exact to float64, and what float32 loses on the way shows only so."""
        moved = x * (1 + self.epsilon)
        return moved if self.epsilon == EPSILON["float64"] else np.where(x == 0, self.epsilon, moved)

    def _forward(self, field: Field, values: Point, name: str | None, place: tuple[int, ...], side: int) -> Dual:
        tree = self.tree
        leaves = {n: Tensor(_scalar(_numbers(v)) if is_fixed(v) else Dual(field, field.lift(v))) for n, v in values.items()}
        if name is not None:
            direction = np.zeros(np.shape(values[name]))
            direction[place] = side
            leaves[name] = Tensor(Dual(field, field.lift(values[name]), field.lift(direction)))
        if field.exact:
            self.literals = self.literals or with_literals(self.tree)
            tree = self.literals[0]
            leaves.update({n: Tensor(Dual(field, field.lift(v))) for n, v in self.literals[1].items()})
        with no_grad():
            out = evaluate(tree, leaves).output
        data = out.raw if isinstance(out, Tensor) else out
        return data if isinstance(data, Dual) else Dual(field, field.lift(data))

    def _weighted(self, out: Dual) -> tuple[Any, Any]:
        slope, total = out.moving()
        if self.weights is not None and np.shape(self.weights) != out.shape:
            has = f"has shape {list(np.shape(self.weights))}, the output has shape {list(out.shape)}"
            raise Problem(about_setting("grad_output", has))
        weights = out.field.lift(np.ones(out.shape) if self.weights is None else self.weights)
        return np.sum(slope * weights), float(np.sum(total * abs(weights)))

    # -------------------------------------------------------------- difference quotients
    def _with_quotients(self, values: Point, name: str, place: tuple[int, ...]) -> Truth:
        x = np.asarray(values[name], dtype=np.float64)
        if not math.isfinite(x[place]):
            return Truth(math.nan, math.nan, QUOTIENTS)

        def f(h: float) -> float:
            moved = x.copy()
            moved[place] += h
            return self._total({**values, name: moved})

        scale = max(1.0, abs(float(x[place])))
        middle = differences.central(f, scale)
        left, right = (differences.one_sided(f, scale, side) for side in (-1, 1))
        if differences.settled(left) and differences.settled(right) and not differences.agrees(left, right.slope):
            return Truth(right.slope, left.slope, QUOTIENTS, left.error + right.error)
        if not differences.settled(middle):
            return Truth(math.nan, math.nan, QUOTIENTS)
        return Truth(middle.slope, middle.slope, QUOTIENTS, 10 * middle.error)

    def _doubted(self, found: list[Truth], values: Point, name: str) -> list[Truth]:
        """One direction, all elements at once: what values alone say of the sum of the slopes."""
        x = np.asarray(values[name], dtype=np.float64)
        expected = sum(float(t.slope) for t in found)
        scale = max(1.0, float(np.max(abs(x), initial=0.0)))
        if not (math.isfinite(scale) and math.isfinite(expected)):
            return found

        def f(h: float) -> float:
            return self._total({**values, name: x + h})

        try:
            quotients = [differences.central(f, scale, s) for s in (differences.SHRINK, differences.OTHER_SHRINK)]
        except Problem:
            return found
        margin = 1e-3 * max(abs(expected), 1e-6)
        clear = all(q.error <= 1e-3 * margin and abs(q.slope - expected) > margin for q in quotients)
        return [t._replace(doubt=quotients[0].slope) for t in found] if clear else found

    def _is_uncut(self) -> bool:
        """Whether nothing takes a value out of the graph, which a difference quotient would not notice."""
        called = {v[0] for k, v in zip(self.tree.kinds, self.tree.values, strict=True) if k in ("call", "method")}
        data = any(k == "attribute" and v == "data" for k, v in zip(self.tree.kinds, self.tree.values, strict=True))
        return not (called & CUTTING or data)


def with_literals(tree: Tree) -> tuple[Tree, dict[str, Any]]:
    """The tree with the numbers that are operands of operators as names, and their values: so 1/3 stays a third."""
    kinds, values = list(tree.kinds), list(tree.values)
    found: dict[str, Any] = {}
    for i, kind in enumerate(tree.kinds):
        if kind in ("binary", "unary", "compare"):
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


def _apart(a: Any, b: Any) -> bool:
    """Whether two values differ anywhere; nan is nan."""
    if np.shape(a) != np.shape(b):  # x[x > 0] has more elements on one side
        return True
    return bool(np.any(np.asarray(a != b) & ~(np.asarray(a != a) & np.asarray(b != b))))


__all__: Sequence[str] = (
    "DUAL",
    "EPSILON",
    "EXACT",
    "QUOTIENTS",
    "Oracle",
    "Point",
    "Truth",
    "is_fixed",
    "plain",
    "with_literals",
)
