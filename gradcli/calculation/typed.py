"""The steps of a graph as they were typed: `W @ x`, `A.T`, `a[0]`, with the names of the graph in place of what was computed."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from typing import Any

from gradcli.syntax.printing import show
from gradcli.syntax.tree import Tree

CALLED = frozenset({"call", "method", "index", "attribute"})


class Typed:
    """Which value each part of a tree came to, as ids of the graph.

    made  node of the tree -> the results of the operations that ran there, in order
    """

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.made: dict[int, list[int]] = {}
        self._values: dict[int, int] | None = None

    def ran(self, node: int, vertex: int) -> None:
        """An operation has run at a node of the tree."""
        self.made.setdefault(node, []).append(vertex)
        self._values = None

    def whole(self, node: int) -> bool:
        """Whether the operation that ran at a node is all that the node says, and says it by its own name."""
        if node >= len(self.tree) or len(self.made.get(node, ())) != 1:
            return False
        kind = self.tree.kinds[node]
        return kind in CALLED or (kind == "binary" and self.tree.values[node] == "@")

    def composite(self, node: int) -> bool:
        """Whether what was typed at a node took several operations."""
        return node < len(self.tree) and len(self.made.get(node, ())) > 1 and self.tree.kinds[node] != "assign"

    def text(self, node: int, called: Mapping[int, str], leaves: Mapping[str, int]) -> str:
        """A node of the tree with `called` for the values of its parts, by their ids; `leaves` are the variables' ids."""
        values = self._known(leaves)
        firsts = self.tree.firsts()
        kinds: list[str] = []
        found: list[Any] = []
        i = node
        while i >= firsts[node]:
            if i != node and i in values:
                name = called[values[i]]
                signed = name.startswith("-")  # as a number below zero, which is in brackets where it has to be
                kinds += ["unary", "name"] if signed else ["name"]
                found += ["-", name[1:]] if signed else [name]
                i = firsts[i] - 1
                continue
            kinds.append(self.tree.kinds[i])
            found.append(self.tree.values[i])
            i -= 1
        places = array("q", bytes(8 * len(kinds)))
        part = Tree("", kinds[::-1], found[::-1], places, places)
        return show(part, len(kinds) - 1)

    def _known(self, leaves: Mapping[str, int]) -> dict[int, int]:
        """Node of the tree -> id of its value, through names that were bound on the way."""
        if self._values is not None:
            return self._values
        names = dict(leaves)
        found: dict[int, int] = {}
        for i, kind in enumerate(self.tree.kinds):
            if i in self.made:
                found[i] = self.made[i][-1]
            elif kind == "name" and self.tree.values[i] in names:
                found[i] = names[self.tree.values[i]]
            if kind == "assign":
                value = found.get(i, found.get(i - 1))
                if value is None:
                    names.pop(self.tree.values[i], None)
                else:
                    names[self.tree.values[i]] = value
        self._values = found
        return found
