"""The syntax tree: nodes in postorder, in parallel sequences.

A shift-reduce parser finishes nodes in postorder, so the tree is simply the list of what it finished.
An evaluator is then one loop with a stack, at any depth, and a node costs four numbers instead of an object.

kind         value                                  operands
number       int or float
name         its spelling
string       its text
ellipsis     None
call         (function, positional, keyword names)  the arguments in order; a function may be linalg.norm or a FunctionName
method       (method, positional, keyword names)    the receiver, then the arguments in order
attribute    its name                               the receiver
binary       + - * / // % ** @ & |                  two
compare      < <= > >= == !=                        two
unary        - + ~                                  one
list, tuple  how many                               the elements
slice        (has start, has stop, has step)        those that are there
index        how many                               the receiver, then the items
assign       the name                               one; ends a statement
statement    None                                   one; ends a statement
"""

from __future__ import annotations

from array import array
from typing import Any

# How tightly each form binds, loosest first. A formula printer needs no other table.
# BASE is what may stand before `**`, POSTFIX what may stand before `.name` and `[index]`.
COMPARISON, EITHER, BOTH, SUM, PRODUCT, UNARY, POWER, BASE, POSTFIX = range(9)

_LEVELS = {EITHER: "|", BOTH: "&", SUM: "+ -", PRODUCT: "* / // % @", POWER: "**"}
BINARY_PRECEDENCE = {symbol: level for level, symbols in _LEVELS.items() for symbol in symbols.split()}

_LEAVES = frozenset({"number", "name", "string", "ellipsis"})
_ONE = frozenset({"attribute", "unary", "assign", "statement"})
_TWO = frozenset({"binary", "compare"})


class FunctionName(str):
    """The name of a function that stood behind a module's name: the bare name, as it is the same function to everyone.

    Only PyTorch's refusals tell them apart: special_erf(), erf().
    """

    __slots__ = ("module",)
    module: str

    def __new__(cls, name: str, module: str) -> FunctionName:
        """The name, which remembers the module."""
        self = super().__new__(cls, name)
        self.module = module
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """It crosses from process to process with its module."""
        return FunctionName, (str(self), self.module)


def full_name(name: str) -> str:
    """The name of a function with that of its module, where one stood in front of it."""
    return f"{name.module}.{name}" if type(name) is FunctionName else name


class Tree:
    """What was typed. Treat it as immutable; `starts` and `ends` are offsets into `source`."""

    __slots__ = ("_firsts", "_free", "ends", "kinds", "source", "starts", "values")

    def __init__(self, source: str, kinds: list[str], values: list[Any], starts: array[int], ends: array[int]) -> None:
        self.source = source
        self.kinds = kinds
        self.values = values
        self.starts = starts
        self.ends = ends
        self._firsts: array[int] | None = None
        self._free: list[str] | None = None

    def __len__(self) -> int:
        return len(self.kinds)

    def __repr__(self) -> str:
        return f"Tree({self.source[:60]!r}, {len(self)} nodes)"

    def same(self, other: Tree) -> bool:
        """Do both say the same, however it was typed?"""
        types = [*map(type, self.values)] == [*map(type, other.values)]  # 2 is not 2.0
        return types and self.kinds == other.kinds and self.values == other.values

    def operand_count(self, i: int) -> int:
        """How many operands node `i` has."""
        return operand_count(self.kinds[i], self.values[i])

    def firsts(self) -> array[int]:
        """For each node, where its subtree begins: the subtree of `i` is `firsts()[i]` to `i`."""
        if self._firsts is None:
            self._firsts = _firsts(self.kinds, self.values)
        return self._firsts

    def operands(self, i: int) -> list[int]:
        """The operands of node `i`, in order."""
        firsts = self.firsts()
        found: list[int] = []
        operand = i - 1
        for _ in range(self.operand_count(i)):
            found.append(operand)
            operand = firsts[operand] - 1
        return found[::-1]

    def roots(self) -> list[int]:
        """The nodes that end the statements, in order."""
        return [i for i, kind in enumerate(self.kinds) if kind == "statement" or kind == "assign"]

    def names(self) -> list[str]:
        """The free names: used before anything is assigned to them, in order of first use. Functions are not names."""
        if self._free is None:
            self._free = _free(self.kinds, self.values)
        return [*self._free]

    def assigned(self) -> list[str]:
        """The names that are assigned to, in order of first assignment."""
        return list(dict.fromkeys(value for kind, value in zip(self.kinds, self.values, strict=True) if kind == "assign"))

    def span(self, i: int) -> tuple[int, int]:
        """Where node `i` stands in the source."""
        return self.starts[i], self.ends[i]

    def text(self, i: int) -> str:
        """Node `i` as it was typed."""
        return self.source[self.starts[i] : self.ends[i]]


def operand_count(kind: str, value: Any) -> int:
    """How many operands a node of this kind and value has."""
    if kind in _LEAVES:
        return 0
    if kind in _TWO:
        return 2
    if kind in _ONE:
        return 1
    if kind == "call":
        return int(value[1]) + len(value[2])
    if kind == "method":
        return 1 + int(value[1]) + len(value[2])
    if kind == "index":
        return 1 + int(value)
    if kind == "slice":
        return sum(value)
    return int(value)  # list, tuple


def _free(kinds: list[str], values: list[Any]) -> list[str]:
    free: dict[str, None] = {}
    bound: set[str] = set()
    for kind, value in zip(kinds, values, strict=True):
        if kind == "name":
            if value not in bound:
                free[value] = None
        elif kind == "assign":
            bound.add(value)
    return list(free)


def _firsts(kinds: list[str], values: list[Any]) -> array[int]:
    firsts = array("q", bytes(8 * len(kinds)))
    open_subtrees: list[int] = []  # the beginnings of the finished subtrees that no node has taken yet
    for i, kind in enumerate(kinds):
        count = operand_count(kind, values[i])
        if not count:
            firsts[i] = i
        else:
            firsts[i] = open_subtrees[-count]
            del open_subtrees[-count:]
        open_subtrees.append(firsts[i])
    return firsts
