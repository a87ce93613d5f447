"""torch.FloatTensor and its kin: the old types of tensors, as constructors and in isinstance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gradcli.ops.dtypes import NAMED, SPELLINGS, TITLES, DType
from gradcli.ops.size import Size
from gradcli.problems import type_error
from gradcli.tensors.foreign import class_name, is_array
from gradcli.tensors.tensor import Tensor
from gradcli.torch import functions
from gradcli.torch.constructor import is_whole

OPTIONS = (
    "TensorOptions(dtype={}, device=cpu, layout=Strided, requires_grad=false (default), pinned_memory=false (default), "
    "memory_format=(nullopt))"
)


class _Class(type):
    """The class of an old type: what it makes are tensors of its dtype, and those count as its own."""

    dtype: str

    def __call__(cls, *arguments: Any) -> Any:
        """By sizes, or of data. Raises TypeError."""
        dtype = NAMED[cls.dtype]
        if not arguments or all(map(is_whole, arguments)):
            return functions.empty(*map(int, arguments or (0,)), dtype=dtype)
        data = arguments[0]
        if isinstance(data, Size):
            return functions.empty(*data, dtype=dtype)
        if isinstance(data, Tensor):
            if data.dtype != dtype:
                expected, got = OPTIONS.format(SPELLINGS[dtype]), OPTIONS.format(SPELLINGS[data.dtype])
                raise type_error(f"expected {expected} (got {got})")
            return data.detach()
        if isinstance(data, str) or not (isinstance(data, Sequence) or is_array(data)):
            kind = "data must be a sequence (got {})" if not isinstance(data, str) else "invalid data type '{}'"
            raise type_error(f"new(): {kind.format(class_name(data))}")
        if is_array(data):
            return functions.tensor(data, dtype=dtype)
        if not dtype.is_floating_point:
            data = _truncated(data)
        return functions.tensor(data, dtype=dtype)

    def __instancecheck__(cls, x: Any) -> bool:
        return isinstance(x, Tensor) and x.dtype == cls.dtype


def _truncated(data: Any) -> Any:
    """Nested lists in which fractions are left out, as the old types do."""
    if isinstance(data, list | tuple):
        return [_truncated(part) for part in data]
    return int(data) if isinstance(data, float) else data


def _made(dtype: str) -> Any:
    name = f"{TITLES[dtype]}Tensor"
    return _Class(name, (), {"dtype": dtype, "__module__": "torch", "__doc__": f"Tensors of {dtype}."})


FloatTensor, DoubleTensor, HalfTensor = (_made(name) for name in ("float32", "float64", "float16"))
LongTensor, IntTensor, ShortTensor = (_made(name) for name in ("int64", "int32", "int16"))
CharTensor, ByteTensor, BoolTensor = (_made(name) for name in ("int8", "uint8", "bool"))


def named(kind: Any) -> DType | None:
    """The dtype of an old type, or of its name: torch.DoubleTensor, "torch.DoubleTensor"; None for anything else."""
    for dtype, title in TITLES.items():
        if dtype in NAMED and (kind == f"torch.{title}Tensor" or (isinstance(kind, _Class) and kind.dtype == dtype)):
            return NAMED[dtype]
    return None
