"""Which mistake a wrong gradient is: the usual slips, made on purpose, and compared with the claim.

Each slip is made on the recorded graph, by going backward through it with one thing done wrong, so that it works for
numbers and tensors alike and no derivative is written down here. Two slips at one value explain nothing: only where a
single kind of mistake leads to the claim is it named.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from gradcli.autograd.backward import Products, altered, call_rule, ones_like, reachable
from gradcli.calculation.calculation import calculate
from gradcli.calculation.leaves import leaves_of
from gradcli.calculation.notes import NoteTaker
from gradcli.calculation.passes import Passes
from gradcli.calculation.question import Question, Settings, output_name
from gradcli.evaluate.expression import Position
from gradcli.numerals import number, tensor
from gradcli.ops import arithmetic, exponential, reduction
from gradcli.ops.defaults import default_dtype_of
from gradcli.problems import Problem, Remedy, Words
from gradcli.recording.modes import set_grad_enabled
from gradcli.recording.node import Freed
from gradcli.syntax.tree import Tree
from gradcli.tensors.op_node import OpNode as Node
from gradcli.tensors.tensor import AccumulateGrad, Tensor

LARGEST_GRAPH = 200  # nodes; in longer ones no slip is looked for
MOST_PATHS = 32
MOST_PASSES = 8  # accumulated so many times
CLOSE = 1e-5  # of a claim that was typed with 6 digits
EXACTLY = 1e-9
FEWEST_DIGITS = 3  # of a claim that counts as rounded

LINEAR = frozenset({"+", "-", "*", "/"})
POWERS: Mapping[Any, float | None] = {exponential.pow_number: None, exponential.square: 2.0, exponential.sqrt: 0.5}
ANGLES = ("sin", "cos", "tan")
LOGARITHMS = ("log", "log2", "log10")
Way = tuple[tuple[Node, int], ...]


class Slip(NamedTuple):
    """A gradient with one mistake in it.

    kind    what sort of mistake
    key     tells slips of a kind apart, the same at every point
    value   the gradient that it leads to
    phrase  what comes behind the claim in a sentence; {missing} is what the claim lacks
    """

    kind: str
    key: Any
    value: Any
    phrase: str


class Mistake(NamedTuple):
    """What a wrong claim was explained by.

    kind  what sort of mistake
    text  one sentence
    """

    kind: str
    text: Words


# ------------------------------------------------------------------ which slip it is
def rounded(claim: Any, shown: str, truth: Any) -> Mistake | None:
    """The right gradient with digits cut off."""
    claim, truth = np.asarray(claim, dtype=float), np.asarray(truth, dtype=float)
    if claim.shape != truth.shape or not np.all(np.isfinite(truth)):
        return None
    for digits in range(FEWEST_DIGITS, 16):
        if all(c == float(f"{t:.{digits}g}") for c, t in zip(claim.flat, truth.flat, strict=True)):
            return Mistake("rounded", Remedy("rounded", (shown, str(digits))))
    return None


def explained(claim: Any, shown: str, truth: Any, slips: Sequence[Slip]) -> list[Mistake]:
    """The mistakes that lead to a claim, at most one of each kind. `shown` is the claim as text, `truth` the gradient."""
    return told(fitting(claim, truth, slips), claim, shown, truth)


def fitting(claim: Any, truth: Any, slips: Sequence[Slip]) -> list[Slip]:
    """The slips that lead to a claim, and to something wrong."""
    return [s for s in slips if fits(claim, s.value) and not fits(s.value, truth)]


def told(found: Sequence[Slip], claim: Any, shown: str, truth: Any) -> list[Mistake]:
    """The mistakes in words, one of each kind.

    That a claim is the value itself counts only where nothing else explains it: exp(x**2) without its inner derivative is
    its value too.
    """
    kinds = _of_each_kind(found)
    telling = [s for s in kinds if s.kind != "value"] or kinds
    return [_mistake(slip, claim, shown, truth) for slip in telling]


def _mistake(slip: Slip, claim: Any, shown: str, truth: Any) -> Mistake:
    missing = np.asarray(truth, dtype=float) - np.asarray(slip.value, dtype=float)
    exactly = "exactly " if np.shape(claim) == np.shape(slip.value) and _near(claim, slip.value, EXACTLY) else ""
    phrase = slip.phrase.replace("{exactly}", exactly).replace("{missing}", tensor(missing))
    return Mistake(slip.kind, f"{shown} {phrase}")


def _of_each_kind(slips: Sequence[Slip]) -> list[Slip]:
    found: dict[str, Slip] = {}
    for slip in slips:
        found.setdefault(slip.kind, slip)
    return list(found.values())


def fits(claim: Any, value: Any) -> bool:
    """Whether two gradients are the same but for the digits that nobody types."""
    return np.shape(claim) == np.shape(value) and _near(claim, value, CLOSE)


def _near(a: Any, b: Any, tolerance: float) -> bool:
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    with np.errstate(all="ignore"):
        return bool(np.all((a == b) | (abs(a - b) <= tolerance * abs(b) + 1e-13 * np.max(abs(b), initial=0.0))))


# ------------------------------------------------------------------ the slips of one gradient
def slips(tree: Tree, values: Mapping[str, Any], name: str, settings: Settings) -> list[Slip]:
    """Every slip in the gradient by one variable; none where the graph is too long to try them all."""
    graph = Graph(tree, values, name, settings)
    if not graph.nodes or len(graph.nodes) > LARGEST_GRAPH:
        return []
    found: list[Slip] = []
    for source in SOURCES:
        found += [slip for slip in source(graph) if slip.value is not None]
    return found


class Graph:
    """The recorded graph between an output and one leaf.

    nodes     those that lead to the leaf, latest first
    toward    node -> the operands through which it leads there
    upstream  node -> the gradient that reaches it
    truth     the gradient of the leaf
    """

    def __init__(self, tree: Tree, values: Mapping[str, Any], name: str, settings: Settings) -> None:
        self.tree, self.values, self.name, self.settings = tree, values, name, settings
        self.record = NoteTaker(tree)
        question = Question(tree, values, settings)
        leaves = leaves_of(question)
        self.leaf = leaves[name]
        with default_dtype_of(settings.dtype), set_grad_enabled(True):
            _, self.output = Passes(question, leaves, [self.record], Position()).forward([self.record])
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
        """The leaf's gradient where a node of one operand sends something else."""
        return self.changed(at, lambda _: sent)

    def reaching(self, at: Node) -> Any:
        """The gradient that reaches a node."""
        if not self.upstream:

            def note(node: Node, products: Products) -> Products:
                for k, _, p in products:
                    edge = node.edges[k]
                    if isinstance(edge, Node) and p is not None:
                        before = self.upstream.get(edge)
                        self.upstream[edge] = p if before is None else before + p
                return products

            self.upstream[self.nodes[0]] = ones_like(self.output.raw)
            self.run(note)
        return self.upstream.get(at)

    def only(self, path: Way) -> Any:
        """What arrives at the leaf along one path."""
        steps = dict(path)

        def alter(node: Node, products: Products) -> Products:
            return tuple((k, raw, p if steps.get(node) == k else None) for k, raw, p in products)

        return self.run(alter)

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

    def along(self, path: Way) -> str:
        """A path in words: y <- 3*x**2 <- x. Only what tells it from other paths is named."""
        stations = [self.output_name]
        for node, k in path:
            following = node.edges[k]
            if len(self.toward[node]) > 1 and isinstance(following, Node):
                stations.append(self.text(following))
        return " <- ".join([*stations, self.name])

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

    def saved(self, node: Node, name: str) -> Any:
        """The data that a node keeps under a name; None if it keeps none."""
        if name not in node.plan.saved or isinstance(node.saved, Freed):
            return None
        found = node.saved[node.plan.saved.index(name)]
        return found.raw if isinstance(found, Tensor) else found


# ------------------------------------------------------------------ the whole gradient
def _whole(graph: Graph) -> Iterator[Slip]:
    truth = np.asarray(graph.truth, dtype=float)
    yield Slip("sign", "all", -truth, "is the gradient with the wrong sign")
    if truth.ndim > 1:
        yield Slip("transposed", "all", truth.T, "is the gradient transposed")
    for k in range(2, MOST_PASSES + 1):
        yield Slip(
            "accumulated",
            k,
            k * truth,
            f"is the gradient accumulated {k} times, as after {k} backward passes without zero_grad",
        )
    out = np.asarray(graph.output.raw, dtype=float)
    if out.shape == truth.shape:
        yield Slip("value", "all", out, f"is the value of {graph.output_name}, not its gradient")


# ------------------------------------------------------------------ paths
def _paths(graph: Graph) -> Iterator[Slip]:
    """Sums that lack a path, lack a branch, or have only one path."""
    paths = graph.paths()
    if not 1 < len(paths) <= MOST_PATHS:
        return
    weights = [graph.only(path) for path in paths]
    for kept in _subsets(graph, paths):
        value = sum(weights[k] for k in kept)
        left = [k for k in range(len(paths)) if k not in kept]
        kind, aside = _rule_with_one_term(graph, paths[min(kept)], paths[left[0]])
        phrase = f"is {{exactly}}{_listed(graph, paths, kept)}; you left out {_list(graph, paths, left)}, which adds {{missing}}"
        yield Slip(kind, kept, value, phrase + aside)
        yield Slip(
            "sign",
            kept,
            value - sum(weights[k] for k in left),
            f"is what comes out when {_list(graph, paths, left)} counts with the wrong sign",
        )


def _subsets(graph: Graph, paths: Sequence[Way]) -> Iterator[tuple[int, ...]]:
    """The sets of paths that someone may keep: all but a branch, all but one path, one path alone; each set once."""
    every = range(len(paths))
    branches = [(node, k) for node in graph.nodes if len(graph.toward[node]) > 1 for k in graph.toward[node]]
    wanted = [tuple(i for i in every if branch not in paths[i]) for branch in branches]
    wanted += [tuple(i for i in every if i != k) for k in every]
    wanted += [(k,) for k in every]
    for kept in dict.fromkeys(wanted):
        if 0 < len(kept) < len(paths):
            yield kept


def _rule_with_one_term(graph: Graph, kept: Way, left: Way) -> tuple[str, str]:
    """What kind of mistake it is to lose a path, by the operation at which it parts from the others."""
    node, k = next((a for a, b in zip(kept, left, strict=False) if a != b), kept[0])
    if node.op is arithmetic.mul:
        same = node.edges[0] is node.edges[1]
        use = f": only one of the two uses of {graph.operand_text(node, k)}" if same else ""
        return "product rule", f" (the product rule with one term{use})"
    if node.op is arithmetic.div_true:
        return "quotient rule", " (the quotient rule with one term)"
    return "path", ""


def _listed(graph: Graph, paths: Sequence[Way], which: Sequence[int]) -> str:
    return ("the path " if len(which) == 1 else "the paths ") + _list(graph, paths, which)


def _list(graph: Graph, paths: Sequence[Way], which: Sequence[int]) -> str:
    texts = list(dict.fromkeys(graph.along(paths[k]) for k in which))
    shown = texts if len(texts) <= 3 else [*texts[:2], f"{len(texts) - 2} more"]
    return " and ".join(shown)


# ------------------------------------------------------------------ products and quotients
def _products(graph: Graph) -> Iterator[Slip]:
    """Derivatives multiplied instead of the product rule, and divided instead of the quotient rule."""
    for node in graph.nodes:
        if node.op not in (arithmetic.mul, arithmetic.div_true) or len(graph.toward[node]) < 2:
            continue
        if isinstance(node.saved, Freed) or graph.output.shape or graph.leaf.shape:
            continue
        x, y = node.saved if node.plan.saved == ("x", "y") else reversed(node.saved)
        dx, dy, g = _slope(graph, x), _slope(graph, y), graph.reaching(node)
        if dx is None or dy is None or g is None:
            continue
        rest, what, k = graph.changed(node, lambda _: None, graph.toward[node]) or 0.0, graph.text(node), graph.number(node)
        if node.op is arithmetic.mul:
            phrase = f"is what comes out when the product rule is replaced by the product of the derivatives in {what}"
            yield Slip("product rule", ("multiplied", k), rest + g * dx * dy, phrase)
        else:
            phrase = f"is what comes out when the quotient rule is replaced by the quotient of the derivatives in {what}"
            yield Slip("quotient rule", ("divided", k), rest + g * np.float64(dx) / dy, phrase)
            phrase = f"is what comes out when the denominator of {what} is not squared in the quotient rule"
            yield Slip("quotient rule", ("not squared", k), graph.scaled(node, y.raw), phrase)


def _slope(graph: Graph, x: Any) -> Any:
    """The derivative of a value on the way by the leaf."""
    if not isinstance(x, Tensor) or not x.requires_grad:
        return None
    if x is graph.leaf:
        return 1.0
    return altered(x, graph.leaf, None, lambda _, products: products)


# ------------------------------------------------------------------ the chain rule
def _inner(graph: Graph) -> Iterator[Slip]:
    """The inner derivative forgotten, and the outer one taken at the wrong place."""
    for node in graph.nodes:
        inner = node.edges[0]
        if not _is_function(node) or not isinstance(inner, Node):
            continue
        what, inside = graph.text(node), graph.operand_text(node)
        phrase = f"is what comes out when the inner derivative is forgotten: {what} as if {inside} were just {graph.name}"
        yield Slip("inner derivative", ("forgotten", graph.number(node)), _without_inner(graph, node), phrase)
        moved = _at_the_leaf(graph, node)
        if moved is not None:
            phrase = f"is what comes out when the outer derivative of {what} is taken at {graph.name} instead of {inside}"
            yield Slip("inner derivative", ("misplaced", graph.number(node)), moved, phrase)


def _is_function(node: Node) -> bool:
    """A function of one value, for which the chain rule matters."""
    of_one = len(node.plan.steps) == 1 and node.plan.steps[0].operand == 0
    return of_one and node.op.elementwise and node.op.symbol not in LINEAR


def _without_inner(graph: Graph, at: Node) -> Any:
    """What a function sends inwards arrives at the leaf as it is."""
    sent: list[Any] = []

    def take(p: Any) -> None:
        sent.append(p)

    rest = graph.changed(at, take, (0,))
    if not sent or np.shape(sent[0]) != graph.leaf.shape:
        return None
    return sent[0] if rest is None else rest + sent[0]


def _at_the_leaf(graph: Graph, node: Node) -> Any:
    """The gradient with the slope of a function taken at the leaf's own value."""
    if graph.leaf.shape or node.out_meta is not None or not node.plan.saved:
        return None
    x = graph.leaf.raw
    others = [graph.saved(node, n) for n in node.op.operands[1:]]
    if any(o is None for o in others):
        return None
    out = node.op.compute((x, *others), node.options)
    known = [{"x": x, "out": out}.get(n, graph.saved(node, n)) for n in node.plan.saved]
    slope = call_rule(node.plan.steps[0], node, 1.0, known)
    reaching = graph.reaching(node)
    if reaching is None or not isinstance(out, float):
        return None
    return graph.replaced(node, reaching * slope)


# ------------------------------------------------------------------ powers and exponentials
def _powers(graph: Graph) -> Iterator[Slip]:
    for node in graph.nodes:
        if node.op not in POWERS:
            continue
        what = graph.text(node)
        base = graph.saved(node, "x")
        base = graph.saved(node, "out") ** 2 if base is None else base
        exponent = POWERS[node.op] or graph.saved(node, "exponent")
        if type(exponent) not in (int, float) or exponent in (0, 1):
            continue
        lowered = graph.scaled(node, base)
        phrase = f"is what comes out when the power of {what} is not lowered"
        yield Slip("power", ("lowered", graph.number(node)), lowered, phrase)
        factor = number(exponent)
        multiplied = graph.scaled(node, 1 / exponent)
        phrase = f"is what comes out when the power of {what} is not multiplied: the factor {factor} is missing"
        yield Slip("power", ("multiplied", graph.number(node)), multiplied, phrase)


def _exponentials(graph: Graph) -> Iterator[Slip]:
    """The power rule used on an exponential, and the logarithm of the base forgotten."""
    for node in graph.nodes:
        base = {exponential.exp: math.e, exponential.exp2: 2.0}.get(node.op)
        if base is None and node.op is exponential.pow_of_number:
            base = graph.saved(node, "x")
        reaching = graph.reaching(node)
        if base is None or reaching is None or not base > 0 or base == 1:
            continue
        what, inside = graph.text(node), graph.operand_text(node, node.plan.steps[0].operand)
        exponents = np.log(np.asarray(graph.saved(node, "out"), dtype=float)) / math.log(base)
        changed = graph.replaced(node, reaching * exponents * base ** (exponents - 1))
        phrase = f"is what comes out when {what} is differentiated as a power, by lowering {inside}"
        yield Slip("exponential", ("as a power", graph.number(node)), changed, phrase)
        if base != math.e:
            changed = graph.scaled(node, 1 / math.log(base))
            phrase = f"is what comes out when the factor log({number(base)}) of {what} is forgotten"
            yield Slip("exponential", ("log", graph.number(node)), changed, phrase)


# ------------------------------------------------------------------ constants and means
def _constants(graph: Graph) -> Iterator[Slip]:
    """A constant that is added and does not vanish."""
    for node in graph.nodes:
        at = graph.record.place_of(node)
        if at is None or graph.leaf.shape or graph.tree.kinds[at] != "binary" or graph.tree.values[at] not in ("+", "-"):
            continue
        for k, operand in enumerate(graph.tree.operands(at)):
            if graph.tree.kinds[operand] == "number" and graph.reaching(node) == 1.0:
                constant = graph.tree.values[operand] * (-1 if k and graph.tree.values[at] == "-" else 1)
                phrase = f"is what comes out when the constant {number(constant)} of {graph.text(node)} is kept"
                yield Slip("constant", graph.number(node), graph.truth + constant, phrase)


def _means(graph: Graph) -> Iterator[Slip]:
    for node in graph.nodes:
        if node.op in (reduction.mean_all, reduction.mean_dim) and node.metas is not None:
            many = math.prod(node.metas[0][0]) / max(1, math.prod(node.out_meta[0] if node.out_meta else ()))
            changed = graph.scaled(node, many)
            phrase = f"is what comes out when {graph.text(node)} is not divided by {number(many)}"
            yield Slip("mean", graph.number(node), changed, phrase)


# ------------------------------------------------------------------ other functions in place of those that were meant
def _angles(graph: Graph) -> Iterator[Slip]:
    """Radians taken for degrees."""
    if not _calls(graph.tree, ANGLES):
        return
    degree = math.pi / 180
    yield Slip("degrees", "times", graph.truth * degree, "is the gradient times pi/180: degrees were taken for radians")
    yield Slip("degrees", "over", graph.truth / degree, "is the gradient times 180/pi: radians were taken for degrees")
    changed = _with_tree(graph, in_degrees(graph.tree))
    if changed is not None:
        phrase = "is what comes out when the angle is taken in degrees instead of radians"
        yield Slip("degrees", "inside", changed / degree, phrase)
        yield Slip("degrees", "inside, with the factor", changed, phrase)


def _logarithms(graph: Graph) -> Iterator[Slip]:
    """The logarithm of another base."""
    for meant in LOGARITHMS:
        for taken in LOGARITHMS:
            if taken != meant and _calls(graph.tree, (meant,)):
                phrase = f"is what comes out with {taken} in place of {meant}: the log base is another"
                yield Slip("log base", (meant, taken), _with_tree(graph, renamed(graph.tree, meant, taken)), phrase)


def _calls(tree: Tree, names: Sequence[str]) -> list[int]:
    """The calls of functions of one argument."""
    return [i for i, kind in enumerate(tree.kinds) if kind == "call" and tree.values[i][0] in names and not tree.values[i][2]]


def renamed(tree: Tree, name: str, other: str) -> Tree:
    """The tree with another function in place of one."""
    values = list(tree.values)
    for i in _calls(tree, (name,)):
        values[i] = (other, *values[i][1:])
    return Tree(tree.source, tree.kinds, values, tree.starts, tree.ends)


def in_degrees(tree: Tree) -> Tree:
    """The tree with every angle in degrees: sin(deg2rad(x)) in place of sin(x)."""
    kinds: list[str] = []
    values: list[Any] = []
    starts, ends = array("q"), array("q")
    angles = set(_calls(tree, ANGLES))
    for i in range(len(tree)):
        if i in angles:  # the argument has just been finished
            kinds.append("call")
            values.append(("deg2rad", 1, ()))
            starts.append(tree.starts[i])
            ends.append(tree.ends[i])
        kinds.append(tree.kinds[i])
        values.append(tree.values[i])
        starts.append(tree.starts[i])
        ends.append(tree.ends[i])
    return Tree(tree.source, kinds, values, starts, ends)


def _with_tree(graph: Graph, tree: Tree) -> Any:
    """The gradient of another expression at the same point."""
    try:
        return calculate(tree, graph.values, graph.settings).grads.get(graph.name)
    except Problem:
        return None


SOURCES: Sequence[Callable[[Graph], Iterator[Slip]]] = (
    _paths,
    _whole,
    _products,
    _inner,
    _powers,
    _exponentials,
    _constants,
    _means,
    _angles,
    _logarithms,
)
