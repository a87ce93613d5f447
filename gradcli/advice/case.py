"""What is known of an error: its text, the statement that raised it, and what the witness saw."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from gradcli.advice.edits import Edit, source, span
from gradcli.advice.witness import Spot, Witness, valued
from gradcli.ops import sizes
from gradcli.script.cells import Cell
from gradcli.script.events import ErrorEvent
from gradcli.script.frames import Frame
from gradcli.tensors.tensor import Tensor

OPERATIONS: dict[type[ast.operator], Any] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.MatMult: operator.matmul,
}
COMPARISONS: dict[type[ast.cmpop], Any] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
PLAIN_METHODS = (
    "t",
    "float",
    "double",
    "sum",
    "mean",
    "flatten",
    "unsqueeze",
    "squeeze",
    "detach",
    "view",
    "reshape",
    "transpose",
)
LONGEST = 60  # characters of an expression that is spoken of as it is written


class Weight(ast.Attribute):
    """The weight of the layer that is called, of which the text does not speak."""


class Finding(NamedTuple):
    """The reason for an error, and edits that may cure it, the likeliest first; only what was tried is offered."""

    why: str
    edits: tuple[Edit, ...] = ()


class Case:
    """An error that a second run has raised again.

    cells  all that were to run, also those behind the one that failed
    spot   the statement
    node   the expression, where the place of the error is one
    match  of the pattern that the error's text fits
    """

    def __init__(self, cells: list[Cell], error: ErrorEvent, witness: Witness, spot: Spot, frame: Frame) -> None:
        self.cells = cells
        self.error = error
        self.witness = witness
        self.spot = spot
        self.frame = frame
        self.node = _expression(spot, error)
        self.match: re.Match[str] = re.match("", "")  # type: ignore[assignment]  # of nothing, until there is one

    # -------------------------------------------------------------- what is written
    def text(self, node: ast.AST) -> str:
        """A part of the statement as it is written; the weight of a layer after the layer."""
        if isinstance(node, Weight):
            return f"{self.text(node.value)}.weight"
        return " ".join(source(self.spot, node).split())

    def where(self, spot: Spot) -> str:
        """`line 4`, with the cell where it is another one or there are several of one name."""
        line = f"line {spot.node.lineno}"
        return line if spot.source.file == self.spot.source.file else f"{line} of {spot.source.file}"

    def shown(self, spot: Spot) -> str:
        """`line 4 (y += 1)`"""
        text = spot.source.lines[spot.node.lineno - 1].strip()
        return f"{self.where(spot)} (`{text}`)"

    def receiver(self) -> ast.expr | None:
        """What stands before the dot of the call, or of the attribute, that raised."""
        node = self.node
        inner = node.func if isinstance(node, ast.Call) else node
        return inner.value if isinstance(inner, ast.Attribute) else None

    def calls(self, *names: str) -> Iterator[ast.Call]:
        """The calls in the expression, or else in the statement, of functions or methods of some names."""
        for node in ast.walk(self.node or self.spot.node):
            if isinstance(node, ast.Call) and called(node) in names:
                yield node

    def calls_with(self, keyword: str) -> Iterator[ast.Call]:
        """The calls in the expression, or else in the statement, that are given an argument by this name."""
        for node in ast.walk(self.node or self.spot.node):
            if isinstance(node, ast.Call) and any(k.arg == keyword for k in node.keywords):
                yield node

    # -------------------------------------------------------------- what it was worth
    def value(self, node: ast.expr | None) -> Any:
        """The value of an expression where that can be had without running anything of the script; otherwise None."""
        if isinstance(node, ast.Name | ast.Attribute):
            held = valued(node, self.spot.unit, self.frame)
            if held is None and isinstance(node, ast.Attribute):
                owner = self.value(node.value)
                return getattr(owner, node.attr, None) if isinstance(owner, Tensor) and node.attr in ("T", "mT") else None
            return held
        if isinstance(node, ast.Constant):
            return node.value
        try:
            return self._computed(node)
        except Exception:  # what cannot be computed here has no value to speak of
            return None

    def _computed(self, node: ast.expr | None) -> Any:
        if isinstance(node, ast.BinOp):
            return self._operated(OPERATIONS.get(type(node.op)), node.left, node.right)
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            return self._operated(COMPARISONS.get(type(node.ops[0])), node.left, node.comparators[0])
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in PLAIN_METHODS:
            owner = self.value(node.func.value)
            return getattr(owner, node.func.attr)(*map(self.value, node.args)) if isinstance(owner, Tensor) else None
        if isinstance(node, ast.Subscript):
            owner, index = self.value(node.value), self.value(node.slice)
            held = isinstance(owner, Tensor | list | tuple) and isinstance(index, int)
            return owner[index] if held or isinstance(owner, dict) else None
        return None

    def _operated(self, operation: Any, *operands: ast.expr) -> Any:
        pair = [self.value(node) for node in operands]
        known = any(isinstance(x, Tensor) for x in pair) and all(isinstance(x, Tensor | int | float) for x in pair)
        return operation(*pair) if known and operation is not None else None

    def operands(self) -> list[tuple[ast.expr, Any]]:
        """The tensors that the operation at fault works on, with how they are written."""
        found = []
        for node in _operands(self.node, self.spot.node):
            value = self.value(node)
            if isinstance(value, Tensor) and len(self.text(node)) <= LONGEST:
                found.append((node, value))
        return found

    def shapes(self) -> str:
        """`a` has shape [2, 3] and `b` has shape [2]"""
        return " and ".join(f"`{self.text(node)}` has shape {sizes.text(x.shape)}" for node, x in self.operands())


def called(call: ast.Call) -> str:
    """The last name of what is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else ""


def _expression(spot: Spot, error: ErrorEvent) -> ast.expr | None:
    """The expression at the place of an error, by its span."""
    last = error.frames[-1]
    lines = spot.source.lines
    wanted = _place(lines, last.line, last.column), _place(lines, last.end_line, last.end_column)
    for node in ast.walk(spot.node):
        if isinstance(node, ast.expr) and span(spot, node) == wanted:
            return node
    return None


def _place(lines: tuple[str, ...], line: int, column: int) -> int:
    return sum(len(part) + 1 for part in lines[: line - 1]) + column


def _operands(node: ast.expr | None, statement: ast.stmt) -> list[ast.expr]:
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    if isinstance(node, ast.Compare):
        return [node.left, *node.comparators]
    if isinstance(node, ast.Subscript):
        return [node.value, node.slice]
    if isinstance(node, ast.Call):
        given = [*node.args, *[k.value for k in node.keywords]]
        owner = [node.func.value] if isinstance(node.func, ast.Attribute) else []
        weight = [ast.copy_location(Weight(node.func, "weight", ast.Load()), node.func)]
        listed = [part for a in given for part in (a.elts if isinstance(a, ast.List | ast.Tuple) else [a])]
        return [*owner, *listed, *weight]
    if isinstance(statement, ast.AugAssign):
        return [statement.target, statement.value]
    return [node] if node is not None else []
