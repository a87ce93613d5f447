"""Text to a syntax tree, or to a word on what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection

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
