"""A tape: the steps of an expression forward and backward, to be run again on other numbers of the same shapes and dtypes.

A step forward is a row of the table and where its operands are; a step backward is a rule of the table and where its
arguments are. Where all is a number, kernels and rules are called as they are, on Python's floats; everything else goes
through `apply` and through a node, as it does in the engine. So the numbers are the engine's, bit by bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from gradcli.autograd.backward import reachable, seed
from gradcli.compiled.stand import Done, Recording, Stand, computed, is_tensor
from gradcli.lanes.straight import NotStraight
from gradcli.ops import floats
from gradcli.ops.op import Op
from gradcli.tensors.dispatch import PLAIN, meta_of
from gradcli.tensors.op_node import SCALAR, Meta, OpNode, call_rule
from gradcli.tensors.tensor import Tensor


class Forward(NamedTuple):
    """One operation.

    kernel   of the row, where all is a number; None where it goes through `apply`
    first, second   the registers of its operands; None where there is none
    further  those of the third operand on
    target   the register of the result
    step     the operation as it was recorded
    """

    kernel: Callable[..., Any] | None
    first: int
    second: int | None
    further: tuple[int, ...]
    target: int
    step: Step


def _gathered(registers: Sequence[Any], places: Sequence[int], tensors: Sequence[bool]) -> list[Any]:
    """What is in registers, as tensors where it was a tensor."""
    return [Tensor(registers[k]) if tensor else registers[k] for k, tensor in zip(places, tensors, strict=True)]


class Step(NamedTuple):
    """An operation and its operands.

    sources  their registers
    tensors  which of them are tensors; the others are plain numbers
    targets  the registers of the results
    metas    shapes and dtypes of the results
    """

    op: Op
    sources: tuple[int, ...]
    tensors: tuple[bool, ...]
    options: Mapping[str, Any]
    targets: tuple[int, ...]
    metas: tuple[Meta, ...]

    def run(self, registers: list[Any]) -> None:
        """The operation as the engine does it. Raises NotStraight where the result is of another shape than it was."""
        out = computed(self.op, _gathered(registers, self.sources, self.tensors), self.options)
        results = out if type(out) is tuple else (out,)
        for k, result, meta in zip(self.targets, results, self.metas, strict=True):
            if meta_of(result) != meta:
                raise NotStraight("a shape that depends on numbers")
            registers[k] = result


class Backward(NamedTuple):
    """One rule, where all is a number; or all rules of a node.

    rule       None where the whole node runs
    upstream   the register of the gradient that arrives
    first, second, further   the registers of the rule's other arguments
    target     where the product is added
    node       the node
    """

    rule: Callable[..., Any] | None
    upstream: int
    first: int | None
    second: int | None
    further: tuple[int, ...]
    target: int
    node: Node


class Node(NamedTuple):
    """A recorded node.

    like     the node that was recorded: its row, plan, options and types
    sources  the registers of what it saves, in order
    tensors  which of these are tensors
    targets  the register of the gradient of each operand; None where it has none
    number   which rule of the plan it is, for one of several
    """

    like: OpNode
    sources: tuple[int, ...]
    tensors: tuple[bool, ...]
    targets: tuple[int | None, ...]
    number: int

    def run(self, upstream: Any, registers: list[Any]) -> None:
        """All rules of the node, as the engine calls them."""
        like = self.like
        saved = _gathered(registers, self.sources, self.tensors)
        node = OpNode(like.op, like.plan, like.edges, tuple(saved), like.options, 0)
        node.types = like.types
        for operand, _, product in node.backward(upstream, False):
            target = self.targets[operand]
            if product is not None and target is not None:
                before = registers[target]
                registers[target] = product if before is None else before + product

    def once_more(self, upstream: float, registers: list[Any]) -> float:
        """One rule on numbers, where Python raises or answers no float."""
        step = self.like.plan.steps[self.number]
        product = call_rule(step, self.like, upstream, [registers[k] for k in self.sources])
        if type(product) not in (int, float):
            raise NotStraight("a product that is no number")
        return float(product)


class Tape(NamedTuple):
    """Registers are, in turn: the variables, everything that is computed, constants, gradients.

    blank     the registers before the first step
    forward, backward   the steps
    value     the register of the output
    root      the register of the gradient that enters there
    grads     variable -> the register of its gradient; None where it has none
    """

    blank: tuple[Any, ...]
    forward: tuple[Forward, ...]
    backward: tuple[Backward, ...]
    value: int
    root: int
    grads: tuple[tuple[str, int | None], ...]

    def run(self, raws: Sequence[Any], gradient: Any = None) -> tuple[Any, dict[str, Any]]:
        """The value and the gradients.

        raws      the elements of the variables
        gradient  what enters at the output, as data; by default 1
        Raises what the engine raises, and NotStraight where the tape does not fit.
        """
        registers = [*self.blank]
        registers[: len(raws)] = raws
        for kernel, first, second, further, target, step in self.forward:
            if kernel is None:
                step.run(registers)
                continue
            try:
                if second is None:
                    x = kernel(floats, registers[first])
                elif further:
                    x = kernel(floats, registers[first], registers[second], *[registers[k] for k in further])
                else:
                    x = kernel(floats, registers[first], registers[second])
            except (ArithmeticError, ValueError):
                x = None
            if x.__class__ is float or (x.__class__ is bool and step.op.dtype == "bool"):
                registers[target] = x
            else:
                step.run(registers)
        value = registers[self.value]
        if gradient is None and value.__class__ is float:
            registers[self.root] = 1.0
        else:
            registers[self.root] = seed(Tensor(value, True), gradient).raw
        self._back(registers)
        return value, {name: None if k is None else _own(registers[k], registers[j]) for j, (name, k) in enumerate(self.grads)}

    def _back(self, registers: list[Any]) -> None:
        for rule, upstream, first, second, further, target, node in self.backward:
            g = registers[upstream]
            if g.__class__ is not float or rule is None:
                if rule is not None and g is not None:
                    raise NotStraight("a gradient that is no float")
                if g is not None:
                    node.run(g, registers)
                continue
            try:
                if first is None:
                    product = rule(g)
                elif second is None:
                    product = rule(g, registers[first])
                elif further:
                    product = rule(g, registers[first], registers[second], *[registers[k] for k in further])
                else:
                    product = rule(g, registers[first], registers[second])
            except (ArithmeticError, ValueError):
                product = None
            if product.__class__ is not float:
                product = node.once_more(g, registers)
            before = registers[target]
            registers[target] = product if before is None else before + product


def _own(g: Any, raw: Any) -> Any:
    """A gradient as it comes to lie in the `.grad` of its leaf."""
    if g is None or type(g) is float:
        return g
    leaf = Tensor(raw, requires_grad=True)
    assert leaf.edge is not None
    leaf.edge.backward(g, False)
    return None if leaf.grad is None else leaf.grad.raw


# ------------------------------------------------------------------ from a recording to a tape
def taped(recording: Recording, leaves: Mapping[str, Tensor], output: Tensor) -> Tape:
    """The tape of what was recorded, evaluated from `leaves` of stands to `output`. Raises NotStraight if there is none."""
    root = output.edge
    if not isinstance(root, OpNode) or not isinstance(output.raw, Stand):
        raise NotStraight("an output that no operation of the table made")
    return _Writer(recording, leaves, output, root).tape()


class _Writer:
    """Gives everything a register: stands keep their numbers; constants and gradients come behind them."""

    def __init__(self, recording: Recording, leaves: Mapping[str, Tensor], output: Tensor, root: OpNode) -> None:
        self.recording, self.leaves, self.output, self.root = recording, leaves, output, root
        self.blank: list[Any] = [None] * len(recording.stands)
        self.constants: dict[tuple[Any, ...], int] = {}
        self.arrivals: dict[Any, int] = {}
        self.nodes, _ = reachable([root])

    def tape(self) -> Tape:
        """The tape."""
        forward = [self._forward(done) for done in self.recording.done]
        backward = [step for node in self.nodes for step in self._backward(node)]
        grads = tuple((name, None if x.edge is None else self.arrivals.get(x.edge)) for name, x in self.leaves.items())
        value, root = self._register(self.output), self.arrivals[self.root]
        return Tape(tuple(self.blank), tuple(forward), tuple(backward), value, root, grads)

    def _register(self, x: Any) -> int:
        """Where a stand is, or a constant."""
        data = x.raw if isinstance(x, Tensor) else x
        if isinstance(data, Stand):
            return data.index
        key = (type(data), repr(data)) if type(data) in PLAIN else (id(data),)
        if key not in self.constants:
            self.constants[key] = len(self.blank)
            self.blank.append(data)
        return self.constants[key]

    def _arrival(self, node: Any) -> int:
        """Where the gradient arrives that a node gets."""
        if node not in self.arrivals:
            self.arrivals[node] = len(self.blank)
            self.blank.append(None)
        return self.arrivals[node]

    def _forward(self, done: Done) -> Forward:
        op = done.op
        sources = tuple([self._register(x) for x in done.operands])
        step = Step(
            op,
            sources,
            tuple([is_tensor(x) for x in done.operands]),
            done.options,
            tuple([x.index for x in done.results]),
            tuple([meta_of(x.value) for x in done.results]),
        )
        kernel = None
        if _all_numbers(done):
            kernel = partial(op.kernel, **done.options) if done.options else op.kernel
        return Forward(kernel, sources[0], sources[1] if len(sources) > 1 else None, sources[2:], step.targets[0], step)

    def _backward(self, node: Any) -> Iterator[Backward]:
        if type(node) is not OpNode or node.op.several or node.numbers is not None:
            raise NotStraight(f"backward through {node.name()}")
        saved: Any = node.saved
        like = OpNode(node.op, node.plan, (None,) * len(node.edges), (), node.options, 0)
        like.types = node.types
        recorded = Node(
            like,
            tuple([self._register(x) for x in saved]),
            tuple([isinstance(x, Tensor) for x in saved]),
            tuple([None if edge is None else self._arrival(edge) for edge in node.edges]),
            0,
        )
        upstream = self._arrival(node)
        if not _is_of_numbers(node):
            yield Backward(None, upstream, None, None, (), 0, recorded)
            return
        for k, step in enumerate(node.plan.steps):
            target = recorded.targets[step.operand]
            assert target is not None
            picked = [recorded.sources[p] if type(p) is int else self._register(like.argument(step, str(p))) for p in step.picks]
            first, second = (*picked, None, None)[:2]
            yield Backward(step.rule, upstream, first, second, tuple(picked[2:]), target, recorded._replace(number=k))


def _all_numbers(done: Done) -> bool:
    """Whether the kernel alone, on Python's numbers, does what `apply` does."""
    op = done.op
    kinds = {type(x.value if isinstance(x, Stand) else x) for x in done.operands}
    known = bool(kinds) and kinds <= PLAIN and (op.check is None or bool not in kinds)
    return known and op.elementwise and not op.view and len(done.results) == 1 and type(done.results[0].value) in (float, bool)


def _is_of_numbers(node: OpNode) -> bool:
    """Whether rules alone, on Python's floats, do what the node does."""
    operands, results = node.types or ((), ())
    data = [x.raw if isinstance(x, Tensor) else x for x in node.unpacked()]
    plain = all(type(x.value if isinstance(x, Stand) else x) in PLAIN for x in data)
    return plain and results == (SCALAR,) and all(shape == () and dtype in ("float64", "bool") for shape, dtype in operands)
