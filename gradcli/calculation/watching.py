"""What a program computes, remembered while it runs, so that any of its own backward passes can be told as a trace.

A question is asked once, and its recorder sees everything. A program goes on and on: here an operation is remembered for as long
as its node lives, and put together only when backward comes to it.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from gradcli.autograd.backward import Visitor, backward, reachable
from gradcli.calculation.observers import node_of
from gradcli.calculation.recorder import GIVEN, Done, Recorder
from gradcli.calculation.trace import Pass, Raised, Trace
from gradcli.ops.op import Op
from gradcli.ops.sizes import numel
from gradcli.problems import BackwardError
from gradcli.recording.modes import mode
from gradcli.syntax.tree import Tree
from gradcli.tensors.op_node import OpNode
from gradcli.tensors.tensor import Tensor

MOST_OPERATIONS = 60  # more do not fit on a page
MOST_ELEMENTS = 10_000  # of one tensor; larger ones are not copied, and so not known once they were written into
NOWHERE = Tree("", [], [], array("l"), array("l"))

Names = Mapping[str, Any]


class Result(NamedTuple):
    """An operand that an operation made: its node, and which of its results."""

    node: Any
    number: int


class Given(NamedTuple):
    """An operand that no operation made, as it was at that time."""

    tensor: Tensor
    raw: Any


class Kept(NamedTuple):
    """One result of an operation. It must not hold the node, which lives as long as the program wants it to."""

    op: Op
    operands: tuple[Any, ...]
    options: Mapping[str, Any]
    raw: Any
    shape: Any
    number: int


class Value:
    """A value of the graph in the place of a tensor, which may be gone, or written into since."""

    __slots__ = ("edge", "is_leaf", "output_nr", "raw", "requires_grad", "shape")

    def __init__(self, raw: Any, shape: Any, edge: Any, number: int = 0, leaf: bool = False) -> None:
        self.raw, self.shape, self.edge, self.output_nr, self.is_leaf = raw, shape, edge, number, leaf
        self.requires_grad = edge is not None


class Unexplained(Exception):
    """Why a pass is not told; the message says it in words that follow `because`."""


class Watch:
    """Remembers operations, and tells of passes.

    names   what the program calls its values just now
    told    is given the trace of each call of backward, or the reason why there is none
    """

    def __init__(self, names: Callable[[], Names], told: Callable[[Trace | str], None]) -> None:
        self._names = names
        self._told = told
        self._kept: WeakKeyDictionary[Any, list[Kept]] = WeakKeyDictionary()

    @contextmanager
    def looking(self, passes: bool = True) -> Iterator[None]:
        """Everything that this thread computes inside the block is remembered, and with `passes` each of them is told."""
        before = mode.watcher, mode.passes
        mode.watcher, mode.passes = self._ran, self._passing if passes else None
        try:
            yield
        finally:
            mode.watcher, mode.passes = before

    def _ran(self, op: Op, operands: Sequence[Any], options: Mapping[str, Any], out: Tensor) -> None:
        node = node_of(out)
        if node is not None:
            kept = Kept(op, tuple(map(_operand, operands)), options, _snapshot(out.raw), out.shape, out.output_nr)
            self._kept.setdefault(node, []).append(kept)

    @contextmanager
    def _passing(self, outputs: Sequence[Tensor]) -> Iterator[Visitor | None]:
        """What looks at one pass."""
        if any(x.edge is None for x in outputs):  # which backward refuses
            yield None
            return
        found = self._graph_or_why(outputs)
        if isinstance(found, str):
            yield None  # outside of any handler, which what backward raises would name as what it came from
            self._told(found)
            return
        try:
            yield found.visited
        except BackwardError as error:
            self._told(found.trace(error))
            raise
        self._told(found.trace())

    def _graph_or_why(self, outputs: Sequence[Tensor]) -> Retraced | str:
        try:
            return self.graph(outputs)
        except Unexplained as why:
            return str(why)

    def rehearsed(self, output: Tensor) -> Trace:
        """What backward() would do from here if no leaf had a gradient; afterwards all is as it was. Raises Unexplained."""
        found = self.graph([output])
        if found.has_hooks():
            raise Unexplained("hooks would run")
        before = [(x, x.grad) for x in found.leaves()]
        for x, _ in before:
            x.grad = None
        try:
            backward(output, retain_graph=True, observer=found.visited)
        except BackwardError as error:
            return found.trace(error)
        else:
            return found.trace()
        finally:
            for x, grad in before:
                x.grad = grad

    def graph(self, outputs: Sequence[Tensor]) -> Retraced:
        """The graph behind an output. Raises Unexplained."""
        if len(outputs) != 1:
            raise Unexplained(f"it begins at {len(outputs)} tensors at once")
        start: Any = outputs[0].edge
        order, ends = reachable([start])
        if len(order) > MOST_OPERATIONS:
            raise Unexplained(f"its graph has {len(order):,} operations, and a page holds {MOST_OPERATIONS}")
        order.sort(key=lambda node: node.sequence)
        kept = [(node, one) for node in order for one in self._known(node)]
        return Retraced(kept, outputs[0], list(ends), self._names())

    def _known(self, node: Any) -> list[Kept]:
        known: list[Kept] | None = self._kept.get(node)
        if known is None:
            raise Unexplained(f"{node.name()} is no operation of the derivative table, or ran before anybody looked on")
        for shape in (shape for one in known for shape in _shapes(one)):
            if numel(shape) > MOST_ELEMENTS:
                raise Unexplained(f"a tensor of {numel(shape):,} elements does not fit on a page")
        return known


def _shapes(one: Kept) -> Iterator[Any]:
    yield one.shape
    yield from (x.tensor.shape for x in one.operands if isinstance(x, Given))


def _operand(x: Any) -> Any:
    if not isinstance(x, Tensor):
        return x
    edge = x.edge
    return Given(x, _snapshot(x.raw)) if edge is None or edge.accumulates else Result(edge, x.output_nr)


def _snapshot(raw: Any) -> Any:
    return raw.copy() if hasattr(raw, "copy") and raw.size <= MOST_ELEMENTS else raw


# ------------------------------------------------------------------ the graph put together
class Retraced(Recorder):
    """The graph of one pass, and the steps that backward takes through it.

    kept     results with their nodes, each after those that it was made of
    output   where backward begins
    ends     the leaves that it leads to
    names    what the program calls its values
    """

    def __init__(self, kept: Sequence[tuple[Any, Kept]], output: Tensor, ends: Sequence[Any], names: Names) -> None:
        super().__init__(NOWHERE)
        self._called = _called(names)
        self._results: dict[Result, Value] = {}
        self._leaves: dict[Any, tuple[str, Tensor]] = {}
        self._given: dict[int, Value] = {}
        tensors = [x for _, one in kept for x in one.operands if isinstance(x, Given)]
        if output.edge is not None and output.edge.accumulates:
            tensors.append(Given(output, output.raw))
        self.begin(self._begun(tensors))
        if any(end not in self._leaves for end in ends):
            raise Unexplained("it leads to a tensor that came into the graph unseen")
        for node, one in kept:
            self._replay(node, one)
        self._name(self._at(output))

    def _begun(self, given: Sequence[Given]) -> dict[str, Any]:
        """The leaves, and what else has a name and was not computed on the way."""
        found: dict[str, Any] = {}
        for x in given:
            name = self._called.get(id(x.tensor))
            edge = x.tensor.edge
            if id(x.tensor) in self._given or (name is None and edge is None):
                continue
            if name is None or name in found:
                name = _free("leaf", found)
            value = Value(x.raw, x.tensor.shape, edge, leaf=True)
            found[name] = self._given[id(x.tensor)] = value
            if edge is not None:
                self._leaves[edge] = name, x.tensor
        return found

    def _replay(self, node: Any, one: Kept) -> None:
        out = Value(one.raw, one.shape, node, one.number)
        self._results[Result(node, one.number)] = out
        self.ran(one.op, [self._value(x) for x in one.operands], one.options, out)  # type: ignore[arg-type]

    def _value(self, x: Any) -> Any:
        if isinstance(x, Given):
            return self._given.get(id(x.tensor), x.raw)
        if isinstance(x, Result):
            if x not in self._results:
                raise Unexplained(f"{x.node.name()} is no operation of the derivative table, or ran before anybody looked on")
            return self._results[x]
        return x

    def _at(self, output: Tensor) -> Value:
        return self._given.get(id(output)) or self._results[Result(output.edge, output.output_nr)]

    def _name(self, output: Value) -> None:
        """Every result under the name that the program has for it, the output in any case under one."""
        self.root = self._ids[id(output)]
        taken = {v.name for v in self.vertices if v.op in GIVEN}
        given: dict[int, str] = {}
        for result, value in self._results.items():
            name = self._called.get(result)
            if name is not None and name not in taken:
                given[self._ids[id(value)]] = name
                taken.add(name)
        if self.vertices[self.root].op not in GIVEN and self.root not in given:
            given[self.root] = next(n for n in ("y", "z", "f", "out", "output") if n not in taken)
        self._respell(self._numbered(given))

    # -------------------------------------------------------------- what a recorder asks
    def _input(self, x: Any) -> int:
        known = self._ids.get(id(x)) if isinstance(x, Value) else None
        return super()._input(x) if known is None else known

    def _span(self) -> None:
        return None

    def _leaf(self, node: Any) -> int:
        return self._ids[id(self._given[id(self._leaves[node][1])])]

    # -------------------------------------------------------------- the whole
    def trace(self, error: BackwardError | None = None) -> Trace:
        """What the pass did, and what it raised."""
        grads = {name: None if x.grad is None else x.grad.raw for name, x in self._leaves.values()}
        self.passed(grads, error)
        done: Done = self.passes[-1]
        raised = None if error is None else Raised(error.kind, str(error.title), None, None, None)
        return self._traced((Pass(done.moves, done.grads, raised),), done.grads)

    def leaves(self) -> list[Tensor]:
        """The leaves that require grad."""
        return [x for _, x in self._leaves.values()]

    def has_hooks(self) -> bool:
        """Whether somebody wants to hear of the gradients."""
        return any(node.hooks is not None for node in (*self._made, *self._leaves))

    def bare(self) -> Trace:
        """The graph alone."""
        return self._traced((), {})

    def _traced(self, passes: tuple[Pass, ...], grads: Mapping[str, Any]) -> Trace:
        root = self.vertices[self.root]
        steps = [f"{v.name} = {v.text}" for v in self.vertices if v.op not in GIVEN]
        return Trace(
            expression="; ".join(steps) or root.name,
            output=root.name,
            vertices=tuple(self.vertices),
            root=self.root,
            passes=passes,
            grads=grads,
            formulas={},
            numbers={},
            notes=(),
        )


def _called(names: Names) -> dict[Any, str]:
    """What names belong to: tensors by their identity, and results by their nodes."""
    found: dict[Any, str] = {}
    for name, x in names.items():
        if isinstance(x, Tensor):
            found.setdefault(id(x), name)
            if isinstance(x.edge, OpNode):
                found.setdefault(Result(x.edge, x.output_nr), name)
    return found


def _free(start: str, taken: Mapping[str, Any]) -> str:
    k = 1
    while f"{start}{k}" in taken:
        k += 1
    return f"{start}{k}"
