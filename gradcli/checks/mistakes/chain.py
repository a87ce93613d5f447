"""Mistakes with a function of one value: the chain rule, powers, exponentials, the wrong side of a corner."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from gradcli.autograd.backward import call_rule
from gradcli.checks.mistakes.graph import Graph
from gradcli.checks.mistakes.slip import LAST, RARE, USUAL, Slip
from gradcli.numerals import number
from gradcli.ops import activation, arithmetic, exponential, reduction, trigonometric
from gradcli.ops.late import np
from gradcli.tensors.op_node import OpNode as Node
from gradcli.tensors.tensor import AccumulateGrad

LINEAR = frozenset({"+", "-", "*", "/", "clone", "detach", "alias", "to", "contiguous"})
ANGLES = (trigonometric.deg2rad, trigonometric.rad2deg)
POWERS: Mapping[Any, float | None] = {
    exponential.pow_number: None,
    exponential.square: 2.0,
    exponential.sqrt: 0.5,
    exponential.rsqrt: -0.5,
    arithmetic.reciprocal: -1.0,
}
BASES: Mapping[Any, float] = {exponential.exp: math.e, exponential.exp2: 2.0}
FROM_RESULT = (activation.sigmoid, trigonometric.tanh, reduction.softmax)  # whose derivative is usually written with the result
TURNED = (arithmetic.neg, arithmetic.rsub)  # whose derivative is -1
ROOTS = (reduction.norm_op, reduction.std_op)


# ------------------------------------------------------------------ the chain rule
def chain(graph: Graph) -> Iterator[Slip]:
    """The inner derivative forgotten, the outer one left out, and the outer one taken at the wrong place."""
    within = _within_functions(graph)
    for node in graph.nodes:
        if not is_function(node):
            continue
        if isinstance(node.edges[node.plan.steps[0].operand], Node):
            yield from _inner(graph, node)
        if node.op.elementwise or node.op is reduction.softmax:
            yield from _outer(graph, node, node in within)


def is_function(node: Node) -> bool:
    """Something of one value that is not linear, for which the chain rule matters."""
    of_one = len(node.plan.steps) == 1
    return of_one and bool(node.plan.saved) and not node.op.view and node.op.symbol not in LINEAR and node.op.name not in LINEAR


def _inner(graph: Graph, node: Node) -> Iterator[Slip]:
    k = node.plan.steps[0].operand
    what, inside, place = graph.text(node), graph.operand_text(node, k), graph.number(node)
    inner = node.edges[k]
    value = graph.arriving(node, k)
    if getattr(inner, "op", None) in ANGLES and isinstance(inner.edges[0], AccumulateGrad):
        phrase = f"is what comes out when the factor of {inside} is forgotten, which turns degrees and radians into each other"
        yield Slip("degrees", ("factor", place), value, phrase)
    else:
        phrase = f"is what comes out when the inner derivative is forgotten: {what} as if {inside} were just {graph.name}"
        if getattr(inner, "op", None) in TURNED and any(isinstance(edge, AccumulateGrad) for edge in inner.edges):
            yield Slip("sign", ("inner", place), value, f"{phrase}, so that a sign is lost")
        else:
            yield Slip("inner derivative", ("forgotten", place), value, phrase)
    if _has_a_corner(node):
        return  # a slope that is the same nearly everywhere is not taken at a place
    if getattr(inner, "op", None) in ANGLES:
        phrase = f"is what comes out when the outer derivative of {what} is taken at {graph.name} as it is, and not at {inside}"
        yield Slip("degrees", ("misplaced", place), _at_the_leaf(graph, node), phrase)
        return
    phrase = f"is what comes out when the outer derivative of {what} is taken at {graph.name} instead of {inside}"
    yield Slip("inner derivative", ("misplaced", place), _at_the_leaf(graph, node), phrase, RARE)


def _at_the_leaf(graph: Graph, node: Node) -> Any:
    """The gradient with the slope of a function taken at the leaf's own value."""
    if graph.leaf.shape or node.out_meta is not None or not node.plan.saved or node.plan.steps[0].operand:
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


def _has_a_corner(node: Node) -> bool:
    return bool(node.op.kinks) and node.op.elementwise and node.op not in POWERS


def _within_functions(graph: Graph) -> set[Node]:
    """The nodes that are part of what a function is applied to."""
    found: set[Node] = set()
    for node in graph.nodes:
        if node in found or is_function(node):
            found.update(node.edges[k] for k in graph.toward[node] if isinstance(node.edges[k], Node))
    return found


def _outer(graph: Graph, node: Node, within: bool) -> Iterator[Slip]:
    what, place, reaching = graph.text(node), graph.number(node), graph.reaching(node)
    if reaching is None:
        return
    operand = node.plan.steps[0].operand
    inside = graph.operand_text(node, operand)
    inner = isinstance(node.edges[operand], Node)
    kind = "inner derivative" if within else "outer derivative"
    how = f"the inner derivative of {what} is forgotten: it" if within else f"the outer derivative is omitted: {what}"
    phrase = f"is what comes out when {how} counts as if it were just {inside}"
    rank = USUAL if (inner or within) and not _has_a_corner(node) else RARE
    yield Slip(kind, ("omitted", place), graph.replaced(node, reaching), phrase, rank)
    out = graph.result(node)
    if out is not None and node.op not in BASES and node.op not in POWERS:
        phrase = f"is what comes out when {what} stands where its own derivative belongs"
        yield Slip("value", ("undifferentiated", place), graph.replaced(node, reaching * out), phrase, LAST)


# ------------------------------------------------------------------ functions of a whole tensor, and of their own result
def from_results(graph: Graph) -> Iterator[Slip]:
    """A derivative that is written with the result, taken with the input: x*(1 - x) for sigmoid."""
    for node in graph.nodes:
        given = graph.given(node)
        if node.op not in FROM_RESULT or given is None:
            continue
        what, inside = graph.text(node), graph.operand_text(node)
        sent = graph.by_the_rule(node, {"out": given})
        phrase = f"is what comes out when the input {inside} is taken for the result {what} in the derivative of {node.op.name}"
        yield Slip("input for output", graph.number(node), graph.sent(node, sent) if sent else None, phrase)
        if isinstance(node.edges[0], Node) and np.shape(given) == graph.leaf.shape:
            sent = graph.by_the_rule(node, {"out": graph.leaf.raw})
            phrase = f"is what comes out when {graph.name} is taken for the result {what} in the derivative of {node.op.name}"
            yield Slip("input for output", ("leaf", graph.number(node)), graph.sent(node, sent) if sent else None, phrase)


def roots(graph: Graph) -> Iterator[Slip]:
    """norm and std: roots, whose derivative divides by the result."""
    for node in graph.nodes:
        out = graph.saved(node, "out")
        if node.op not in ROOTS or out is None or np.shape(out) or node.options.get("p", 2) != 2:
            continue
        what, place = graph.text(node), graph.number(node)
        phrase = f"is what comes out when the outer derivative is omitted: nothing is divided by {what}"
        yield Slip("outer derivative", ("not divided", place), graph.scaled(node, out), phrase)
        phrase = f"is what comes out when the outer derivative is omitted: it is the gradient of {what}**2, without the root"
        yield Slip("outer derivative", ("squared", place), graph.scaled(node, 2 * out), phrase)
        phrase = f"is what comes out when the root in {what} is differentiated without its factor 1/2"
        yield Slip("power not multiplied", ("root", place), graph.scaled(node, 2.0), phrase)
        phrase = f"is what comes out when the factor 2 of the squares inside {what} is forgotten"
        yield Slip("power not multiplied", ("squares", place), graph.scaled(node, 0.5), phrase)
        phrase = f"is what comes out when {what} is divided by twice: its square stands in the denominator"
        yield Slip("outer derivative", ("divided twice", place), graph.scaled(node, 1 / out) if out else None, phrase, RARE)
        if node.op is reduction.norm_op:
            yield from _without_the_squares(graph, node, out)


def _without_the_squares(graph: Graph, node: Node, out: Any) -> Iterator[Slip]:
    """The derivative of the root alone: what is inside the norm was never differentiated."""
    g, x = graph.reaching(node), graph.given(node)
    if g is None or x is None:
        return
    what, k = graph.text(node), graph.number(node)
    for key, factor in (("1/2", 0.5), ("1", 1.0)):
        sent = np.ones_like(x) * (factor * g / out) if out else None
        phrase = f"is what comes out when the inner derivative is forgotten: in {what} the root alone was differentiated"
        yield Slip("inner derivative", ("squares", key, k), None if sent is None else graph.replaced(node, sent), phrase)


# ------------------------------------------------------------------ powers and exponentials
def powers(graph: Graph) -> Iterator[Slip]:
    """The power rule with one half of it forgotten."""
    for node in graph.nodes:
        if node.op not in POWERS:
            continue
        what, base, k = graph.text(node), graph.given(node), graph.number(node)
        exponent = POWERS[node.op] or graph.saved(node, "exponent")
        if base is None or type(exponent) not in (int, float) or exponent in (0, 1):
            continue
        phrase = f"is what comes out when the power of {what} is not lowered"
        yield Slip("power not lowered", k, graph.scaled(node, base), phrase)
        if exponent != -1:  # which is a wrong sign
            phrase = f"is what comes out when the power of {what} is not multiplied: the factor {number(exponent)} is missing"
            yield Slip("power not multiplied", k, graph.scaled(node, 1 / exponent), phrase)
        lowered = number(exponent - 1)
        phrase = f"is what comes out when the power of {what} is multiplied by the exponent that is already lowered, {lowered}"
        yield Slip("power not multiplied", ("lowered first", k), graph.scaled(node, (exponent - 1) / exponent), phrase, RARE)
        if exponent < 0:
            phrase = f"is what comes out when the exponent of {what} is raised by 1 instead of lowered"
            with np.errstate(all="ignore"):
                yield Slip(
                    "power not lowered", ("raised", k), graph.scaled(node, np.asarray(base, dtype=float) ** 2), phrase, RARE
                )


def exponentials(graph: Graph) -> Iterator[Slip]:
    """The power rule used on an exponential, and the logarithm of the base forgotten."""
    for node in graph.nodes:
        base = BASES.get(node.op)
        if base is None and node.op is exponential.pow_of_number:
            base = graph.saved(node, "x")
        reaching = graph.reaching(node)
        if base is None or reaching is None or np.shape(base) or not base > 0 or base == 1:
            continue
        operand = node.plan.steps[0].operand
        exponents = graph.given(node, operand)
        what, inside, k = graph.text(node), graph.operand_text(node, operand), graph.number(node)
        if exponents is not None:
            with np.errstate(all="ignore"):
                sent = reaching * exponents * np.float64(base) ** (np.asarray(exponents, dtype=float) - 1)
            phrase = f"is what comes out when {what} is differentiated as a power, by lowering {inside}"
            yield Slip("exponential as a power", k, graph.replaced(node, sent), phrase)
        if base != math.e:
            phrase = f"is what comes out when the factor log({number(base)}) of {what} is forgotten"
            yield Slip("logarithm of the base", k, graph.scaled(node, 1 / math.log(base)), phrase)
            phrase = f"is what comes out when {what} is divided by log({number(base)}) instead of multiplied"
            yield Slip("logarithm of the base", ("divided", k), graph.scaled(node, 1 / math.log(base) ** 2), phrase, RARE)


def either(graph: Graph) -> Iterator[Slip]:
    """A variable to the power of another: differentiated by its base where it is the exponent, or the reverse."""
    for node in graph.nodes:
        if node.op is not exponential.pow_tensor or len(graph.toward[node]) > 1:
            continue
        g, (base, exponent) = graph.reaching(node), (graph.given(node, 0), graph.given(node, 1))
        if g is None or base is None or np.shape(base) != np.shape(exponent):
            continue
        what, k, (operand,) = graph.text(node), graph.number(node), graph.toward[node]
        base, exponent = np.asarray(base, dtype=float), np.asarray(exponent, dtype=float)
        if operand:
            phrase = f"is what comes out when {what} is differentiated as a power, by lowering {graph.operand_text(node, 1)}"
            yield Slip("exponential as a power", k, graph.sent(node, {1: g * exponent * base ** (exponent - 1)}), phrase)
        else:
            phrase = f"is what comes out when {what} is differentiated as an exponential, whose base does not change"
            yield Slip("base or exponent", k, graph.sent(node, {0: g * graph.result(node) * np.log(base)}), phrase)


def logarithms(graph: Graph) -> Iterator[Slip]:
    """A derivative multiplied by the logarithm of the base, which divides."""
    for node in graph.nodes:
        base = {exponential.log2: 2.0, exponential.log10: 10.0}.get(node.op)
        if base is not None:
            phrase = f"is what comes out when the derivative of {graph.text(node)} has log({number(base)}) as a factor"
            yield Slip("log base", ("multiplied", graph.number(node)), graph.scaled(node, math.log(base) ** 2), phrase, RARE)


# ------------------------------------------------------------------ corners
def corners(graph: Graph) -> Iterator[Slip]:
    """The slope on the other side of a corner."""
    for node in graph.nodes:
        what, k = graph.text(node), graph.number(node)
        phrase = f"is what comes out when {what} is differentiated as on the other side of its corner"
        if node.op is arithmetic.abs:
            yield Slip("branch", k, graph.scaled(node, -1.0), phrase)
        elif node.op is activation.relu:
            reaching, given = graph.reaching(node), graph.given(node)
            if reaching is not None and given is not None:
                yield Slip("branch", k, graph.replaced(node, reaching * (np.asarray(given, dtype=float) <= 0)), phrase, RARE)
        elif node.op in (arithmetic.maximum, arithmetic.minimum) and len(graph.toward[node]) == 2:
            yield Slip("branch", k, _exchanged(graph, node), phrase)


def _exchanged(graph: Graph, node: Node) -> Any:
    """The gradient where the smaller of two is taken for the larger."""
    shapes = {shape for shape, _ in node.metas or (((), ""),)}
    if len(shapes) > 1:
        return None

    def alter(at: Node, products: Any) -> Any:
        if at is not node:
            return products
        (a, raw_a, to_a), (b, raw_b, to_b) = products
        return ((a, raw_b, to_b), (b, raw_a, to_a))

    return graph.run(alter)
