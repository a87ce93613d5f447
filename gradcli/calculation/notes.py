"""What a gradient's number does not say: conventions met, nan and inf, None. Watched in the first pass, then put into words."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from gradcli.autograd.backward import Visit, ones_like
from gradcli.calculation.observers import Observer
from gradcli.evaluate.expression import Evaluation
from gradcli.numerals import number, tensor
from gradcli.ops.linear_algebra import det, det_backward
from gradcli.ops.op import Kink, Op, parameters_of
from gradcli.recording.modes import mode
from gradcli.syntax.tree import Tree
from gradcli.tensors.op_node import OpNode
from gradcli.tensors.tensor import Tensor

if TYPE_CHECKING:
    from gradcli.calculation.causes import Event

NUMBERS = frozenset({float, int, bool})
MOST_EVENTS = 1000  # products that are not finite
MOST_LOCALS = 20  # of the first of which the local derivatives are kept


class Note(NamedTuple):
    """Something about a gradient that the number does not say.

    kind  "kink", "dead", "not finite", "none", or "warning" for what PyTorch warns about
    text  one sentence
    """

    kind: str
    text: str


class NoteTaker(Observer):
    """What has to be remembered of the first forward and the first backward to write the notes."""

    def __init__(self, tree: Tree) -> None:
        super().__init__()
        self.tree = tree
        self.first_node = 0
        self.places = array("q")  # for each node in the order of creation, where in the tree it was made
        self.kinks: dict[OpNode, Kink] = {}
        self.met: list[tuple[OpNode, Kink]] = []
        self.slopes: dict[OpNode, str] = {}
        self.dead: dict[str, OpNode] = {}
        self.events: list[Event] = []
        self.value: Any = 0.0
        self.singular: list[tuple[OpNode, Any]] = []
        self.said: dict[str, None] = {}

    def begin(self, leaves: Mapping[str, Tensor]) -> None:  # noqa: ARG002
        """The graph begins with the next node."""
        self.first_node = mode.created + 1

    def ran(self, op: Op, operands: Sequence[Any], options: Mapping[str, Any], out: Tensor) -> None:
        """Where a node was made, and whether it stands at a kink."""
        node: Any = out.edge
        if node is None:
            return
        self.places.append(self.place.node)
        if op.kinks:
            values = [x.raw if isinstance(x, Tensor) else x for x in operands]
            for kink in op.kinks:
                if _holds(kink, values, options):
                    self.kinks[node] = kink
                    self.slopes[node] = one_sided(op, values, options)

    def evaluated(self, evaluation: Evaluation, output: Tensor) -> None:  # noqa: ARG002
        """The value of the expression."""
        self.value = output.raw

    def warned(self, text: str) -> None:
        """A warning, which is told once."""
        self.said[text] = None

    def visited(self, visit: Visit) -> None:
        """What backward does at a node."""
        node = visit.node
        if node.accumulates:
            return
        op = node.op
        if self.kinks and node in self.kinks and not _is_zero(visit.upstream):
            self.met.append((node, self.kinks[node]))
        elif op.kinks and _is_flat(node, visit):
            self.dead.setdefault(node.name(), node)
        for operand, raw, _ in visit.products:
            if type(raw) is float:
                if raw - raw != 0:
                    self._event(node, operand, visit.upstream, raw)
            elif raw is not None and not is_finite(raw):
                self._event(node, operand, visit.upstream, raw)
        if op is det and visit.products and _is_zero(visit.products[0][1]) and not _is_zero(visit.upstream):
            self.singular.append((node, node.saved))

    def _event(self, node: OpNode, operand: int, upstream: Any, product: Any) -> None:
        if len(self.events) < MOST_EVENTS:
            from gradcli.calculation.causes import Event, local_of  # few gradients are not finite

            local = local_of(node, operand, upstream) if len(self.events) < MOST_LOCALS else None
            self.events.append(Event(node, operand, upstream, product, local))

    def place_of(self, node: OpNode) -> int | None:
        """Where in the tree a node was made; None if it is not of this graph."""
        k = node.sequence - self.first_node
        return self.places[k] if 0 <= k < len(self.places) else None

    def text(self, node: OpNode) -> str:
        """The part of the expression that a node computes."""
        place = self.place_of(node)
        return node.name() if place is None else shortened(self.tree.text(place))

    # -------------------------------------------------------------- in words
    def warnings(self) -> tuple[Note, ...]:
        """PyTorch's warnings, whatever became of the gradients."""
        return tuple(Note("warning", f"UserWarning: {text}") for text in self.said)

    def notes(self, leaves: Mapping[str, Tensor]) -> tuple[Note, ...]:
        """Conventions met, nan and inf, and gradients that are None."""
        return (
            *self._kinks(),
            *self._flat(),
            *self._singular(),
            *self._not_finite(leaves),
            *self._none(leaves),
            *self._rebound(leaves),
        )

    def _kinks(self) -> list[Note]:
        return [
            Note("kink", f"{kink.where}{self.slopes.get(node, '')}: {kink.torch} (in `{self.text(node)}`)")
            for node, kink in _distinct(self.met)
        ]

    def _flat(self) -> list[Note]:
        return [
            Note("dead", f"{node.name()} in `{self.text(node)}` passes no gradient on: it is flat here")
            for node in self.dead.values()
        ]

    def _singular(self) -> list[Note]:
        """PyTorch's gradient of the determinant of a singular matrix is 0, which the true one need not be."""
        found = []
        for node, saved in self.singular:
            data = [x.raw if isinstance(x, Tensor) else x for x in saved]
            matrix = next((x for x in data if getattr(x, "ndim", 0) == 2), None)
            if matrix is None or matrix.shape[0] < 2:
                continue
            true = det_backward(ones_like(matrix[:1, :1]), matrix)
            if abs(true).max() > 1e-9 * max(1.0, abs(matrix).max() ** (matrix.shape[0] - 1)):
                shown = tensor(true.round(9) + 0.0)
                where = f"`{self.text(node)}` is the determinant of a singular matrix"
                text = f"{where}, of which torch takes the gradient 0; the true one is {shown}"
                found.append(Note("derivative", text))
        return found

    def _rebound(self, leaves: Mapping[str, Tensor]) -> list[Note]:
        """Variables that the expression binds again: in PyTorch their names would then be of other tensors."""
        again = set(self.tree.assigned())
        found = []
        for name, x in leaves.items():
            if name in again and x.requires_grad:
                text = (
                    f"`{name}` is bound again, and the gradient shown is that of the {name} that was given; in PyTorch the new "
                    f"{name} is no leaf, so {name}.grad would be None, with a UserWarning (The .grad attribute of a Tensor that "
                    "is not a leaf Tensor is being accessed)"
                )
                found.append(Note("rebound", text))
        return found

    def _not_finite(self, leaves: Mapping[str, Tensor]) -> list[Note]:
        grads = {name: x.grad.raw for name, x in leaves.items() if x.grad is not None}
        bad = {name: g for name, g in grads.items() if not is_finite(g)}
        lost = not bad and not is_finite(self.value) and all(is_finite(x.raw) for x in leaves.values())
        if not bad and not lost:
            return []
        from gradcli.calculation.causes import Causes, first_bad, kind_of  # few gradients are not finite

        causes = Causes(self.tree, leaves, self.events, self.text, self.place_of)
        if lost:
            born = causes.value()
            return [Note("value", f"the value is nan: {born}")] if born else []
        found = []
        for name, g in bad.items():
            x, kind, index = leaves[name], kind_of(g), first_bad(g)
            which = f"[{', '.join(map(str, index))}]" if index else ""
            cause = f"{name} itself is not finite" if not is_finite(x.raw) else causes.cause(x, kind)
            found.append(Note("not finite", f"{name}.grad{which} is {kind}: {cause}"))
        return found

    def _none(self, leaves: Mapping[str, Tensor]) -> list[Note]:
        occurring = set(self.tree.names())
        cut = "no recorded operation connects it to the output (detach, comparisons and argmax cut the connection)"
        return [
            Note("none", f"{name}.grad is None: {cut if name in occurring else 'the expression does not contain it'}")
            for name, x in leaves.items()
            if x.requires_grad and x.grad is None
        ]


def _holds(kink: Kink, values: Sequence[Any], options: Mapping[str, Any]) -> bool:
    wanted = parameters_of(kink.when)
    try:
        hit = kink.when(*values, **{k: v for k, v in options.items() if k in wanted})
    except (ArithmeticError, ValueError):  # floats outside the function's domain: no kink there
        return False
    return bool(hit.any()) if hasattr(hit, "any") else bool(hit)


def one_sided(op: Op, values: Sequence[Any], options: Mapping[str, Any]) -> str:
    """The slopes on both sides of a kink in the first operand, in words; nothing for tensors, jumps and vertical tangents."""
    if not op.elementwise or any(type(v) not in (float, int) for v in values):
        return ""
    step = 2.0**-20 * max(1.0, abs(values[0]))
    below, here, above = (op.compute([values[0] + k * step, *values[1:]], options) for k in (-1, 0, 1))
    left, right = (here - below) / step, (above - here) / step
    if not (abs(left) < 1000 and abs(right) < 1000):
        return ""
    return f" (slope {number(round(left, 4))} on the left, {number(round(right, 4))} on the right)"


def _is_flat(node: OpNode, visit: Visit) -> bool:
    """A function with corners or jumps that lets nothing through: relu below 0, round, clamp outside its bounds."""
    if len(node.op.operands) != 1 or not visit.products:
        return False
    product = visit.products[0][1]
    return product is not None and _is_zero(product) and not _is_zero(visit.upstream)


def _distinct(met: Sequence[tuple[OpNode, Kink]]) -> list[tuple[OpNode, Kink]]:
    """At most one note for each kind of kink."""
    first: dict[str, tuple[OpNode, Kink]] = {}
    for node, kink in met:
        first.setdefault(kink.where, (node, kink))
    return list(first.values())


def _is_zero(g: Any) -> bool:
    if type(g) is tuple:  # one for each result of a node that has several
        return all(_is_zero(part) for part in g)
    return bool(g == 0) if type(g) in NUMBERS else not bool(g.any())


def is_finite(x: Any) -> bool:
    """Whether every element is."""
    if type(x) is tuple:
        return all(is_finite(part) for part in x)
    if type(x) in NUMBERS:
        return bool(x - x == 0)
    import numpy as np

    return bool(np.isfinite(x).all())


def shortened(text: str, most: int = 40) -> str:
    """A piece of source on one line."""
    flat = " ".join(text.split()) if len(text) < 400 else " ".join(text[: most * 4].split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"
