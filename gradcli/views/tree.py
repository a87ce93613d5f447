"""The graph as a tree of text, with numbers or, where there are none, without the columns for them."""

from __future__ import annotations

from collections.abc import Iterator

from gradcli.calculation.trace import Trace
from gradcli.views.lines import Line
from gradcli.views.symbolic import has_values, tree
from gradcli.views.trace_text import graph_lines

__all__ = ["has_values", "tree_lines"]


def tree_lines(trace: Trace, width: int | None = None) -> Iterator[Line]:
    """The tree from the output down; `width` is the terminal's, None for as wide as it takes."""
    if has_values(trace):
        yield from graph_lines(trace, width)
    else:
        yield from tree(trace)
