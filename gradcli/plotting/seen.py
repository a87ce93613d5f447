"""What the predicates of the table's kinks compare, seen while an expression is evaluated.

A predicate such as `x == floor(x)` is true at a point and says nothing beside it. Run on `Looked` it tells of what it compares:
the difference whose zero makes it true, and the steps on which that difference falls. Between two points of which one lies
behind a zero or on another step, a kink is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from gradcli.calculation.leaves import leaves_of
from gradcli.calculation.question import Question
from gradcli.evaluate.expression import Position, evaluate
from gradcli.ops.defaults import default_dtype_of
from gradcli.ops.late import np
from gradcli.ops.op import Kink, Op, parameters_of
from gradcli.ops.warnings import muted
from gradcli.recording.modes import no_grad, watched
from gradcli.tensors.tensor import Tensor

COMPARING = frozenset({"lt", "le", "gt", "ge", "eq", "ne"})
STEPPING = frozenset({"floor", "ceil", "trunc", "round"})
DIVIDING = frozenset({"remainder", "fmod"})
REFUSED = (TypeError, AttributeError, ValueError, ArithmeticError, IndexError)
Key = tuple[int, int, int]  # the node of the tree, which of its operations, and which of the kinks of that

Near = Mapping[tuple[Key, int], float]  # how far from 0 a difference still counts as one


class Look(NamedTuple):
    """What one predicate compared, at one point or at many.

    kink         of the table; None for a comparison that stands in the expression
    differences  what is 0 where it is true
    steps        what jumps there
    holds        whether it is true
    chosen       whether it is about what is chosen from several: there another step is itself the tie
    """

    kink: Kink | None
    differences: tuple[Any, ...]
    steps: tuple[Any, ...]
    holds: Any
    chosen: bool = False


class Looked:
    """Numbers that tell of their comparisons; all else runs as it always does."""

    __hash__ = None  # type: ignore[assignment]
    __array_ufunc__ = None

    def __init__(self, raw: Any, book: _Book) -> None:
        self.raw = raw
        self.book = book

    def run_op(self, op: Op, operands: Sequence[Any], options: Mapping[str, Any]) -> Any:
        """How a row of the table runs: on what lies beneath."""
        values = tuple(map(_raw, operands))
        with np.errstate(all="ignore"):
            if op.name in DIVIDING:
                self.book.steps.append(np.floor(np.asarray(values[0]) / np.asarray(values[1])))
            out = op.compute(values, options)
        if op.name in STEPPING:
            self.book.steps.append(out)
        return Looked(out, self.book)

    def __eq__(self, other: object) -> Any:
        with np.errstate(all="ignore"):
            return Looked(self.book.compared(np.asarray(self.raw) - np.asarray(_raw(other))), self.book)

    def __bool__(self) -> bool:
        raise TypeError("a choice that depends on a number")


def _raw(x: Any) -> Any:
    return x.raw if isinstance(x, Looked) else x


def _operator(name: str, reflected: bool = False) -> Any:
    """An operator on what lies beneath."""

    def run(self: Looked, *others: Any) -> Any:
        operands = [np.asarray(self.raw), *map(_raw, others)]
        with np.errstate(all="ignore"):
            found = getattr(np, name)(*(reversed(operands) if reflected else operands))
        return Looked(found, self.book)

    return run


for _method, _name in (
    *(("__add__", "add"), ("__sub__", "subtract"), ("__mul__", "multiply"), ("__truediv__", "true_divide")),
    *(("__ne__", "not_equal"), ("__lt__", "less"), ("__le__", "less_equal"), ("__gt__", "greater"), ("__ge__", "greater_equal")),
    *(("__and__", "logical_and"), ("__or__", "logical_or"), ("__neg__", "negative"), ("__abs__", "absolute")),
):
    setattr(Looked, _method, _operator(_name))
for _method, _name in (("__radd__", "add"), ("__rsub__", "subtract"), ("__rmul__", "multiply"), ("__rtruediv__", "true_divide")):
    setattr(Looked, _method, _operator(_name, reflected=True))


class _Book:
    """What is written down while one predicate runs."""

    def __init__(self, key: Key, near: Near) -> None:
        self.key, self.near = key, near
        self.differences: list[Any] = []
        self.steps: list[Any] = []

    def compared(self, difference: Any) -> Any:
        """Whether numbers are equal, or near enough where that was asked for."""
        bound = self.near.get((self.key, len(self.differences)), 0.0)
        self.differences.append(difference)
        return np.abs(difference) <= bound


class Watcher:
    """Looks on at one evaluation: what every predicate and every comparison finds."""

    def __init__(self, place: Position, near: Near) -> None:
        self.place, self.near = place, near
        self.counts: dict[int, int] = {}
        self.looks: dict[Key, Look] = {}

    def __call__(self, op: Op, operands: Sequence[Any], options: Mapping[str, Any], out: Tensor) -> None:
        """An operation has run."""
        node = self.place.node
        count = self.counts[node] = self.counts.get(node, -1) + 1
        if op.name in COMPARING:
            with np.errstate(all="ignore"):
                difference = np.subtract(*(np.asarray(_data(x), dtype=np.float64) for x in operands[:2]))
            self.looks[node, count, -1] = Look(None, (difference,), (), difference == 0)
        for k, kink in enumerate(op.kinks):
            key = (node, count, k)
            values = [_data(x) for x in operands]
            found = _predicate(kink, values, options, _Book(key, self.near)) or _chosen(kink, values, options, out)
            if found is not None:
                self.looks[key] = found


def _data(x: Any) -> Any:
    return x.raw if isinstance(x, Tensor) else x


def _predicate(kink: Kink, values: Sequence[Any], options: Mapping[str, Any], book: _Book) -> Look | None:
    """What a predicate compares; None where it asks for more than comparisons."""
    wanted = parameters_of(kink.when)
    try:
        holds = kink.when(*[Looked(v, book) for v in values], **{k: v for k, v in options.items() if k in wanted})
    except REFUSED:
        return None
    return Look(kink, tuple(book.differences), tuple(book.steps), _raw(holds))


def _chosen(kink: Kink, values: Sequence[Any], options: Mapping[str, Any], out: Tensor) -> Look | None:
    """A tie: what was chosen from several is another one behind it; and a tip, where the result itself is 0."""
    wanted = parameters_of(kink.when)
    try:
        x, y = np.asarray(values[0], dtype=np.float64), np.asarray(out.raw, dtype=np.float64)
        holds = kink.when(*values, **{k: v for k, v in options.items() if k in wanted})
        compared = np.abs(x) if options.get("p") == np.inf else x
        chosen = (np.equal(compared, y),) if y.ndim in (0, x.ndim) else ()
    except REFUSED:
        return None
    return Look(kink, (y,), tuple(step.astype(np.float64) for step in chosen), holds, True)


def looks(question: Question, values: Mapping[str, Any], near: Near = {}) -> dict[Key, Look]:  # noqa: B006
    """What every predicate finds at a point, or, of an expression that takes element by element, at many at once."""
    asked = question._replace(values={**question.values, **values})
    place = Position()
    watcher = Watcher(place, near)
    with default_dtype_of(question.settings.dtype), muted(), no_grad(), watched(watcher):
        evaluate(question.tree, leaves_of(asked), place)
    return watcher.looks
