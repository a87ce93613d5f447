"""The derivative table: every row under every name it answers to.

A row is declared in the file of its family; nothing else has to be touched to add one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any

from gradcli.ops.activation import gelu, relu, sigmoid
from gradcli.ops.arithmetic import (
    abs,
    add,
    add_tensor,
    bitwise_and,
    bitwise_not,
    bitwise_or,
    bitwise_xor,
    eq,
    floor_divide,
    ge,
    gt,
    le,
    logical_and,
    logical_or,
    lt,
    mul,
    ne,
    neg,
    operator_div,
    operator_sub,
    remainder,
    where,
    zeros_like,
)
from gradcli.ops.exponential import log, pow
from gradcli.ops.linear_algebra import matmul
from gradcli.ops.op import Composite, Op, Row
from gradcli.ops.shape import squeeze_one, sum_to_size, to
from gradcli.ops.writing import copied, copy_into, fill

FIRST = ("arithmetic", "exponential", "trigonometric", "activation", "reduction", "shape", "linear_algebra")
FAMILIES = (
    "arithmetic",
    "exponential",
    "trigonometric",
    "activation",
    "bessel",
    "special_rows",
    "reduction",
    "ordering",
    "aggregates",
    "statistics",
    "shape",
    "joining",
    "arranging",
    "splitting",
    "picking",
    "scattering",
    "creation",
    "several",
    "strided",
    "linear_algebra",
    "contracting",
    "decompositions",
    "fused",
    "padding",
    "resizing",
    "shuffling",
    "convolution",
    "pooling",
    "normalization",
    "embedding",
    "gating",
    "attention",
    "loss",
    "likelihoods",
    "margins",
    "distances",
    "writing",
)


def family(name: str) -> ModuleType:
    """The file that declares the rows of a family."""
    return import_module(f"gradcli.ops.{name}")


def family_of(row: Row) -> str:
    """The name of the file that declares a row."""
    function = row.kernel if isinstance(row, Op) else row.body
    return str(function.__module__).rpartition(".")[2]


def rows() -> Iterator[Row]:
    """The rows that a user can call, family by family, each once."""
    seen: set[int] = set()
    for row in TABLE.values():
        if id(row) not in seen:
            seen.add(id(row))
            yield row


def _collect(families: tuple[str, ...]) -> dict[str, Row]:
    """Functions win over operations of the same name, which they pick from."""
    found: dict[str, Row] = {}
    for name in families:
        declared = [v for v in vars(family(name)).values() if isinstance(v, (Op, Composite))]
        for row in declared:
            if isinstance(row, Composite) or (not row.internal and not isinstance(found.get(row.name), Composite)):
                found[row.name] = row
    for row in list(found.values()):
        for alias in row.aliases:
            found.setdefault(alias, row)
    return found


class Table(Mapping[str, Row]):
    """Rows by name. The families that nearly every expression needs are there from the start.

    The others take longer to import than an expression to run, so they come when a name is asked for that the first do not have,
    or when all are.

    first  the rows that are there from the start
    """

    def __init__(self) -> None:
        self.first = self._rows = _collect(FIRST)

    def _all(self) -> dict[str, Row]:
        if self._rows is self.first:
            self._rows = _collect(FAMILIES)
        return self._rows

    def get(self, name: str, default: Any = None) -> Any:
        """The row of a name, or something else where it is no function's."""
        row = self._rows.get(name)
        return self._all().get(name, default) if row is None else row

    def __getitem__(self, name: str) -> Row:
        return self._rows[name] if name in self._rows else self._all()[name]

    def __contains__(self, name: object) -> bool:
        return name in self._rows or name in self._all()

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


TABLE = Table()


def qualified(name: str) -> Row | None:
    """The row of a function with its module in front, where that is another than the bare name's: linalg.norm, Tensor.unfold."""
    from gradcli.ops.qualified import QUALIFIED  # which needs some of the later families

    return QUALIFIED.get(name)


__all__ = [
    "FAMILIES",
    "FIRST",
    "TABLE",
    "Composite",
    "Op",
    "Row",
    "abs",
    "add",
    "add_tensor",
    "bitwise_and",
    "bitwise_not",
    "bitwise_or",
    "bitwise_xor",
    "copied",
    "copy_into",
    "eq",
    "family",
    "family_of",
    "fill",
    "floor_divide",
    "ge",
    "gelu",
    "gt",
    "le",
    "log",
    "logical_and",
    "logical_or",
    "lt",
    "matmul",
    "mul",
    "ne",
    "neg",
    "operator_div",
    "operator_sub",
    "pow",
    "qualified",
    "relu",
    "remainder",
    "rows",
    "sigmoid",
    "squeeze_one",
    "sum_to_size",
    "to",
    "where",
    "zeros_like",
]
