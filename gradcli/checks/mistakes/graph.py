"""The recorded graph of an expression, and what its gradient would be if a node did something else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gradcli.autograd.backward import Products, altered, call_rule, ones_like, reachable
from gradcli.calculation.leaves import leaves_of
from gradcli.calculation.notes import NoteTaker
from gradcli.calculation.observers import Observer, node_of
from gradcli.calculation.passes import Passes
from gradcli.calculation.question import Question, Settings, output_name
from gradcli.evaluate.expression import Position
from gradcli.ops.defaults import default_dtype_of
from gradcli.ops.late import np
from gradcli.ops.op import Op
from gradcli.problems import Problem
from gradcli.recording.modes import set_grad_enabled
from gradcli.recording.node import Freed
from gradcli.syntax.parser import parse
from gradcli.syntax.tree import Tree
from gradcli.tensors.op_node import OpNode as Node
from gradcli.tensors.tensor import AccumulateGrad, Tensor

MOST_PATHS = 32
Way = tuple[tuple[Node, int], ...]


class _Witness(Observer):
    """Remembers what every node was given, and what it made of it."""

    def __init__(self) -> None:
        super().__init__()
        self.operands: dict[Node, tuple[Any, ...]] = {}
        self.results: dict[Node, Any] = {}

    def ran(self, op: Op, operands: Sequence[Any], options: Mapping[str, Any], out: Tensor) -> None:  # noqa: ARG002
        """What the node of an operation was given."""
        node = node_of(out)
        if node is not None:
            self.operands[node] = tuple(_data(x) for x in operands)
            self.results[node] = out.raw


class Graph:
    """The recorded graph between an output and one leaf.

    nodes     those that lead to the leaf, latest first
    toward    node -> the operands through which it leads there
    upstream  node -> the gradient that reaches it
    truth     the gradient of the leaf
    """

    def __init__(self, tree: Tree, values: Mapping[str, Any], name: str, settings: Settings) -> None:
        self.tree, self.values, self.name, self.settings = tree, values, name, settings
        self.record, self.witness = NoteTaker(tree), _Witness()
        question = Question(tree, values, settings)
        leaves = leaves_of(question)
        self.leaf = leaves[name]
        watching: list[Observer] = [self.record, self.witness]
        with default_dtype_of(settings.dtype), set_grad_enabled(True):
            _, self.output = Passes(question, leaves, watching, Position()).forward(watching)
        self.output_name = output_name(tree, values)
        self.upstream: dict[Node, Any] = {}
        self.toward: dict[Node, list[int]] = {}
        self.nodes: list[Node] = []
        self.truth: Any = None
        if self.output.requires_grad and isinstance(self.output.edge, Node):
            self._walk(self.output.edge)

    def _walk(self, root: Node) -> None:
        order, _ = reachable([root])
        for node in reversed(order):
            ways = [k for k, edge in enumerate(node.edges) if self.leads(edge)]
            if ways:
                self.toward[node] = ways
        self.nodes = [node for node in order if node in self.toward]
        self.truth = self.run(lambda _, products: products)

    def leads(self, edge: Any) -> bool:
        """Whether a node is the leaf, or leads to it."""
        return (isinstance(edge, AccumulateGrad) and edge.variable is self.leaf) or edge in self.toward

    # -------------------------------------------------------------- another gradient
    def run(self, alter: Callable[[Node, Products], Products]) -> Any:
        """The leaf's gradient where `alter` has its way."""
        seed = self.settings.grad_output
        return altered(self.output, self.leaf, None if seed is None else np.asarray(seed, dtype=float), alter)

    def changed(self, at: Node, change: Callable[[Any], Any], operands: Sequence[int] | None = None) -> Any:
        """The leaf's gradient where what one node sends to its operands is changed."""

        def alter(node: Node, products: Products) -> Products:
            if node is not at:
                return products
            return tuple((k, raw, change(p) if operands is None or k in operands else p) for k, raw, p in products)

        return self.run(alter)

    def scaled(self, at: Node, factor: Any) -> Any:
        """The leaf's gradient where a node sends so many times what it should."""
        return self.changed(at, lambda p: p * factor)

    def replaced(self, at: Node, sent: Any) -> Any:
        """The leaf's gradient where a node of one operand sends something else; None where that has another size."""
        return self.sent(at, {self.toward[at][0]: sent})

    def sent(self, at: Node, instead: Mapping[int, Any]) -> Any:
        """The leaf's gradient where a node sends something else to some operands; None where it does not fit."""
        shapes = [shape for shape, _ in at.metas] if at.metas is not None else [()] * len(at.edges)
        if any(p is not None and np.shape(p) != shapes[k] for k, p in instead.items()):
            return None

        numbers = {k: float(p) if p is not None and not np.shape(p) else p for k, p in instead.items()}

        def alter(node: Node, products: Products) -> Products:
            return tuple((k, raw, numbers.get(k, p)) for k, raw, p in products) if node is at else products

        return self.run(alter)

    def only(self, path: Way) -> Any:
        """What arrives at the leaf along one path."""
        steps = dict(path)

        def alter(node: Node, products: Products) -> Products:
            return tuple((k, raw, p if steps.get(node) == k else None) for k, raw, p in products)

        return self.run(alter)

    def arriving(self, at: Node, operand: int) -> Any:
        """The gradient if what a node sends to an operand were already that of the leaf; None where it has another size."""
        taken: list[Any] = []

        def take(p: Any) -> None:
            taken.append(p)

        rest = self.changed(at, take, (operand,))
        if not taken or taken[0] is None or np.shape(taken[0]) not in ((), self.leaf.shape):
            return None
        whole = np.broadcast_to(taken[0], self.leaf.shape)  # a number, where nothing says that the leaf has several
        return whole if rest is None else rest + whole

    def reaching(self, at: Node) -> Any:
        """The gradient that reaches a node."""
        if not self.upstream:

            def note(node: Node, products: Products) -> Products:
                _add_up(self.upstream, node, products)
                return products

            self.upstream[self.nodes[0]] = self._seed()
            self.run(note)
        return self.upstream.get(at)

    def _seed(self) -> Any:
        given = self.settings.grad_output
        return ones_like(self.output.raw) if given is None else np.asarray(given, dtype=float)

    def rerun(self, instead: Callable[[Node, Any], Mapping[int, Any]]) -> Any:
        """The leaf's gradient where nodes send something else to some operands: `instead` hears what has arrived at each."""
        arrived: dict[Node, Any] = {self.nodes[0]: self._seed()}

        def alter(node: Node, products: Products) -> Products:
            other = instead(node, arrived.get(node))
            sent = tuple((k, raw, other.get(k, p)) for k, raw, p in products)
            _add_up(arrived, node, sent)
            return sent

        return self.run(alter)

    def by_the_rule(
        self, node: Node, instead: Mapping[str, Any], options: Mapping[str, Any] | None = None, g: Any = None
    ) -> dict[int, Any]:
        """What the table's rules send where some of what a node saved was something else; `g` arrives there."""
        if isinstance(node.saved, Freed):
            return {}
        other = type(node)(node.op, node.plan, node.edges, node.saved, {**node.options, **(options or {})}, node.sequence)
        other.types = node.types
        known = [instead.get(n, x.raw if isinstance(x, Tensor) else x) for n, x in zip(node.plan.saved, node.saved, strict=True)]
        g = self.reaching(node) if g is None else g
        if g is None:
            return {}
        return {step.operand: _data(call_rule(step, other, g, known)) for step in node.plan.steps}

    # -------------------------------------------------------------- what there is
    def paths(self) -> list[Way]:
        """The paths from the output to the leaf; no more than can be looked at."""
        found: list[Way] = []
        stack: list[tuple[Node, Way]] = [(self.nodes[0], ())]
        while stack and len(found) <= MOST_PATHS:
            node, path = stack.pop()
            for k in reversed(self.toward[node]):
                edge = node.edges[k]
                if isinstance(edge, Node):
                    stack.append((edge, (*path, (node, k))))
                else:
                    found.append((*path, (node, k)))
        return found

    def text(self, node: Node) -> str:
        """The part of the expression that a node computes."""
        return self.record.text(node)

    def operand_text(self, node: Node, k: int = 0) -> str:
        """The operand of a node, as it was typed."""
        edge = node.edges[k]
        return self.text(edge) if isinstance(edge, Node) else self.name

    def number(self, node: Node) -> int:
        """Which node of the graph it is, the same at every point."""
        return self.nodes.index(node)

    def given(self, node: Node, k: int = 0) -> Any:
        """An operand of a node, as data."""
        operands = self.witness.operands.get(node, ())
        return operands[k] if k < len(operands) else None

    def result(self, node: Node) -> Any:
        """What a node computed, as data."""
        return self.witness.results.get(node)

    def saved(self, node: Node, name: str) -> Any:
        """The data that a node keeps under a name; None if it keeps none."""
        if name not in node.plan.saved or isinstance(node.saved, Freed):
            return None
        found = node.saved[node.plan.saved.index(name)]
        return found.raw if isinstance(found, Tensor) else found


def _add_up(arrived: dict[Node, Any], node: Node, products: Products) -> None:
    """What a node sends, added to what has arrived."""
    for k, _, p in products:
        edge = node.edges[k]
        if isinstance(edge, Node) and p is not None:
            before = arrived.get(edge)
            arrived[edge] = p if before is None else before + p


def _data(x: Any) -> Any:
    return x.raw if isinstance(x, Tensor) else x


def graph_of(text: str, graph: Graph) -> Graph | None:
    """The graph of another expression in the same variables; None where there is none."""
    try:
        tree = parse(text, tuple(graph.values))
        if graph.name not in tree.names():
            return None
        found = Graph(tree, {n: v for n, v in graph.values.items() if n in tree.names()}, graph.name, graph.settings)
    except Problem:
        return None
    return found if found.nodes and np.shape(found.truth) == np.shape(graph.truth) else None
