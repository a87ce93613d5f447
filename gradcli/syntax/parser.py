"""Text to a syntax tree, or to a word on what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection

from gradcli.problems import SyntaxProblem
from gradcli.syntax.reading import Refusal, read
from gradcli.syntax.tree import Tree


def parse(source: str, variables: Collection[str] = ()) -> Tree:
    """The tree of a source text, or a SyntaxProblem that says what to type instead.

    `variables` are names known to be variables, which matters for names such as `F` that are otherwise a prefix.
    """
    try:
        return read(source, variables)
    except Refusal as refusal:
        from gradcli.syntax.mistakes import explain  # a text that can be read does without the repairs

        problem = explain(source, refusal, variables)
    raise problem


def demand_used(tree: Tree) -> Tree:
    """The tree, unless a statement before the last is no assignment, so that nobody would see what it comes to: SyntaxProblem."""
    first = tree.kinds.index("statement") if "statement" in tree.kinds else len(tree)
    if first >= len(tree) - 1:
        return tree
    title = "nothing is done with the value of this statement"
    raise SyntaxProblem(title, span=tree.span(first), source=tree.source, fix="give it a name, or leave it out")
