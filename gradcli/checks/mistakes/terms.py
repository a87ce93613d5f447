"""Mistakes in sums and products: a term or a path left out, a sign, a rule with one term, a constant factor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gradcli.autograd.backward import altered
from gradcli.calculation.calculation import calculate
from gradcli.checks.mistakes.graph import MOST_PATHS, Graph, Way
from gradcli.checks.mistakes.slip import FIRST, LAST, RARE, USUAL, Slip
from gradcli.numerals import number
from gradcli.ops import arithmetic, exponential, linear_algebra
from gradcli.ops.late import np
from gradcli.recording.node import Freed
from gradcli.tensors.op_node import OpNode as Node
from gradcli.tensors.tensor import Tensor

SIGN = "all but the sign"  # the key of the slip in which nothing else is wrong
SHAPES = ("squeeze", "unsqueeze", "permute", "view")
CANCELLED = 1e6  # times as large as their sum are terms of which hardly anything is left
MOST_PASSES = 8  # accumulated so many times

INNER_PRODUCTS = (linear_algebra.dot, linear_algebra.vdot, linear_algebra.mm, linear_algebra.mv, linear_algebra.bmm)
PRODUCTS = (arithmetic.mul, exponential.xlogy_tensor, *INNER_PRODUCTS)
SUMS = frozenset({"+", "-"})


# ------------------------------------------------------------------ the whole gradient
def whole(graph: Graph) -> Iterator[Slip]:
    """The right gradient with a sign, turned, or several times; or no gradient at all."""
    truth = np.asarray(graph.truth, dtype=float)
    yield Slip("sign", SIGN, -truth, "is the gradient with the wrong sign")
    if truth.ndim > 1:
        turned = np.swapaxes(truth, -1, -2)
        yield Slip("transposed", "all", turned, "is the gradient transposed")
    for k in range(2, MOST_PASSES + 1):
        phrase = f"is {k} times the gradient, accumulated as after {k} backward passes without zero_grad"
        yield Slip("accumulated", k, k * truth, phrase, RARE if k == 2 else LAST)
    if truth.ndim and _is_expanded(graph):
        phrase = f"is what comes out when the gradient of what {graph.name} was expanded to is summed over everything"
        yield Slip("broadcast", "all", np.full(truth.shape, truth.sum()), phrase, RARE)
    out = np.asarray(graph.output.raw, dtype=float)
    if out.shape == truth.shape:
        yield Slip("value", "all", out, f"is the value of {graph.output_name}, not its gradient", LAST)


def _is_expanded(graph: Graph) -> bool:
    """Whether an operation uses the leaf element by element in a larger shape."""
    return any(
        node.op.elementwise and node.out_meta is not None and node.out_meta[0] != graph.leaf.shape
        for node in graph.nodes
        for edge in node.edges
        if edge is not None and edge is graph.leaf.edge
    )


def exchanged(graph: Graph) -> Iterator[Slip]:
    """The right gradient by another variable."""
    if len(graph.values) < 2:
        return
    for name, other in calculate(graph.tree, graph.values, graph.settings).grads.items():
        if name != graph.name and other is not None and np.shape(other) == graph.leaf.shape:
            yield Slip("exchanged", name, other, f"is the gradient by {name}, not by {graph.name}: variables are exchanged", RARE)


# ------------------------------------------------------------------ paths
def paths(graph: Graph) -> Iterator[Slip]:
    """Sums that lack a path, lack a branch, or have only one path."""
    every = graph.paths()
    if not 1 < len(every) <= MOST_PATHS:
        return
    weights = [graph.only(path) for path in every]
    alone = FIRST if _cancel(weights, graph.truth) else USUAL
    for kept in _subsets(graph, every):
        value = sum(weights[k] for k in kept)
        left = [k for k in range(len(every)) if k not in kept]
        rules = {_rule_with_one_term(graph, every[min(kept)], every[k]) for k in left}
        kind, aside = rules.pop() if len(rules) == 1 else ("path", "")
        phrase = f"is {{exactly}}{_listed(graph, every, kept)}; you left out {_list(graph, every, left)}, which adds {{missing}}"
        yield Slip(kind, kept, value, phrase + aside, alone if 1 in (len(left), len(kept)) or len(every) < 4 else RARE)
        phrase = f"is what comes out when {_list(graph, every, left)} counts with the wrong sign"
        yield Slip("sign", kept, value - sum(weights[k] for k in left), phrase, RARE)


def _cancel(weights: Sequence[Any], truth: Any) -> bool:
    """Whether hardly anything is left of a sum: then what lacks a term cannot be told from what lacks a part of a term."""
    return bool(np.max(np.abs(weights)) > CANCELLED * np.max(np.abs(truth), initial=0.0))


def _subsets(graph: Graph, every: Sequence[Way]) -> Iterator[tuple[int, ...]]:
    """The sets of paths that someone may keep: all but a branch, all but one path, one path alone; each set once."""
    numbers = range(len(every))
    branches = [(node, k) for node in graph.nodes if len(graph.toward[node]) > 1 for k in graph.toward[node]]
    wanted = [tuple(i for i in numbers if branch not in every[i]) for branch in branches]
    wanted += [tuple(i for i in numbers if i != k) for k in numbers]
    wanted += [(k,) for k in numbers]
    for kept in dict.fromkeys(wanted):
        if 0 < len(kept) < len(every):
            yield kept


def _rule_with_one_term(graph: Graph, kept: Way, left: Way) -> tuple[str, str]:
    """What kind of mistake it is to lose a path, by the operation at which it parts from the others."""
    node, k = next((a for a, b in zip(kept, left, strict=False) if a != b), kept[0])
    if node.op in PRODUCTS:
        same = _operand_name(graph, node, k) == _operand_name(graph, node, 1 - k)
        use = f": only one of the two uses of {graph.operand_text(node, k)}" if same else ""
        return "product rule", f" (the product rule with one term{use})"
    if node.op is arithmetic.div_true:
        return "quotient rule", " (the quotient rule with one term)"
    if node.op is exponential.pow_tensor:
        kept_as, lost = ("a power", "exponent") if k == 0 else ("an exponential", "base")
        what, name = graph.text(node), graph.name
        aside = f" ({what} was differentiated as {kept_as} alone, as if no {name} were in the {lost})"
        return "base or exponent", aside
    return "path", ""


def _operand_name(graph: Graph, node: Node, k: int) -> str:
    """What an operand is, looked at through what only changes its shape."""
    edge = reshaped(node.edges[k])
    return graph.text(edge) if isinstance(edge, Node) else graph.name


def reshaped(edge: Any) -> Any:
    """What is behind an edge, looked at through what only changes its shape."""
    while isinstance(edge, Node) and edge.op.name in SHAPES and edge.edges[0] is not None:
        edge = edge.edges[0]
    return edge


def _along(graph: Graph, path: Way) -> str:
    """A path in words: y <- 3*x**2 <- x. Only what tells it from other paths is named."""
    stations = [graph.output_name]
    for node, k in path:
        following = node.edges[k]
        if len(graph.toward[node]) < 2:
            continue
        if isinstance(following, Node):
            stations.append(graph.text(following))
        else:
            return " <- ".join([*stations, _use(graph, node, k)])
    return " <- ".join([*stations, graph.name])


def _use(graph: Graph, node: Node, k: int) -> str:
    """A variable, told from its other use in the same operation."""
    if node.op is exponential.pow_tensor:
        return f"{graph.name} as the {'exponent' if k else 'base'}"
    if all(not isinstance(edge, Node) for edge in node.edges):
        if node.op is arithmetic.div_true:
            return f"{graph.name} in the {'denominator' if k else 'numerator'}"
        return f"the {'second' if k else 'first'} {graph.name}"
    return f"the {'right' if k else 'left'} {graph.name}" if node.op in INNER_PRODUCTS else graph.name


def _listed(graph: Graph, every: Sequence[Way], which: Sequence[int]) -> str:
    return ("the path " if len(which) == 1 else "the paths ") + _list(graph, every, which)


def _list(graph: Graph, every: Sequence[Way], which: Sequence[int]) -> str:
    texts = list(dict.fromkeys(_along(graph, every[k]) for k in which))
    shown = texts if len(texts) <= 3 else [*texts[:2], f"{len(texts) - 2} more"]
    return " and ".join(shown)


# ------------------------------------------------------------------ products and quotients
def products(graph: Graph) -> Iterator[Slip]:
    """Derivatives multiplied instead of the product rule, divided instead of the quotient rule; a denominator not squared."""
    for node in graph.nodes:
        if node.op is arithmetic.mul or node.op is arithmetic.div_true:
            if len(graph.toward[node]) == 2:
                yield from _of_derivatives(graph, node)
            if node.op is arithmetic.div_true and 1 in graph.toward[node]:
                yield from _not_squared(graph, node)


def _of_derivatives(graph: Graph, node: Node) -> Iterator[Slip]:
    if isinstance(node.saved, Freed) or graph.output.shape or graph.leaf.shape:
        return
    x, y = node.saved if node.plan.saved == ("x", "y") else reversed(node.saved)
    dx, dy, g = _slope(graph, x), _slope(graph, y), graph.reaching(node)
    if dx is None or dy is None or g is None:
        return
    rest, what, k = graph.changed(node, lambda _: None, graph.toward[node]) or 0.0, graph.text(node), graph.number(node)
    if node.op is arithmetic.mul:
        phrase = f"is what comes out when the product rule is replaced by the product of the derivatives in {what}"
        yield Slip("product rule", ("multiplied", k), rest + g * dx * dy, phrase)
    else:
        phrase = f"is what comes out when the quotient rule is replaced by the quotient of the derivatives in {what}"
        with np.errstate(all="ignore"):
            yield Slip("quotient rule", ("divided", k), rest + g * np.float64(dx) / dy, phrase)


def _not_squared(graph: Graph, node: Node) -> Iterator[Slip]:
    what, k, y = graph.text(node), graph.number(node), graph.given(node, 1)
    if y is None:
        return
    phrase = f"is what comes out when the denominator of {what} is not squared in the quotient rule"
    value = graph.scaled(node, y) if len(graph.toward[node]) == 2 else graph.changed(node, lambda p: p * y, (1,))
    yield Slip("quotient rule", ("not squared", k), value, phrase)


def _slope(graph: Graph, x: Any) -> Any:
    """The derivative of a value on the way by the leaf."""
    if not isinstance(x, Tensor) or not x.requires_grad:
        return None
    if x is graph.leaf:
        return 1.0
    return altered(x, graph.leaf, None, lambda _, products: products)


# ------------------------------------------------------------------ constants
def constants(graph: Graph) -> Iterator[Slip]:
    """A constant that is added and does not vanish, and one that multiplies and does."""
    for node in graph.nodes:
        at = graph.record.place_of(node)
        if at is None or graph.tree.kinds[at] != "binary":
            continue
        symbol, operands = graph.tree.values[at], graph.tree.operands(at)
        for k, operand in enumerate(operands):
            if graph.tree.kinds[operand] == "number" and graph.tree.kinds[operands[1 - k]] != "number":
                yield from _with_number(graph, node, symbol, graph.tree.values[operand], k)


def _with_number(graph: Graph, node: Node, symbol: str, constant: Any, k: int) -> Iterator[Slip]:
    what = graph.text(node)
    if symbol in SUMS and not graph.leaf.shape and graph.reaching(node) == 1.0:
        kept = constant * (-1 if k and symbol == "-" else 1)
        phrase = f"is what comes out when the constant {number(kept)} of {what} is kept"
        yield Slip("constant", graph.number(node), graph.truth + kept, phrase, RARE)
    if constant in (0, 1) or (symbol != "*" and not (symbol == "/" and k == 1)):
        return
    word, factor = ("factor", 1 / constant) if symbol == "*" else ("divisor", constant)
    phrase = f"is what comes out when the {word} {number(constant)} of {what} is forgotten"
    yield Slip("constant factor", graph.number(node), graph.scaled(node, factor), phrase, RARE)
