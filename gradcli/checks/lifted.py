"""An expression on other numbers than floats: its forward computation on dual numbers of any field."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from gradcli.checks.truth import Number
from gradcli.duals import cells
from gradcli.duals.dual import Dual
from gradcli.duals.fields import Balls, Field, Floats, Unsuited
from gradcli.evaluate.expression import Position, evaluate
from gradcli.ops.late import np
from gradcli.problems import Problem, about_setting
from gradcli.recording.modes import no_grad
from gradcli.syntax.tree import Tree
from gradcli.tensors.tensor import Tensor

NONE: Mapping[str, Dual] = {}
Point = Mapping[str, Any]


class Lifted:
    """One expression.

    weights  what each element of the output counts, for an output that is not one number
    """

    def __init__(self, tree: Tree, weights: Any = None) -> None:
        self.tree = tree
        self.weights = weights
        self.literals: tuple[Tree, Mapping[str, Any]] | None = None

    # -------------------------------------------------------------- forward
    def leaves(self, field: Field, values: Point, requires_grad: bool = False) -> dict[str, Tensor]:
        """The variables and the numbers of the expression as tensors of dual numbers that stand still; masks stay masks."""
        if isinstance(field, Balls) and not all(map(is_finite, values.values())):
            raise Unsuited("an infinite value")
        self.literals = self.literals or with_literals(self.tree)
        leaves = {n: Tensor(Dual(field, field.lift(v)), requires_grad) for n, v in values.items() if not is_fixed(v)}
        leaves.update({n: Tensor(scalar(numbers(v))) for n, v in values.items() if is_fixed(v)})
        leaves.update({n: Tensor(Dual(field, field.lift(v))) for n, v in self.literals[1].items()})
        return leaves

    def output(self, leaves: Mapping[str, Tensor], place: Position | None = None) -> Any:
        """What the expression comes to for the tensors that `leaves` made."""
        tree = self.tree if self.literals is None else self.literals[0]
        return evaluate(tree, leaves, place).output

    def forward(self, field: Field, values: Point, moving: Mapping[str, Dual] = NONE, place: Position | None = None) -> Dual:
        """The output; `moving` stands for some of the values, and `place` follows the evaluation."""
        leaves = {**self.leaves(field, values), **{n: Tensor(x) for n, x in moving.items()}}
        with no_grad():
            out = self.output(leaves, place)
        data = out.raw if isinstance(out, Tensor) else out
        return data if isinstance(data, Dual) else Dual(field, field.lift(data))

    def along(self, field: Field, values: Point, name: str, direction: Any, side: int = 1) -> Dual:
        """The output where a variable moves in a direction, which has its shape; with side -1 the other way."""
        way = field.lift(side * direction)
        return self.forward(field, values, {name: Dual(field, field.lift(values[name]), way)})

    def run(self, field: Field, values: Point, place: Position, others: Mapping[str, Any] = NONE) -> Dual:
        """The output where all values move; `others` stand for some of the values."""
        lifted = {n: field.lift(v) for n, v in values.items() if not is_fixed(v)} | dict(others)
        moving = {n: Dual(field, x, field.full(cells.shape_of(x), 1.0)) for n, x in lifted.items()}
        return self.forward(field, values, moving, place)

    def weighted(self, out: Dual) -> tuple[Number, Number, Number]:
        """The slope of the sum of all elements by their weights, how far it may be off, and what was added up."""
        _, total = out.moving()
        number, error = out.field.known(self.slope(out))
        added, _ = out.field.known(cells.total(total * abs(self.seed(out.field, out.shape)), out.field.number(0.0)))
        return number, error, added

    def slope(self, out: Dual) -> Any:
        """The same as a number of the field."""
        slope, _ = out.moving()
        return cells.total(slope * self.seed(out.field, out.shape), out.field.number(0.0))

    def seed(self, field: Field, shape: Sequence[int]) -> Any:
        """What each element of an output of this shape counts. Raises Problem for weights of another shape."""
        if self.weights is None:
            return field.full(tuple(shape), 1.0)
        if cells.shape_of(self.weights) != tuple(shape):
            has = f"has shape {list(cells.shape_of(self.weights))}, the output has shape {list(shape)}"
            raise Problem(about_setting("grad_output", has))
        return field.lift(self.weights)

    # -------------------------------------------------------------- on floats
    def floats(self, values: Point) -> Any:
        """The output in float64, computed as the engine computes it."""
        leaves = {n: Tensor(scalar(numbers(v))) for n, v in values.items()}
        with no_grad():
            out = evaluate(self.tree, leaves).output
        data = out.raw if isinstance(out, Tensor) else out
        return np.asarray(data, dtype=np.float64) if is_listed(data) else float(data)

    def total(self, values: Point) -> float:
        """The sum of all elements by their weights."""
        out = self.floats(values)
        return float(cells.total(out * (1.0 if self.weights is None else numbers(self.weights)), 0.0))

    def float_slope(self, values: Point, name: str, direction: Any) -> float:
        """The slope in a direction in IEEE arithmetic, with all its roundings. Raises Unsuited."""
        return float(self.slope(self.along(Floats(), values, name, direction)))

    def is_uncut(self) -> bool:
        """Whether nothing takes a value out of the graph, which a difference quotient would not notice."""
        called = {v[0] for k, v in zip(self.tree.kinds, self.tree.values, strict=True) if k in ("call", "method")}
        data = any(k == "attribute" and v == "data" for k, v in zip(self.tree.kinds, self.tree.values, strict=True))
        return not (called & CUTTING or data)


CUTTING = frozenset({"detach", "item", "tensor", "argmax", "argmin", "zeros_like", "ones_like", "long", "int", "bool"})


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


def one(shape: Sequence[int], place: tuple[int, ...]) -> Any:
    """A direction in which one element moves."""
    if not shape:
        return 1.0
    direction = np.zeros(tuple(shape))
    direction[place] = 1.0
    return direction


def plain(values: Point, dtype: str) -> dict[str, Any]:
    """Numbers and arrays of float64; in float32 as what float32 makes of them."""
    if dtype != "float32":
        return dict(values)
    return {n: v if is_fixed(v) else scalar(np.asarray(v, dtype=np.float32).astype(np.float64)) for n, v in values.items()}


def is_fixed(value: Any) -> bool:
    """Whether nobody differentiates by a value: masks, and arrays of whole numbers."""
    if is_listed(value):
        return bool(np.asarray(value).dtype == bool) or getattr(getattr(value, "dtype", None), "kind", "") == "i"
    return isinstance(value, bool)


def is_listed(value: Any) -> bool:
    """Whether it is an array or nested lists, no number of Python's."""
    return cells.has_shape(value) or isinstance(value, list | tuple)


def size_of(value: Any) -> float:
    """The size of the largest element; 0 of none."""
    if is_listed(value):
        return float(np.max(abs(np.asarray(value, dtype=np.float64)), initial=0.0))
    return abs(float(value))


def is_finite(value: Any) -> bool:
    """Whether every element is."""
    return math.isfinite(size_of(value))


def numbers(value: Any) -> Any:
    """A number, or an array; of float64, unless it is fixed."""
    if is_listed(value):
        return np.asarray(value, dtype=None if is_fixed(value) else np.float64)
    return value if is_fixed(value) else float(value)


def scalar(x: Any) -> Any:
    """A number alone as Python's, but whole numbers as what they are."""
    return x.item() if cells.has_shape(x) and x.ndim == 0 and x.dtype.kind != "i" else x
