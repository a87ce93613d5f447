"""Why a gradient is not finite: the operation, the element and the reason, in forward or in backward, in the user's own words."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from gradcli.autograd.backward import call_rule, ones_like, reachable
from gradcli.evaluate.expression import Position, evaluate
from gradcli.numerals import is_number, number
from gradcli.ops.op import Op
from gradcli.ops.warnings import muted
from gradcli.problems import Problem
from gradcli.recording.modes import no_grad, watched
from gradcli.recording.node import Freed
from gradcli.syntax.tree import Tree
from gradcli.tensors.op_node import OpNode
from gradcli.tensors.tensor import Tensor

MOST_WAYS = 3  # operations that a nan is followed through
LONGEST_WALK = 10_000  # nodes; in a larger graph any event may be the cause
INDEX = Sequence[int]


class Event(NamedTuple):
    """A product that is not finite, as backward met it: at a node, on its way to an operand."""

    node: OpNode
    operand: int
    upstream: Any
    product: Any


class Result(NamedTuple):
    """One operation of the forward pass, run once more: where in the tree, on what, and what came out."""

    op: Op
    place: int
    operands: tuple[Any, ...]
    out: Any


class Causes:
    """Finds the cause for each leaf.

    events  in the order in which backward met them
    text    the part of the expression behind a node
    place   where in the tree a node was made
    """

    def __init__(
        self,
        tree: Tree,
        leaves: Mapping[str, Tensor],
        events: Sequence[Event],
        text: Callable[[OpNode], str],
        place: Callable[[OpNode], int | None],
    ) -> None:
        self.tree, self.leaves, self.events, self.text, self.place = tree, leaves, events, text, place
        self._results: list[Result] | None = None

    def cause(self, x: Tensor, kind: str) -> str:
        """Why the gradient of a leaf is nan, inf or -inf."""
        mine = [event for event in self.events if self._leads(event, x)]
        if not mine:
            return "the sum of its contributions is not finite"
        found = next((event for event in mine if _first(event.product, _NAN if kind == "nan" else _NOT_FINITE) is not None), None)
        return self._sum(mine) if found is None else self._at(found, mine)

    def _leads(self, event: Event, x: Tensor) -> bool:
        """Whether what an event hands on arrives at a leaf."""
        edge = event.node.edges[event.operand]
        if edge is None or edge is x.edge:
            return edge is not None
        order, last = reachable([edge])
        return len(order) > LONGEST_WALK or x.edge in last

    def _sum(self, mine: Sequence[Event]) -> str:
        """Infinite contributions of both signs."""
        by_sign: dict[str, Event] = {}
        for event in mine:
            by_sign.setdefault(_kind(event.product), event)
        if {"inf", "-inf"} <= set(by_sign):
            up, down = by_sign["inf"], by_sign["-inf"]
            return f"inf from {self._where(up)} and -inf from {self._where(down)} are added up"
        return "the sum of its contributions is not finite"

    def _at(self, event: Event, mine: Sequence[Event]) -> str:
        kind = _kind(event.product)
        index = _first(event.product, _NAN if kind == "nan" else _NOT_FINITE)
        upstream = _element(event.upstream, event.product, index)
        where, place = self._where(event), _index_text(index)
        forward = self._forward(event.node)
        if kind == "nan" and _is_zero(upstream):
            local = _local(event, index)
            infinite = "an undefined" if local is not None and math.isnan(local) else "an infinite"
            also = f"; {forward}" if forward else ""
            return f"{where} multiplies a gradient of 0 by {infinite} local derivative{place}{also}"
        if forward:
            return forward
        first = next((one for one in mine if _kind(one.product) in ("inf", "-inf")), None)
        if kind == "nan" and first is not None and first.node is not event.node:
            return f"an infinite gradient from {self._where(first)} meets a 0 at {where}{place}"
        if not _finite(upstream):
            return f"what reaches {where} is already {_kind(upstream)}"
        local = _local(event, index)
        shown = kind if local is None else number(local)
        if local is not None and math.isfinite(local):
            return f"{number(upstream)} times the local derivative {number(local)} of {where} is more than a float holds{place}"
        return f"the local derivative of {where} is {shown} here{place}{self._domain(event.node)}"

    def _where(self, event: Event) -> str:
        return f"{event.node.name()} in `{self.text(event.node)}`"

    def _domain(self, node: OpNode) -> str:
        found = self._own_words(node.op, self.place(node))
        return f" (its domain: {found})" if found else ""

    def _own_words(self, op: Op, place: int | None) -> str:
        """The domain of an operation with the user's operands in it."""
        operands = [] if place is None else self.tree.operands(place)
        names = op.operands
        if len(operands) != len(names):
            operands = [i for i in operands if self.tree.kinds[i] != "number"]
        if not op.domain or len(operands) != len(names):
            return op.domain
        own = dict(zip(names, (self.tree.text(i) for i in operands), strict=True))
        if any(len(text) > 40 for text in own.values()):
            return op.domain
        return re.sub(r"[^\W\d]\w*", lambda m: own.get(m[0], m[0]), op.domain)

    # -------------------------------------------------------------- forward
    def value(self) -> str:
        """Why the value of the expression is nan; nothing where it came so into the expression."""
        known = self._forward_results()
        last = next((k for k in range(len(known) - 1, -1, -1) if _kind(known[k].out) == "nan"), None)
        return "" if last is None else self._born(known, last)

    def _forward(self, node: OpNode) -> str:
        """What forward had already done to the operands of a node or to its result: nan that was born, or an overflow."""
        place = self.place(node)
        known = self._forward_results()
        here = next((k for k, r in enumerate(known) if r.place == place and r.op.name == node.op.name), None)
        return "" if here is None or _finite(known[here].out) else self._born(known, here)

    def _born(self, known: Sequence[Result], here: int) -> str:
        origin, way = self._origin(known, here)
        result = known[origin]
        at = _first(result.out, _NAN if _kind(result.out) == "nan" else _NOT_FINITE)
        values = [_at_index(x, at) for x in result.operands]
        text = f"`{self._text(result.place)}`"
        ways = "".join(f", then through `{self._text(known[k].place)}`" for k in way[:MOST_WAYS])
        if _kind(result.out) == "nan":
            domain = self._own_words(result.op, result.place)
            why = f" (its domain: {domain})" if domain else ""
            return f"{text} is nan in forward already{_index_text(at)}{self._operands(result, values)}{why}{ways}"
        if _is_overflow(result, values):
            sign = _kind(result.out)
            return f"{text} overflows in forward{_index_text(at)}: it is {sign}{self._operands(result, values)}{ways}"
        return ""

    def _operands(self, result: Result, values: Sequence[Any]) -> str:
        """at x = -1, in the user's own words."""
        operands = self.tree.operands(result.place)
        if len(operands) != len(values) or any(v is None for v in values):
            return ""
        pairs = [(self.tree.text(i), v) for i, v in zip(operands, values, strict=True) if not is_number(self.tree.text(i))]
        if not pairs or any(len(text) > 40 for text, _ in pairs):
            return ""
        return " at " + ", ".join(f"{text} = {number(v)}" for text, v in pairs)

    def _text(self, place: int) -> str:
        flat = " ".join(self.tree.text(place).split())
        return flat if len(flat) <= 40 else flat[:39] + "…"

    def _origin(self, known: Sequence[Result], here: int) -> tuple[int, list[int]]:
        """Back from a result to the first that was not finite although its operands were, and the way from there."""
        made = {id(r.out): k for k, r in enumerate(known)}
        way: list[int] = []
        while True:
            behind = next(
                (made[id(x)] for x in known[here].operands if id(x) in made and not _finite(x) and made[id(x)] < here), None
            )
            if behind is None:
                return here, way[::-1]
            way.append(here)
            here = behind

    def _forward_results(self) -> list[Result]:
        """The forward pass once more, with somebody who looks on."""
        if self._results is None:
            found: list[Result] = []
            place = Position()

            def ran(op: Op, operands: Sequence[Any], options: Mapping[str, Any], out: Tensor) -> None:  # noqa: ARG001
                found.append(Result(op, place.node, tuple(getattr(x, "raw", x) for x in operands), out.raw))

            with suppress(Problem), muted(), no_grad(), watched(ran):
                evaluate(self.tree, self.leaves, place)
            self._results = found
        return self._results


def _is_overflow(result: Result, values: Sequence[Any]) -> bool:
    """Whether an infinite result is only too large for a float: its operands are finite, and it has no pole there."""
    known = [v for v in values if isinstance(v, int | float)]
    if len(known) != len(values) or not all(map(math.isfinite, known)):
        return False
    return not ((result.op.domain or result.op.symbol == "**") and 0 in known) and result.op.name not in (
        "log",
        "log2",
        "log10",
        "log1p",
        "atanh",
        "logit",
    )


# ------------------------------------------------------------------ numbers and elements
def _nan(x: float) -> bool:
    return x != x


def _bad(x: float) -> bool:
    return not math.isfinite(x)


_NAN, _NOT_FINITE = _nan, _bad


def _flat(data: Any) -> list[float]:
    if data is None:
        return []
    if type(data) is tuple:
        return [x for part in data for x in _flat(part)]
    return [float(x) for x in data.ravel().tolist()] if hasattr(data, "ravel") else [float(data)]


def _first(data: Any, wrong: Callable[[float], bool]) -> INDEX | None:
    """Where the first element is that is wrong, () for a number; None where none is."""
    k = next((k for k, x in enumerate(_flat(data)) if wrong(x)), None)
    if k is None:
        return None
    found: list[int] = []
    for n in reversed(tuple(getattr(data, "shape", ()))):
        found.append(k % n)
        k //= n
    return tuple(reversed(found))


def kind_of(data: Any) -> str:
    """nan, inf or -inf: what is wrong with data that is not finite, nan before all."""
    flat = _flat(data)
    if any(map(_nan, flat)):
        return "nan"
    return next((number(x) for x in flat if not math.isfinite(x)), "finite")


_kind = kind_of


def first_bad(data: Any) -> INDEX | None:
    """Where the first element of its kind is that is not finite."""
    return _first(data, _NAN if kind_of(data) == "nan" else _NOT_FINITE)


def _finite(data: Any) -> bool:
    return all(map(math.isfinite, _flat(data)))


def _is_zero(data: Any) -> bool:
    flat = _flat(data)
    return bool(flat) and not any(flat)


def _element(data: Any, like: Any, index: INDEX | None) -> Any:
    """The element at an index of data of the same shape; otherwise the whole."""
    if index and getattr(data, "shape", ()) == getattr(like, "shape", ()):
        return float(data[tuple(index)])
    return data


def _at_index(data: Any, index: INDEX | None) -> Any:
    """An element of an operand, which may have been broadcast; None where it has no such element."""
    if not getattr(data, "shape", ()):
        return float(data)
    try:
        return float(data[tuple(index or ())[-data.ndim :]])
    except (IndexError, TypeError):
        return None


def _index_text(index: INDEX | None) -> str:
    return f", at index {', '.join(map(str, index))}" if index else ""


def _local(event: Event, index: INDEX | None) -> float | None:
    """The local derivative at an element, where the operation has one for each."""
    node = event.node
    step = next((s for s in node.plan.steps if s.operand == event.operand), None)
    if step is None or not node.op.elementwise or isinstance(node.saved, Freed) or type(event.upstream) is tuple:
        return None
    known = [x.raw if isinstance(x, Tensor) else x for x in node.saved]
    with muted():
        local = call_rule(step, node, ones_like(event.upstream), known)
    found = _element(local, local, index) if getattr(local, "shape", ()) == getattr(event.product, "shape", ()) else local
    return float(found) if not getattr(found, "shape", ()) else None
