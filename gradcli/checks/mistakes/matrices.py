"""Mistakes with tensors: means and sums, n and n - 1, the wrong dimension, matrices transposed or taken to be symmetric."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gradcli.autograd.backward import Products
from gradcli.checks.mistakes.graph import Graph
from gradcli.checks.mistakes.slip import RARE, USUAL, Slip
from gradcli.checks.mistakes.terms import INNER_PRODUCTS, reshaped
from gradcli.numerals import number
from gradcli.ops import arithmetic, linear_algebra, loss, reduction
from gradcli.ops.late import np
from gradcli.tensors.op_node import OpNode as Node

MEANS, SUMS = (reduction.mean_all, reduction.mean_dim), (reduction.sum_all, reduction.sum_dim)
SPREADS = (reduction.var_op, reduction.std_op)
SOFTMAXES = (reduction.softmax, reduction.log_softmax)
MATRIX_PRODUCTS = (linear_algebra.mm, linear_algebra.mv, linear_algebra.bmm)


# ------------------------------------------------------------------ how many there are
def means(graph: Graph) -> Iterator[Slip]:
    """A mean that is not divided, and a sum that is."""
    for node in graph.nodes:
        many = _reduced(node)
        if many < 2:
            continue
        what, k = graph.text(node), graph.number(node)
        if node.op in MEANS:
            phrase = f"is what comes out when {what} is not divided by {number(many)}: the sum was taken for the mean"
            yield Slip("mean or sum", k, graph.scaled(node, many), phrase)
        elif node.op in SUMS:
            phrase = f"is what comes out when {what} is divided by {number(many)}: the mean was taken for the sum"
            yield Slip("mean or sum", k, graph.scaled(node, 1 / many), phrase)


def losses(graph: Graph) -> Iterator[Slip]:
    """The mean over all scores, where it is one over the examples."""
    for node in graph.nodes:
        given = graph.given(node)
        if node.op is loss.nll_op and np.ndim(given) == 2 and node.options.get("reduction") == "mean":
            phrase = f"is what comes out when the mean in {graph.text(node)} is taken over all {np.size(given)} scores"
            yield Slip("mean or sum", ("scores", graph.number(node)), graph.scaled(node, 1 / np.shape(given)[1]), phrase)


def _reduced(node: Node) -> float:
    """How many elements went into each one of a result."""
    if node.metas is None:
        return 1
    return math.prod(node.metas[0][0]) / max(1, math.prod(node.out_meta[0] if node.out_meta else ()))


def spreads(graph: Graph) -> Iterator[Slip]:
    """var and std with n for n - 1, the reverse, and with nothing at all."""
    for node in graph.nodes:
        if node.op not in SPREADS:
            continue
        n, correction = _reduced(node), node.options.get("correction", 1)
        if n < 2 or correction not in (0, 1):
            continue
        what, k = graph.text(node), graph.number(node)
        right, wrong = n - correction, n - 1 + correction
        if not right or not wrong:
            continue
        names = ("n - 1", "n") if correction else ("n", "n - 1")
        phrase = (
            f"is what comes out when {what} is divided by {names[1]} = {number(wrong)} instead of {names[0]} = {number(right)}"
        )
        yield Slip("n and n-1", k, graph.scaled(node, right / wrong), phrase)
        if node.op is reduction.std_op:
            yield Slip("n and n-1", ("root", k), graph.scaled(node, math.sqrt(right / wrong)), phrase)
        phrase = f"is what comes out when {what} is not divided by {number(right)}: the sum was taken for the mean"
        yield Slip("mean or sum", ("spread", k), graph.scaled(node, right), phrase)


# ------------------------------------------------------------------ softmax
def softmaxes(graph: Graph) -> Iterator[Slip]:
    """Along the wrong dimension, or half of the derivative."""
    for node in graph.nodes:
        given, out = graph.given(node), graph.saved(node, "out")
        if node.op not in SOFTMAXES or given is None or out is None:
            continue
        rank, own, k = np.ndim(given), node.options["dim"], graph.number(node)
        for dim in range(rank):
            if dim != own % rank:
                yield from _along(graph, node, given, dim)
        reaching = graph.reaching(node)
        if node.op is reduction.log_softmax and reaching is not None:
            right = graph.by_the_rule(node, {})
            phrase = f"is what comes out when only the softmax in {graph.text(node)} counts, and nothing is subtracted"
            yield Slip("path", ("softmax alone", k), graph.replaced(node, right[0] - reaching) if right else None, phrase)
            phrase = f"is what comes out when the softmax is left out of the derivative of {graph.text(node)}"
            yield Slip("path", ("without softmax", k), graph.replaced(node, reaching), phrase)


def _along(graph: Graph, node: Node, given: Any, dim: int) -> Iterator[Slip]:
    """All of it along another dimension; and the softmax alone, where the rest of a formula is known by heart."""
    k, out = graph.number(node), node.op.compute((given,), {"dim": dim})
    phrase = f"is what comes out when the softmax in {graph.text(node)} is taken along dim {dim} instead of {node.options['dim']}"
    ways: Mapping[str, Mapping[str, int]] = {"all": {"dim": dim}, "softmax alone": {}}
    for key, options in ways.items():
        sent = graph.by_the_rule(node, {"out": out}, options)
        yield Slip("softmax dim", (key, dim, k), graph.sent(node, sent) if sent else None, phrase)


# ------------------------------------------------------------------ matrices
def products(graph: Graph) -> Iterator[Slip]:
    """Matrices that are not transposed, and matrices that are taken to be symmetric."""
    for node in graph.nodes:
        if len(graph.toward[node]) == 2 and (node.op in INNER_PRODUCTS or _has_a_product(node)):
            yield from _as_symmetric(graph, node)
    factors = [node for node in graph.nodes if node.op in MATRIX_PRODUCTS]
    for node in factors:
        yield from _not_transposed(graph, node)
    if len(factors) > 1:
        phrase = "is what comes out when no matrix is transposed on the way back"
        yield Slip("transposed", "no factor", _never_transposed(graph, factors), phrase)


def _has_a_product(node: Node) -> bool:
    """Whether elements are multiplied with those of a matrix product, as in x*(A@x)."""
    return node.op is arithmetic.mul and any(getattr(reshaped(e), "op", None) in MATRIX_PRODUCTS for e in node.edges)


def _not_transposed(graph: Graph, node: Node) -> Iterator[Slip]:
    for name, matrix in _square(graph, node).items():
        operand = 1 - node.op.operands.index(name)
        sent = graph.by_the_rule(node, {name: matrix})
        if operand not in sent or operand not in graph.toward[node]:
            continue
        phrase = f"is what comes out when the matrix in {graph.text(node)} is not transposed on the way back"
        yield Slip("transposed", ("factor", name, graph.number(node)), graph.sent(node, {operand: sent[operand]}), phrase)


def _never_transposed(graph: Graph, factors: Sequence[Node]) -> Any:
    """The gradient where all matrices are used as they are."""

    def turned(node: Node, g: Any) -> Mapping[int, Any]:
        square = _square(graph, node) if node in factors else {}
        sent: dict[int, Any] = {}
        for name, matrix in square.items():
            operand = 1 - node.op.operands.index(name)
            by_rule = graph.by_the_rule(node, {name: matrix}, g=g)
            sent |= {operand: by_rule[operand]} if operand in by_rule and operand in graph.toward[node] else {}
        return sent

    return graph.rerun(turned)


def _square(graph: Graph, node: Node) -> dict[str, Any]:
    """The square matrices among the factors that a node saved, transposed."""
    saved = {n: graph.saved(node, n) for n in node.plan.saved}
    return {n: np.swapaxes(a, -1, -2) for n, a in saved.items() if np.ndim(a) > 1 and np.shape(a)[-1] == np.shape(a)[-2]}


def _as_symmetric(graph: Graph, node: Node) -> Iterator[Slip]:
    what = graph.text(node)
    for k in graph.toward[node]:

        def twice(at: Node, products: Products, kept: int = k) -> Products:
            if at is not node:
                return products
            return tuple((j, raw, p + p if j == kept else None) for j, raw, p in products)

        phrase = (
            f"is what comes out when the matrix of {what} is taken to be symmetric: "
            f"one use of {graph.name} counts twice, and the other one not at all"
        )
        yield Slip("symmetric", (k, graph.number(node)), graph.run(twice), phrase, RARE if _is_square_of(node) else USUAL)


def _is_square_of(node: Node) -> bool:
    return node.edges[0] is node.edges[1]
