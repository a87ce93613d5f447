"""x.resize_(2, 3): a tensor takes another shape, in its own memory as far as that reaches."""

from __future__ import annotations

import math
from typing import Any

from gradcli.ops.sizes import Shape
from gradcli.problems import runtime_error, type_error
from gradcli.recording.modes import history
from gradcli.tensors.foreign import class_name
from gradcli.tensors.tensor import Tensor

RECORDED = "cannot resize variables that require grad"
FIXED = "Trying to resize storage that is not resizable"


def resize_(x: Tensor, *sizes: Any) -> Tensor:
    """Take the first elements of the memory of x in order, and zeros where it ends. Raises as PyTorch does.

    Raises NotImplementedError where memory that other tensors look at would have to grow.
    """
    shape = _shape(sizes)
    if x.requires_grad:
        raise runtime_error(RECORDED)
    if any(size < 0 for size in shape):
        raise runtime_error("numel: integer multiplication overflow")
    array, count = x.array(), math.prod(shape)
    memory, place = _memory(array), x.shared()
    start = (array.__array_interface__["data"][0] - memory.__array_interface__["data"][0]) // array.itemsize
    if count and start + count > memory.size:
        if place.memory.lent:
            raise runtime_error(FIXED)
        if len(list(place.memory.tensors())) > 1:
            raise NotImplementedError("resize_ beyond the memory that other tensors share is not available")
        memory = _grown(memory, start + count)
    x.raw, place.cell = memory[start : start + count].reshape(shape), None
    history.written = True
    if place.version is not None:
        place.version.count += 1
    return x


def resize_as_(x: Tensor, the_template: Tensor) -> Tensor:
    """Take the shape of another tensor."""
    return resize_(x, *the_template.shape) if the_template.shape else resize_(x, ())


def _shape(sizes: tuple[Any, ...]) -> Shape:
    """The shape out of arguments. Raises TypeError."""
    if not sizes:
        raise type_error('resize_() missing 1 required positional arguments: "size"')
    given = tuple(sizes[0]) if len(sizes) == 1 and isinstance(sizes[0], list | tuple) else sizes
    for size in given:
        if not hasattr(size, "__index__") or isinstance(size, bool):
            raise type_error(f"resize_(): argument 'size' (position 1) must be tuple of ints, not {class_name(sizes[0])}")
    return tuple([size.__index__() for size in given])


def _memory(array: Any) -> Any:
    """All elements of the memory in which an array lies, one after the other."""
    while type(array.base) is type(array):
        array = array.base
    return array.ravel(order="K")


def _grown(memory: Any, size: int) -> Any:
    from gradcli.ops.arrays import as_array

    wide = as_array([0] * size, memory.dtype.name)
    wide[: memory.size] = memory
    return wide
