"""Edits of a script's text: a node of its tree is replaced, and the lines that changed are what is shown."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import NamedTuple

from gradcli.advice.witness import Spot
from gradcli.script.frames import Source

_GROUP = re.compile(r"(?:^|\n|[^\w)\]\s])[ \t]*\($")  # a bracket that calls nothing


class Edit(NamedTuple):
    """A part of a cell's text, by its offsets, and what shall stand in its place."""

    cell: int
    start: int
    end: int
    text: str

    def applied(self, text: str) -> str:
        """The text of the cell with the edit made."""
        return text[: self.start] + self.text + text[self.end :]

    def lines(self, text: str) -> tuple[int, list[str]]:
        """The number of the first line that changed, and the lines as they are then."""
        first = text.rfind("\n", 0, self.start) + 1
        behind = text.find("\n", self.end)
        changed = text[first : self.start] + self.text + text[self.end : len(text) if behind < 0 else behind]
        return text.count("\n", 0, first) + 1, changed.split("\n")


def text_of(spot: Spot) -> str:
    """The text of a spot's cell, as it ran."""
    return "\n".join(spot.source.lines)


def offset(lines: Sequence[str], line: int, column: int) -> int:
    """Where in a text a place of a tree is, whose columns are bytes."""
    return sum(len(part) + 1 for part in lines[: line - 1]) + len(lines[line - 1].encode()[:column].decode("utf-8", "replace"))


def span(spot: Spot, node: ast.AST) -> tuple[int, int]:
    """Where a node stands in the text of its cell."""
    return _span(spot.source.lines, node)


def _span(lines: Sequence[str], n: ast.AST) -> tuple[int, int]:
    start = offset(lines, n.lineno, n.col_offset)  # type: ignore[attr-defined]
    return start, offset(lines, n.end_lineno, n.end_col_offset)  # type: ignore[attr-defined]


def written(source: Source, cell: int, node: ast.AST, text: str) -> Edit:
    """Another text in the place of a node of any cell."""
    return Edit(cell, *_span(source.lines, node), text)


def source(spot: Spot, node: ast.AST) -> str:
    """A node as it is written."""
    start, end = span(spot, node)
    return text_of(spot)[start:end]


def replaced(spot: Spot, node: ast.AST, text: str) -> Edit:
    """Another text in the place of a node."""
    start, end = span(spot, node)
    return Edit(spot.cell, start, end, text)


def behind(spot: Spot, node: ast.expr, more: str) -> Edit:
    """Something after an expression, such as a call of a method; an operation gets brackets."""
    text, (start, end), whole = source(spot, node), span(spot, node), text_of(spot)
    if is_tight(node):
        return replaced(spot, node, f"{text}{more}")
    if _GROUP.search(whole[:start]) and whole[end : end + 1] == ")":  # the brackets are there
        return Edit(spot.cell, end + 1, end + 1, more)
    return replaced(spot, node, f"({text}){more}")


def behind_number(spot: Spot, number: ast.expr) -> Edit:
    """A whole number with a decimal point."""
    return replaced(spot, number, f"{source(spot, number)}.0")


def is_tight(node: ast.expr) -> bool:
    """Whether a method can be called on an expression without brackets around it."""
    return isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.Subscript | ast.List | ast.Tuple)


def with_argument(spot: Spot, call: ast.Call, argument: str) -> Edit:
    """A keyword argument more; one that is there already gets the new value."""
    name = argument.partition("=")[0]
    for keyword in call.keywords:
        if keyword.arg == name:
            return replaced(spot, keyword, argument)
    _, end = span(spot, call)
    comma = ", " if call.args or call.keywords else ""
    return Edit(spot.cell, end - 1, end - 1, f"{comma}{argument}")


def without_call(spot: Spot, call: ast.expr) -> Edit:
    """`x.detach()` becomes `x`, and so does `x.data`."""
    inner = call.func if isinstance(call, ast.Call) else call
    assert isinstance(inner, ast.Attribute)
    return replaced(spot, call, source(spot, inner.value))


def line_before(spot: Spot, line: str) -> Edit:
    """A line in front of a statement, as far to the right."""
    start, _ = span(spot, spot.node)
    indent = spot.source.lines[spot.node.lineno - 1][: spot.node.col_offset]
    return Edit(spot.cell, start, start, f"{line}\n{indent}")


def line_behind(spot: Spot, line: str) -> Edit:
    """A line after a statement, as far to the right."""
    _, end = span(spot, spot.node)
    indent = spot.source.lines[spot.node.lineno - 1][: spot.node.col_offset]
    return Edit(spot.cell, end, end, f"\n{indent}{line}")
