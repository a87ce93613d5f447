"""Who writes the trace: an observer of forward and backward."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from gradcli.autograd.backward import Visit, call_rule, ones_like
from gradcli.calculation.jacobians import jacobian
from gradcli.calculation.observers import Observer, node_of
from gradcli.calculation.question import output_name
from gradcli.calculation.readings import Known, read, shape_text
from gradcli.calculation.roles import role
from gradcli.calculation.spelling import PRODUCTS, constant_text, saved_names, spelled, value_text
from gradcli.calculation.together import Ran, together
from gradcli.calculation.trace import Move, Product, Together, Vertex, plain
from gradcli.calculation.typed import Typed
from gradcli.evaluate.expression import Evaluation
from gradcli.ops.op import Op, RuleCall
from gradcli.problems import BackwardError, Span
from gradcli.recording.modes import mode
from gradcli.recording.node import Freed
from gradcli.syntax.tree import Tree
from gradcli.tensors.op_node import OpNode
from gradcli.tensors.tensor import Tensor

LONGEST_NUMBERS = 40  # characters of numbers in one forward step
LONGEST_TENSORS = 200  # and of tensors
LETTERS = ("g", "u", "up", "arrived")  # for the gradient that arrives at a step
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
    place: int

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
        self.upstream = LETTERS[0]
        self._ids: dict[int, int] = {}
        self._kept: list[Any] = []  # tensors whose id() is in use as a key
        self._raws: list[Any] = []  # of each vertex
        self._held: dict[int, int] = {}  # id of a leaf's array -> its vertex
        self._made: dict[OpNode, Made] = {}
        self._steps: dict[int, Ran] = {}  # the operation behind each vertex
        self._typed = Typed(self.tree)
        self._moves: list[Move] = []
        self._terms: dict[int, list[Any]] = {}
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
                x.raw,
            )
            if hasattr(x.raw, "shape"):
                self._held[id(x.raw)] = self._ids[id(x)]

    def _add(self, key: Any, vertex: Vertex, raw: Any = None) -> int:
        self.vertices.append(vertex)
        self._raws.append(raw)
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
        place = self.place.node
        vertex = Vertex(
            id=len(self.vertices),
            name=f"v{self._counted}",
            op=op.name,
            text="",
            grad_fn=node.name() if node is not None else None,
            inputs=inputs,
            value=plain(out.raw),
            shape=out.shape,
            requires_grad=out.requires_grad,
            is_leaf=out.is_leaf,
            saved=saved_names(node, op, names),
            span=self._span(),
            skipped=self._skipped(op, inputs, node),
        )
        self._add(out, vertex, out.raw)
        self._typed.ran(place, vertex.id)
        self._steps[vertex.id] = Ran(op, inputs, options, vertex.id, place, out.output_nr, node is not None)
        if node is not None:
            before = self._made[node].vertices if node in self._made else ()
            self._made[node] = Made((*before, vertex.id), op, names, place)

    def _span(self) -> Span | None:
        """Where in the expression the operation stands that has just run."""
        return self.tree.span(self.place.node)

    def _leaf(self, node: Any) -> int:
        """The vertex at which a node accumulates."""
        return self._ids[id(node.variable)]

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
        return self._add(x if isinstance(x, Tensor) else None, vertex, data)

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
        self.upstream = next((n for n in LETTERS if n not in names.values()), LETTERS[-1])
        for node, made in list(self._made.items()):
            inputs = tuple(names[i] for i in self.vertices[made.vertex].inputs)
            self._made[node] = made._replace(names=inputs)
            for i in made.vertices:
                self.vertices[i] = self.vertices[i]._replace(saved=saved_names(node, made.op, inputs))
        values = {v.id: value_text(v.value) for v in self.vertices}
        shapes = {v.id: shape_text(v.shape) for v in self.vertices}
        for step in self._steps.values():
            v = self.vertices[step.vertex]
            self.vertices[v.id] = v._replace(
                text=self._text(step, names),
                numbers=self._numbers(step, values),
                shapes=self._shapes(step, shapes),
                within=self._typed.text(step.place, names, self._leaf_ids()) if self._typed.composite(step.place) else None,
            )

    def _text(self, step: Ran, called: Mapping[int, str]) -> str:
        """A step with `called` for its inputs: as it was typed, where that is this step and nothing else."""
        if self._typed.whole(step.place):
            return self._typed.text(step.place, called, self._leaf_ids())
        held = {key: called[vertex] for key, vertex in self._held.items()}
        return spelled(step.op, [called[i] for i in step.inputs], step.options, held) + part(step.op, step.number)

    def _numbers(self, step: Ran, values: Mapping[int, str]) -> str | None:
        """The operation on numbers: 3*4."""
        numbers = all(not self.vertices[i].shape for i in step.inputs)
        length = sum(len(values[i]) for i in step.inputs)
        return None if length > (LONGEST_NUMBERS if numbers else LONGEST_TENSORS) else self._text(step, values)

    def _shapes(self, step: Ran, shapes: Mapping[int, str]) -> str | None:
        """The operation on shapes, where they change: (3,2) @ (2) → (3)."""
        out = self.vertices[step.vertex].shape
        if all(self.vertices[i].shape in (out, ()) for i in step.inputs) and step.op.name not in PRODUCTS:
            return None
        text = self._text(step, shapes) if step.op.name in PRODUCTS else ", ".join(shapes[i] for i in step.inputs)
        return f"{text} → {shapes[step.vertex]}"

    def _leaf_ids(self) -> dict[str, int]:
        return {v.name: v.id for v in self.vertices if v.op == "leaf"}

    # -------------------------------------------------------------- backward
    def visited(self, visit: Visit) -> None:
        """One step of backward."""
        node = visit.node
        if node.accumulates:
            before = None if visit.before is None else plain(visit.before)
            after = None if node.variable.grad is None else plain(node.variable.grad.raw)
            leaf = self._leaf(node)
            terms = self._arrived(leaf)
            self._moves.append(Move(leaf, "AccumulateGrad", plain(visit.upstream), (), before, after, terms))
            return
        made = self._made[node]
        products = tuple(self._product(visit, made, *found) for found in visit.products if found[1] is not None)
        upstream = visit.upstream if type(visit.upstream) is tuple else (visit.upstream,)
        for vertex, g in zip(made.vertices[: len(upstream) - 1], upstream, strict=False):
            self._moves.append(Move(vertex, node.name(), plain(g), (), terms=self._arrived(vertex)))
        last = made.vertices[len(upstream) - 1]
        terms, joined = self._arrived(last), self._joined(made)
        self._moves.append(Move(last, node.name(), plain(upstream[-1]), products, terms=terms, together=joined))
        for p in products:
            self._terms.setdefault(p.input, []).append(p.product if p.reduced is None else p.reduced)

    def _arrived(self, vertex: int) -> tuple[Any, ...]:
        """What added up to the gradient of a value, where that is more than one contribution."""
        found = self._terms.get(vertex, ())
        return tuple(found) if len(found) > 1 else ()

    def _product(self, visit: Visit, made: Made, operand: int, raw: Any, fitted: Any) -> Product:
        node = visit.node
        step = next(s for s in node.plan.steps if s.operand == operand)
        local = self._local(node, made, step)
        inputs = self.vertices[made.vertex].inputs
        held = {key: (self.vertices[vertex].name, self._raws[vertex]) for key, vertex in self._held.items()}
        name, out = self.vertices[made.vertex].name, self._raws[made.vertex]
        known = Known(made.names, [self._raws[i] for i in inputs], name, out, self.upstream, visit.upstream, held)
        found = read(node, step, known, whole=local is None)
        changed = tuple(getattr(raw, "shape", ())) != tuple(getattr(fitted, "shape", ()))
        return Product(
            input=inputs[operand],
            formula=found.formula,
            local=plain(local),
            product=plain(raw),
            reduced=plain(fitted) if changed else None,
            role=role(made.op, inputs, operand),
            rule=found.rule,
            numbers=found.numbers,
            shapes=found.shapes,
            guard=found.guard,
            jacobian=None if self.passes else jacobian(node, step, out, fitted),
        )

    def _joined(self, made: Made) -> tuple[Together, ...]:
        """The whole gradient of a call that took several operations, at the first of them, which backward reaches last."""
        if not self._typed.composite(made.place):
            return ()
        steps = [self._steps[i] for i in self._typed.made[made.place]]
        if made.vertex != next((step.vertex for step in steps if step.recorded), None):
            return ()
        last = steps[-1].vertex
        arrived = next((m.upstream for m in reversed(self._moves) if m.vertex == last), None)
        call = self.vertices[last].within
        if arrived is None or call is None:
            return ()
        return together(steps, self.vertices, self._raws, self._held, call, self.upstream, arrived)

    def _local(self, node: OpNode, made: Made, step: RuleCall) -> Any:
        """The local derivative as numbers, where it is one for each element: the rule with 1 for g."""
        if not made.op.elementwise or isinstance(node.saved, Freed):
            return None
        known = [x.raw if isinstance(x, Tensor) else x for x in node.saved]
        return call_rule(step, node, ones_like(self._raws[made.vertex]), known)

    def passed(self, grads: Mapping[str, Any], error: BackwardError | None) -> None:
        """The steps of a pass, without accumulations that were taken back, as torch.autograd.grad does where it refuses."""
        kept = [m for m in self._moves if m.grad_fn != "AccumulateGrad" or grads[self.vertices[m.vertex].name] is not None]
        self.passes.append(Done(tuple(kept), {name: plain(g) for name, g in grads.items()}, error))
        self._moves, self._terms = [], {}
