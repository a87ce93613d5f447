"""An expression and its gradients, recorded: the engine run forward and backward on lanes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from gradcli.autograd.backward import backward
from gradcli.evaluate.constants import constant
from gradcli.evaluate.expression import evaluate
from gradcli.lanes.lane import Tape, plain
from gradcli.lanes.program import Program, compiled
from gradcli.lanes.rows import Spread, rows
from gradcli.lanes.sheet import Sheet
from gradcli.lanes.straight import NotStraight
from gradcli.ops.defaults import default_dtype_of
from gradcli.ops.run import shape_of
from gradcli.ops.sizes import numel
from gradcli.recording.modes import set_grad_enabled
from gradcli.syntax.tree import Tree
from gradcli.tensors.tensor import Tensor


class Taped(NamedTuple):
    """The program of an expression.

    program  answers the value, then the gradients that are not None, in the order of `wrt`
    wrt      the variables with a gradient
    none     those whose gradient is None
    """

    program: Program | Spread
    wrt: tuple[str, ...]
    none: tuple[str, ...]

    @property
    def elementwise(self) -> bool:
        """Whether the expression takes element by element, so that an array of points may stand where a number stands."""
        return isinstance(self.program, Program)


def spread(tree: Tree, columns: Sequence[str], constants: Mapping[str, Any], wrt: Sequence[str], dtype: str = "float64") -> Taped:
    """The program for an expression that makes tensors of numbers, arguments as of `taped`. Raises as `taped` does."""
    sheet = Sheet()
    data = {name: sheet.constant(x) if getattr(x, "ndim", 0) else x for name, x in constants.items()}
    value, grads = drawn(sheet, tree, {**{name: sheet.tensor(name, (), dtype) for name in columns}, **data}, wrt, dtype)
    found = {name: g for name, g in grads.items() if g is not None}
    if sheet.guards or any(shape_of(x) for x in (value, *found.values())):
        raise NotStraight("a tensor in a row of results, or rows that are refused")
    program = Spread((value, *found.values()), np.dtype(dtype))
    return Taped(program, tuple(found), tuple(name for name, g in grads.items() if g is None))


class Drawn(NamedTuple):
    """An expression on a sheet: marks, or numbers and arrays where something depends on no variable."""

    value: Any
    grads: Mapping[str, Any]


def drawn(sheet: Sheet, tree: Tree, data: Mapping[str, Any], wrt: Sequence[str], dtype: str = "float64") -> Drawn:
    """The value of `tree` and its gradients, written down on a sheet.

    data  the variables: marks of this sheet, and the data of those that are constants
    wrt   the variables that require grad; None stands for the gradient of one that is not connected
    Raises NotStraight if there is no straight line, and Problem where the engine would.
    """
    leaves = {name: Tensor(x, requires_grad=name in wrt) for name, x in data.items()}
    with default_dtype_of(dtype), set_grad_enabled(True):
        output = evaluate(tree, leaves).output
        if not isinstance(output, Tensor) or not output.requires_grad or numel(output.shape) != 1:
            raise NotStraight("an output that is no number that depends on variables")
        backward(output, sheet.full(output.shape, 1.0, dtype) if output.shape else 1.0)
    grads = {name: None if x.grad is None else x.grad.raw for name, x in leaves.items() if name in wrt}
    return Drawn(output.raw, grads)


class Answers(NamedTuple):
    """What an expression answers in every row.

    value  one of each a row
    grads  variable -> its gradients, None for one that is not connected
    fine   which rows have these answers; the others are refused, and the engine says why. None where all have
    """

    value: Any
    grads: Mapping[str, Any]
    fine: Any


def on_sheet(sheet: Sheet, columns: Mapping[str, Any], constants: Mapping[str, Any]) -> dict[str, Any]:
    """The variables: marks for those that differ from row to row, and the others."""
    marks = {name: sheet.tensor(name, x.shape[1:], x.dtype.name) for name, x in columns.items()}
    return {**marks, **{name: sheet.constant(x) if getattr(x, "ndim", 0) else x for name, x in constants.items()}}


def answered(
    tree: Tree, columns: Mapping[str, Any], constants: Mapping[str, Any], wrt: Sequence[str], dtype: str = "float64"
) -> Answers:
    """The value and the gradients in every row, where the rows of a variable are numbers or tensors of one shape.

    columns    arrays, one of each a row, of the dtypes that the variables have
    constants  the data of the others
    Raises as `drawn` does.
    """
    sheet = Sheet()
    value, grads = drawn(sheet, tree, on_sheet(sheet, columns, constants), wrt, dtype)
    known = {name: g for name, g in grads.items() if g is not None}
    count = len(next(iter(columns.values())))
    found = rows([value, *known.values(), *sheet.guards], columns, count, dtype)
    guards = [x.reshape(count, -1).all(axis=1) for x in found[1 + len(known) :]]
    fine = None if all(x.all() for x in guards) else np.logical_and.reduce(guards)
    answers = dict(zip(known, found[1:], strict=False))
    return Answers(found[0], {name: answers.get(name) for name in grads}, fine)


def taped(tree: Tree, columns: Sequence[str], constants: Mapping[str, Any], wrt: Sequence[str], dtype: str = "float64") -> Taped:
    """The program for the value of `tree` and its gradients.

    columns    the variables that have another number in every row
    constants  the data of the others
    wrt        the variables that require grad
    dtype      float64 or float32
    Raises NotStraight if the expression is not elementwise, and Problem where the engine would.
    """
    recording = Tape()
    data = {**{name: recording.input(name, dtype) for name in columns}, **constants}
    leaves = {name: Tensor(x, requires_grad=name in wrt) for name, x in data.items()}
    with default_dtype_of(dtype), set_grad_enabled(True):
        output = evaluate(tree, leaves).output
        if not isinstance(output, Tensor):
            output = constant(output)
        value = plain(output.raw)
        backward(output, 1.0)
    grads = {name: leaves[name].grad for name in wrt}
    found = {name: plain(g.raw) for name, g in grads.items() if g is not None}
    program = compiled(recording, columns, [value, *found.values()], dtype)
    return Taped(program, tuple(found), tuple(name for name, g in grads.items() if g is None))
