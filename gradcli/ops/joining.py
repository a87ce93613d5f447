"""Tensors joined side by side, row by row or in depth: cat, once each has the dimensions that it needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gradcli.ops.op import Composite
from gradcli.ops.shape import cat_op, rank_of, reshape, unsqueeze
from gradcli.problems import runtime_error


def at_least_1d(x: Any) -> Any:
    """A number as a vector of one element."""
    return x if rank_of(x) else reshape(x, size=(1,))


def at_least_2d(x: Any) -> Any:
    """A vector as a matrix of one row."""
    if not rank_of(x):
        return reshape(x, size=(1, 1))
    return unsqueeze(x, dim=0) if rank_of(x) == 1 else x


def at_least_3d(x: Any) -> Any:
    """A matrix as a stack of columns one deep."""
    if not rank_of(x):
        return reshape(x, size=(1, 1, 1))
    if rank_of(x) == 1:
        x = unsqueeze(x, dim=0)
    return unsqueeze(x, dim=-1) if rank_of(x) == 2 else x


def _stacker(name: str, ready: Callable[[Any], Any], dim: Callable[[Any], int], doc: str) -> Composite:
    def body(*tensors: Any) -> Any:
        if not tensors:
            raise runtime_error(f"{name} expects a non-empty TensorList")
        parts = [ready(x) for x in tensors]
        return cat_op(*parts, dim=dim(parts[0]))

    return Composite(name, body, doc, rows=(cat_op,), variadic=True, example=f"{name}([stack([x, 1.0]), stack([x**2, x])]).sum()")


hstack = _stacker("hstack", at_least_1d, lambda x: 0 if rank_of(x) == 1 else 1, "Tensors side by side.")
vstack = _stacker("vstack", at_least_2d, lambda x: 0, "Tensors one below the other, vectors as rows.")
dstack = _stacker("dstack", at_least_3d, lambda x: 2, "Tensors one behind the other, along a third dimension.")


def _column(x: Any) -> Any:
    """A number or a vector as a matrix of one column."""
    return x if rank_of(x) > 1 else reshape(x, size=(x.shape[0] if rank_of(x) else 1, 1))


column_stack = _stacker("column_stack", _column, lambda x: 1, "Vectors as columns side by side; matrices as they are.")
