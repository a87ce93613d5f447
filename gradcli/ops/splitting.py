"""Tensors taken apart by ranges that are named: tensor_split and its kin. Every part is a view, as a slice is."""

from __future__ import annotations

from typing import Any

from gradcli.ops import sizes
from gradcli.ops.arithmetic import is_number
from gradcli.ops.dtypes import dtype_of
from gradcli.ops.kinds import ANYTHING, ONE
from gradcli.ops.op import Composite
from gradcli.ops.shape import integers, narrow, rank_of, shape_of
from gradcli.problems import runtime_error


def _part(x: Any, dim: int, start: int | None, stop: int | None) -> Any:
    """A range of a dimension, its ends counted as Python counts them."""
    first, last, _ = slice(start, stop).indices(shape_of(x)[dim])
    return narrow(x, dim=dim, start=first, stop=max(first, last), step=1)


def _by_sections(x: Any, sections: int, dim: int) -> tuple[Any, ...]:
    if sections <= 0:
        raise runtime_error(f"number of sections must be larger than 0, got {sections}")
    each, longer = divmod(shape_of(x)[dim], sections)
    found, start = [], 0
    for k in range(sections):
        stop = start + each + (k < longer)
        found.append(_part(x, dim, start, stop))
        start = stop
    return tuple(found)


def _at_indices(x: Any, indices: Any, dim: int) -> tuple[Any, ...]:
    ends = [*indices, shape_of(x)[dim]]
    return tuple([_part(x, dim, start, stop) for start, stop in zip([0, *ends[:-1]], ends, strict=True)])


def _tensor_split(x: Any, /, indices_or_sections: Any, dim: int = 0) -> tuple[Any, ...]:
    if not rank_of(x):
        raise runtime_error("tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims")
    at = sizes.dimension(dim, rank_of(x))
    if not isinstance(indices_or_sections, int | list | tuple):
        indices_or_sections = _listed(indices_or_sections)
    if is_number(indices_or_sections):
        return _by_sections(x, indices_or_sections, at)
    return _at_indices(x, integers(indices_or_sections), at)


def _listed(given: Any) -> Any:
    """A tensor of indices, or of one number of sections, as plain numbers."""
    if dtype_of(given) != "int64":
        raise runtime_error(
            "tensor_split expected tensor_indices_or_sections to have dtype of long, but got " + str(dtype_of(given))
        )
    if rank_of(given) > 1:
        raise runtime_error(
            "tensor_split expected tensor_indices_or_sections to be a zero-dimensional or one-dimensional tensor, but got a "
            f"tensor with {rank_of(given)} dims"
        )
    from gradcli.ops import arrays

    return arrays.as_array(getattr(given, "raw", given)).tolist()


def _splitter(name: str, least: int, doc: str) -> Composite:
    def body(x: Any, /, indices_or_sections: Any) -> tuple[Any, ...]:
        rank = rank_of(x)
        if rank < least:
            raise runtime_error(
                f"torch.{name} requires a tensor with at least {least} dimension, but got a tensor with {rank} dimensions!"
            )
        dim = 0 if least == 1 and rank == 1 else {1: 1, 2: 0, 3: 2}[least]
        if is_number(indices_or_sections):
            size = shape_of(x)[dim]
            if not indices_or_sections or size % indices_or_sections:
                raise runtime_error(
                    f"torch.{name} attempted to split along dimension {dim}, but the size of the dimension {size} is not "
                    f"divisible by the split_size {indices_or_sections}!"
                )
        return _tensor_split(x, indices_or_sections, dim)

    depth = "stack([x, x**2])" if least == 1 else "stack([stack([x, x**2]), stack([x, x])])"
    shown = depth if least < 3 else f"stack([{depth}], 2)"
    return Composite(
        name, body, doc, rows=(narrow,), kinds={"indices_or_sections": ANYTHING}, example=f"{name}({shown}, 1)[0].sum()"
    )


tensor_split = Composite(
    "tensor_split",
    _tensor_split,
    "So many parts of about equal size along a dimension, or the parts between indices.",
    rows=(narrow,),
    kinds={"dim": ONE, "indices_or_sections": ANYTHING},
    example="tensor_split(stack([x, x**2, 3*x]), 2)[0].sum()",
)
hsplit = _splitter("hsplit", 1, "Parts side by side, of equal size or between indices.")
vsplit = _splitter("vsplit", 2, "Parts one below the other, of equal size or between indices.")
dsplit = _splitter("dsplit", 3, "Parts one behind the other, of equal size or between indices.")
