"""What a session asks about tensors, dtypes and shapes: numel, result_type, can_cast; and tensors of indices."""

from __future__ import annotations

from typing import Any

from gradcli.evaluate import values
from gradcli.evaluate.storages import TypedStorage, UntypedStorage
from gradcli.ops import sizes
from gradcli.ops.dtypes import NAMED, DType, promoted
from gradcli.ops.dtypes import castable as _castable
from gradcli.ops.dtypes import promote_types as _promoted
from gradcli.ops.size import Size, size_of
from gradcli.ops.table import TABLE
from gradcli.problems import runtime_error, type_error, value_error
from gradcli.tensors.foreign import class_name
from gradcli.tensors.tensor import Tensor
from gradcli.torch.functions import _checked, finished, tensor


def _tensor(function: str, value: Any, name: str = "input") -> Tensor:
    if not isinstance(value, Tensor):
        raise type_error(f"{function}(): argument '{name}' (position 1) must be Tensor, not {class_name(value)}")
    return value


# ------------------------------------------------------------------ about tensors
def numel(input: Tensor) -> int:
    """torch.numel: the number of elements."""
    return values.numel(_tensor("numel", input))


def is_floating_point(input: Tensor) -> bool:
    """torch.is_floating_point: whether the dtype of a tensor is."""
    return _tensor("is_floating_point", input).dtype.is_floating_point


def is_complex(input: Tensor) -> bool:
    """torch.is_complex: no tensor here is."""
    _tensor("is_complex", input)
    return False


def is_nonzero(input: Tensor) -> bool:
    """torch.is_nonzero: whether the only element is not 0. Raises RuntimeError where there is not exactly one."""
    if values.numel(_tensor("is_nonzero", input)) != 1:
        count = "no values" if not values.numel(input) else "more than one value"
        raise runtime_error(f"Boolean value of Tensor with {count} is ambiguous")
    return bool(input.item())


def is_storage(obj: Any) -> bool:
    """torch.is_storage: whether it is the memory of a tensor."""
    return isinstance(obj, TypedStorage | UntypedStorage)


# ------------------------------------------------------------------ about dtypes and shapes
def _dtype(function: str, value: Any, place: int) -> DType:
    if not isinstance(value, DType):
        name = ("type1", "type2") if function == "promote_types" else ("from_", "to")
        raise type_error(
            f"{function}(): argument '{name[place]}' (position {place + 1}) must be torch.dtype, not {class_name(value)}"
        )
    return value


def promote_types(type1: DType, type2: DType) -> DType:
    """torch.promote_types: the dtype that holds both."""
    return NAMED[_promoted(_dtype("promote_types", type1, 0), _dtype("promote_types", type2, 1))]


def can_cast(from_: DType, to: DType) -> bool:
    """torch.can_cast: whether an operation in place may put results of one dtype into a tensor of another."""
    source, into = _dtype("can_cast", from_, 0), _dtype("can_cast", to, 1)
    return _castable(source, into)


def result_type(tensor1: Any, tensor2: Any) -> DType:
    """torch.result_type: the dtype of arithmetic on two tensors or numbers."""
    if not all(isinstance(value, Tensor | int | float) for value in (tensor1, tensor2)):
        got = f"{class_name(tensor1)}, {class_name(tensor2)}"
        raise type_error(f"result_type() received an invalid combination of arguments - got ({got}), but expected one of:")
    return NAMED[promoted((tensor1, tensor2))]


def broadcast_shapes(*shapes: Any) -> Size:
    """torch.broadcast_shapes: the shape that shapes have in common. Raises RuntimeError where they have none."""
    listed = [(shape,) if isinstance(shape, int) else tuple(shape) for shape in shapes]
    out = [1] * max([len(shape) for shape in listed], default=0)
    for place, shape in enumerate(listed):
        for k in range(1, len(shape) + 1):
            if shape[-k] < 0:
                raise value_error("Attempting to broadcast a dimension with negative length!")
            if shape[-k] not in (1, out[-k]):
                if out[-k] != 1:
                    raise runtime_error(
                        f"Attempting to broadcast a dimension of length {shape[-k]} at {-k}! Mismatching argument at index "
                        f"{place} had {shape}; but expected shape should be broadcastable to {out}"
                    )
                out[-k] = shape[-k]
    return size_of(tuple(out))


# ------------------------------------------------------------------ new tensors
def empty_like(input: Tensor, *, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """torch.empty_like: whatever stood in the memory; here zeros, in the shape and dtype of another tensor."""
    wanted = _checked("empty_like", dtype, device, requires_grad)
    return finished(_filled(_tensor("empty_like", input).shape, 0, wanted or input.dtype), requires_grad)


def _filled(size: Any, value: Any, dtype: DType) -> Tensor:
    from gradcli.ops import arrays, memory
    from gradcli.ops.run import normal

    shape = sizes.checked(tuple(size), "new tensor")
    memory.check(shape, "new tensor")
    return Tensor(normal(arrays.full(shape, value, dtype=str.__str__(dtype))))


def tril_indices(row: int, col: int, offset: int = 0, *, dtype: Any = None, device: Any = None) -> Tensor:
    """torch.tril_indices: the rows and the columns of a lower triangle."""
    return _triangle("tril", row, col, offset, dtype, device)


def triu_indices(row: int, col: int, offset: int = 0, *, dtype: Any = None, device: Any = None) -> Tensor:
    """torch.triu_indices: the rows and the columns of an upper triangle."""
    return _triangle("triu", row, col, offset, dtype, device)


def _triangle(name: str, row: int, col: int, offset: int, dtype: Any, device: Any) -> Tensor:
    wanted = _checked(f"{name}_indices", dtype, device, False) or NAMED["int64"]
    for which, count in (("row", row), ("col", col)):
        if count < 0:
            raise runtime_error(f"{which} must be non-negative, got{count}")
    ones = _filled((row, col), 1, NAMED["int64"])
    found = TABLE["nonzero"](TABLE[name](ones, diagonal=offset))
    return tensor(found.array().T.tolist() if found.shape[0] else [[], []], dtype=wanted)
