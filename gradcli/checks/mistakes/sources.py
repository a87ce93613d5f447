"""All mistakes that are tried, those that are named first where several are one and the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from gradcli.calculation.question import Settings
from gradcli.checks.mistakes import chain, expressions, matrices, terms
from gradcli.checks.mistakes.graph import Graph
from gradcli.checks.mistakes.slip import Slip
from gradcli.syntax.tree import Tree

LARGEST_GRAPH = 200  # nodes; in longer ones no slip is looked for

SOURCES: Sequence[Callable[[Graph], Iterator[Slip]]] = (
    expressions.detached,
    expressions.in_degrees,
    expressions.reductions,
    chain.powers,
    matrices.means,
    matrices.spreads,
    matrices.softmaxes,
    matrices.products,
    terms.paths,
    terms.products,
    chain.from_results,
    chain.roots,
    chain.exponentials,
    chain.chain,
    chain.corners,
    expressions.branches,
    terms.whole,
    terms.exchanged,
    terms.constants,
    expressions.angles,
    expressions.logarithms,
    expressions.rounded_pi,
    expressions.written_out,
)


def slips(tree: Tree, values: Mapping[str, Any], name: str, settings: Settings) -> list[Slip]:
    """Every slip in the gradient by one variable; none where the graph is too long to try them all."""
    graph = Graph(tree, values, name, settings)
    if not graph.nodes or len(graph.nodes) > LARGEST_GRAPH or graph.truth is None:
        return []
    found: list[Slip] = []
    with np.errstate(all="ignore"):
        for source in SOURCES:
            found += [slip for slip in source(graph) if slip.value is not None]
    return found
