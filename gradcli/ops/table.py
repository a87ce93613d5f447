"""The derivative table: every row under every name it answers to.

A row is declared in the file of its family; nothing else has to be touched to add one.
"""

from __future__ import annotations

from collections.abc import Iterator

from gradcli.ops import (
    activation,
    aggregates,
    arithmetic,
    arranging,
    attention,
    bessel,
    contracting,
    convolution,
    creation,
    decompositions,
    distances,
    embedding,
    exponential,
    fused,
    gating,
    joining,
    likelihoods,
    linear_algebra,
    loss,
    margins,
    normalization,
    ordering,
    padding,
    picking,
    pooling,
    reduction,
    scattering,
    several,
    shape,
    special_rows,
    splitting,
    statistics,
    strided,
    trigonometric,
    writing,
)
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

FAMILIES = (
    arithmetic,
    exponential,
    trigonometric,
    activation,
    bessel,
    special_rows,
    reduction,
    ordering,
    aggregates,
    statistics,
    shape,
    joining,
    arranging,
    splitting,
    picking,
    scattering,
    creation,
    several,
    strided,
    linear_algebra,
    contracting,
    decompositions,
    fused,
    padding,
    convolution,
    pooling,
    normalization,
    embedding,
    gating,
    attention,
    loss,
    likelihoods,
    margins,
    distances,
    writing,
)


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


ROWS = (Op, Composite)


def _collect() -> dict[str, Row]:
    """Functions win over operations of the same name, which they pick from."""
    table: dict[str, Row] = {}
    for module in FAMILIES:
        declared = [v for v in vars(module).values() if isinstance(v, (Op, Composite))]
        for row in declared:
            if isinstance(row, Composite) or (not row.internal and not isinstance(table.get(row.name), Composite)):
                table[row.name] = row
    for row in list(table.values()):
        for alias in row.aliases:
            table.setdefault(alias, row)
    return table


TABLE = _collect()

__all__ = [
    "FAMILIES",
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
