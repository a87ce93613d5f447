"""All mistakes that are tried, those that are named first where several are one and the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from gradcli.calculation.question import Settings
from gradcli.checks.mistakes import chain, expressions, matrices, terms
from gradcli.checks.mistakes.graph import Graph
from gradcli.checks.mistakes.slip import Slip
from gradcli.syntax.tree import Tree

LARGEST_GRAPH = 200  # nodes; in longer ones no slip is looked for

Source = Callable[[Graph], Iterator[Slip]]
SOURCES: Sequence[Source] = (
    expressions.detached,
    expressions.in_degrees,
    expressions.reductions,
    expressions.softmaxes,
    expressions.transposed,
    chain.powers,
    matrices.means,
    matrices.losses,
    matrices.spreads,
    matrices.softmaxes,
    matrices.products,
    terms.paths,
    terms.products,
    chain.from_results,
    chain.roots,
    chain.exponentials,
    chain.either,
    chain.chain,
    chain.corners,
    expressions.branches,
    terms.constants,
    terms.whole,
    terms.exchanged,
    expressions.angles,
    expressions.logarithms,
    chain.logarithms,
    expressions.rounded_pi,
    expressions.written_out,
)


def slips(
    tree: Tree, values: Mapping[str, Any], name: str, settings: Settings, sources: Sequence[Source] = SOURCES
) -> dict[Source, list[Slip]]:
    """Every slip in the gradient by one variable, by its source; none where the graph is too long to try them all."""
    graph = Graph(tree, values, name, settings)
    if not graph.nodes or len(graph.nodes) > LARGEST_GRAPH or graph.truth is None:
        return {}
    return {source: [slip for slip in source(graph) if slip.value is not None] for source in sources}


def listed(found: Mapping[Source, Sequence[Slip]]) -> list[Slip]:
    """All slips in one list."""
    return [slip for part in found.values() for slip in part]
