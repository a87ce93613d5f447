"""A syntax tree as text: house spelling, no parenthesis too many. What is printed here parses back to the same tree."""

from __future__ import annotations

from typing import Any

from gradcli.syntax.reading import MODULES, PREFIX_HEADS
from gradcli.syntax.tree import BASE, BINARY_PRECEDENCE, COMPARISON, EITHER, POSTFIX, POWER, UNARY, Tree

SPACED = frozenset({"+", "-", "@", "&", "|"})  # a*x**2 + b @ c

_ESCAPES = str.maketrans({"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"})

# What is left to do, last thing first: a text to write, or a node and how tightly it has to bind.
_Todo = list[str | tuple[int, int]]


def show(tree: Tree, i: int | None = None) -> str:
    """The canonical text of node `i`, or of the whole tree, statement by statement."""
    todo: _Todo = []
    for root in reversed(tree.roots() if i is None else [i]):
        todo += ["; ", (root, COMPARISON)]
    written: list[str] = []
    while todo:
        item = todo.pop()
        if isinstance(item, str):
            written.append(item)
        else:
            node, context = item
            bare = precedence(tree.kinds[node], tree.values[node]) >= context
            todo += reversed(_pieces(tree, node) if bare else ["(", *_pieces(tree, node), ")"])
    return "".join(written[:-1])


def precedence(kind: str, value: Any) -> int:
    """How tightly a node of this kind and value binds, as printed."""
    if kind in ("statement", "assign", "compare", "slice", "ellipsis"):
        return COMPARISON
    if kind == "binary":
        return BINARY_PRECEDENCE[value]
    if kind == "unary":
        return UNARY
    if kind == "number":
        return BASE if value >= 0 else UNARY  # (2).sum(), since 2.sum() is a 2. and a name
    if kind == "name" and value in PREFIX_HEADS:
        return BASE  # (F).sum() for a matrix F, since F.sum() is torch's sum()
    return POSTFIX


def show_number(value: int | float) -> str:
    """The shortest text that reads back as the same number of the same type."""
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return "1e999" if value > 0 else "-1e999"
    return repr(value)


def _pieces(tree: Tree, node: int) -> _Todo:
    kind, value = tree.kinds[node], tree.values[node]
    if kind == "name":
        return [value]
    if kind == "number":
        return [show_number(value)]
    if kind == "string":
        return [f"'{value.translate(_ESCAPES)}'"]
    if kind == "ellipsis":
        return ["..."]
    return _compound(kind, value, tree.operands(node))


def _compound(kind: str, value: Any, operands: list[int]) -> _Todo:
    if kind == "statement":
        return [(operands[0], COMPARISON)]
    if kind == "assign":
        return [f"{value} = ", (operands[0], COMPARISON)]
    if kind == "unary":
        return [value, (operands[0], UNARY)]
    if kind in ("binary", "compare"):
        return _infix(value, *operands)
    if kind == "attribute":
        return [(operands[0], POSTFIX), f".{value}"]
    if kind == "index":
        return [(operands[0], POSTFIX), "[", *_listed(operands[1:]), "]"]
    if kind == "list":
        return ["[", *_listed(operands), "]"]
    if kind == "tuple":
        return ["(", *_listed(operands), ",)" if value == 1 else ")"]
    if kind == "slice":
        return _slice(value, operands)
    return _call(kind, value, operands)


def _infix(symbol: str, left: int, right: int) -> _Todo:
    tight = BINARY_PRECEDENCE.get(symbol, COMPARISON)
    if tight == POWER:
        return [(left, BASE), "**", (right, UNARY)]
    if tight == COMPARISON:
        return [(left, EITHER), f" {symbol} ", (right, EITHER)]
    return [(left, tight), f" {symbol} " if symbol in SPACED else symbol, (right, tight + 1)]


def _slice(bounds: tuple[bool, bool, bool], operands: list[int]) -> _Todo:
    pieces: _Todo = []
    remaining = iter(operands)
    for separator, present in zip(("", ":", ":"), bounds, strict=True):
        pieces.append(separator)
        if present:
            pieces.append((next(remaining), COMPARISON))
    return pieces if bounds[2] else pieces[:-1]


def _call(kind: str, value: tuple[str, int, tuple[str, ...]], operands: list[int]) -> _Todo:
    name, positional, keywords = value
    receiver: _Todo = [] if kind == "call" else [(operands[0], POSTFIX), "."]
    arguments = operands if kind == "call" else operands[1:]
    return [*receiver, f"{_called(name)}(", *_listed(arguments, ("",) * positional + tuple(f"{key}=" for key in keywords)), ")"]


def _called(name: str) -> str:
    """The name of a function as it is written: functional.softmax is F.softmax."""
    module, point, plain = name.rpartition(".")
    return f"{MODULES[module]}.{plain}" if point else name


def _listed(operands: list[int], labels: tuple[str, ...] = ()) -> _Todo:
    pieces: _Todo = []
    for number, operand in enumerate(operands):
        label = labels[number] if labels else ""
        pieces += [f", {label}" if number else label, (operand, COMPARISON)]
    return pieces
