"""Who writes the trace: an observer of forward and backward."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from gradcli.autograd.backward import Visit, call_rule, ones_like
from gradcli.calculation.observers import Observer, node_of
from gradcli.calculation.question import output_name
from gradcli.calculation.spelling import constant_text, local_formula, saved_names, spelled, value_text
from gradcli.calculation.trace import Move, Product, Vertex, plain
from gradcli.evaluate.expression import Evaluation
from gradcli.ops.op import Op, RuleCall
from gradcli.problems import BackwardError, Span
from gradcli.recording.modes import mode
from gradcli.recording.node import Freed
from gradcli.syntax.tree import Tree
from gradcli.tensors.op_node import OpNode
from gradcli.tensors.tensor import Tensor

LONGEST_NUMBERS = 40  # characters of values in one forward step
GIVEN = ("leaf", "constant")  # vertices that no operation made


class Done(NamedTuple):
    """One backward pass: its steps, the .grad of each variable afterwards, and what it raised."""

    moves: tuple[Move, ...]
    grads: Mapping[str, Any]
    error: BackwardError | None


class Made(NamedTuple):
    """The vertices of a node, one for each result, and what it was made of."""

    vertices: tuple[int, ...]
    op: Op
    names: tuple[str, ...]

    @property
    def vertex(self) -> int:
        """The first of them."""
        return self.vertices[0]


def part(op: Op, number: int) -> str:
    """Which result of an operation that has several: `[1]`."""
    return f"[{number}]" if op.several else ""


class Recorder(Observer):
    """Watches every pass.

    vertices  the graph of the last forward pass
    root      the id of its output
    passes    what backward did
    """

    always = True

    def __init__(self, tree: Tree) -> None:
        super().__init__()
        self.tree = tree
        self.passes: list[Done] = []
        self._clear()

    def _clear(self) -> None:
        self.vertices: list[Vertex] = []
        self.root = 0
        self._ids: dict[int, int] = {}
        self._kept: list[Any] = []  # tensors whose id() is in use as a key
        self._made: dict[OpNode, Made] = {}
        self._outs: dict[OpNode, Any] = {}
        self._moves: list[Move] = []
        self._counted = 0

    # -------------------------------------------------------------- forward
    def begin(self, leaves: Mapping[str, Tensor]) -> None:
        """A new graph: the leaves come first."""
        self._clear()
        self._names = list(leaves)
        for name, x in leaves.items():
            self._add(
                x,
                Vertex(len(self.vertices), name, "leaf", name, None, (), plain(x.raw), x.shape, x.requires_grad, True, (), None),
            )

    def _add(self, key: Any, vertex: Vertex) -> int:
        self.vertices.append(vertex)
        if key is not None:
            self._ids[id(key)] = vertex.id
            self._kept.append(key)
        return vertex.id

    def ran(self, op: Op, operands: Sequence[Any], options: Mapping[str, Any], out: Tensor) -> None:
        """The vertex of a result."""
        inputs = tuple(self._input(x) for x in operands)
        names = tuple(self.vertices[i].name for i in inputs)
        self._counted += 1
        node = node_of(out)
        vertex = Vertex(
            id=len(self.vertices),
            name=f"v{self._counted}",
            op=op.name,
            text=spelled(op, names, options) + part(op, out.output_nr),
            grad_fn=node.name() if node is not None else None,
            inputs=inputs,
            value=plain(out.raw),
            shape=out.shape,
            requires_grad=out.requires_grad,
            is_leaf=out.is_leaf,
            saved=saved_names(node, op, names),
            span=self._span(),
            numbers=self._numbers(op, inputs, options, part(op, out.output_nr)),
            skipped=self._skipped(op, inputs, node),
        )
        self._add(out, vertex)
        if node is not None:
            before = self._made[node].vertices if node in self._made else ()
            self._made[node] = Made((*before, vertex.id), op, names)
            self._outs[node] = out.raw

    def _span(self) -> Span | None:
        """Where in the expression the operation stands that has just run."""
        return self.tree.span(self.place.node)

    def _leaf(self, node: Any) -> int:
        """The vertex at which a node accumulates."""
        return self._ids[id(node.variable)]

    def _numbers(self, op: Op, inputs: Sequence[int], options: Mapping[str, Any], which: str) -> str | None:
        """The operation on numbers: 3*4."""
        texts = [value_text(self.vertices[i].value) for i in inputs]
        return None if sum(map(len, texts)) > LONGEST_NUMBERS else spelled(op, texts, options) + which

    def _skipped(self, op: Op, inputs: Sequence[int], node: OpNode | None) -> str | None:
        """The node that no_grad kept from being recorded."""
        if node is not None or mode.recording or not op.differentiable:
            return None
        sources = [self.vertices[i] for i in inputs]
        return op.grad_fn if any(v.requires_grad or v.skipped for v in sources) else None

    def _input(self, x: Any) -> int:
        known = self._ids.get(id(x)) if isinstance(x, Tensor) else None
        if known is not None:
            return known
        data = x.raw if isinstance(x, Tensor) else x
        text = constant_text(data)
        shape = tuple(getattr(data, "shape", ()))
        vertex = Vertex(len(self.vertices), text, "constant", text, None, (), plain(data), shape, False, True, (), None)
        return self._add(x if isinstance(x, Tensor) else None, vertex)

    # -------------------------------------------------------------- names
    def evaluated(self, evaluation: Evaluation, output: Tensor) -> None:
        """Give the named intermediates their names, and the output its own.

        A name that is bound again is told from its earlier values by a number: x, x#2, x#3.
        """
        self.root = self._input(output)
        times: dict[str, int] = {v.name: 1 for v in self.vertices if v.op == "leaf"}
        given: dict[int, str] = {}
        for wanted, value in [*evaluation.named, (output_name(self.tree, dict.fromkeys(self._names)), output)]:
            i = self._ids.get(id(value))
            if i is None or self.vertices[i].op in GIVEN or i in given:
                continue
            times[wanted] = times.get(wanted, 0) + 1
            given[i] = wanted if times[wanted] == 1 else f"{wanted}#{times[wanted]}"
        self._respell(self._numbered(given))

    def _numbered(self, given: Mapping[int, str]) -> dict[int, str]:
        """The name of every vertex: v1, v2, ... without gaps for those that were given none."""
        taken = {v.name for v in self.vertices if v.op in GIVEN} | set(given.values())
        names: dict[int, str] = {}
        count = 0
        for v in self.vertices:
            if v.op in GIVEN or v.id in given:
                names[v.id] = given.get(v.id, v.name)
                continue
            count += 1
            while f"v{count}" in taken:
                count += 1
            names[v.id] = f"v{count}"
        return names

    def _respell(self, names: Mapping[int, str]) -> None:
        """Every vertex under its name, and with the names of its inputs in its text."""
        self.vertices = [v._replace(name=names[v.id]) for v in self.vertices]
        for node, made in list(self._made.items()):
            inputs = tuple(names[i] for i in self.vertices[made.vertex].inputs)
            self._made[node] = made._replace(names=inputs)
            text, saved = spelled(made.op, inputs, node.options), saved_names(node, made.op, inputs)
            for k, i in enumerate(made.vertices):
                self.vertices[i] = self.vertices[i]._replace(text=text + part(made.op, k), saved=saved)

    # -------------------------------------------------------------- backward
    def visited(self, visit: Visit) -> None:
        """One step of backward."""
        node = visit.node
        if node.accumulates:
            before = None if visit.before is None else plain(visit.before)
            after = None if node.variable.grad is None else plain(node.variable.grad.raw)
            self._moves.append(Move(self._leaf(node), "AccumulateGrad", plain(visit.upstream), (), before, after))
            return
        made = self._made[node]
        products = tuple(self._product(node, made, *found) for found in visit.products if found[1] is not None)
        upstream = visit.upstream if type(visit.upstream) is tuple else (visit.upstream,)
        for vertex, g in zip(made.vertices[: len(upstream) - 1], upstream, strict=False):
            self._moves.append(Move(vertex, node.name(), plain(g), ()))
        self._moves.append(Move(made.vertices[len(upstream) - 1], node.name(), plain(upstream[-1]), products))

    def _product(self, node: OpNode, made: Made, operand: int, raw: Any, fitted: Any) -> Product:
        step = next(s for s in node.plan.steps if s.operand == operand)
        local = self._local(node, made.op, step)
        formula = local_formula(node, step, made.names, whole=local is None)
        target = self.vertices[made.vertex].inputs[operand]
        changed = tuple(getattr(raw, "shape", ())) != tuple(getattr(fitted, "shape", ()))
        return Product(target, formula, plain(local), plain(raw), plain(fitted) if changed else None)

    def _local(self, node: OpNode, op: Op, step: RuleCall) -> Any:
        """The local derivative as numbers, where it is one for each element: the rule with 1 for g."""
        if not op.elementwise or isinstance(node.saved, Freed):
            return None
        known = [x.raw if isinstance(x, Tensor) else x for x in node.saved]
        return call_rule(step, node, ones_like(self._outs[node]), known)

    def passed(self, grads: Mapping[str, Any], error: BackwardError | None) -> None:
        """The steps of a pass, without accumulations that were taken back, as torch.autograd.grad does where it refuses."""
        kept = [m for m in self._moves if m.grad_fn != "AccumulateGrad" or grads[self.vertices[m.vertex].name] is not None]
        self.passes.append(Done(tuple(kept), {name: plain(g) for name, g in grads.items()}, error))
        self._moves = []
