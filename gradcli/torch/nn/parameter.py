"""torch.nn.Parameter: a tensor that a module registers as soon as it is assigned, and Buffer."""

from __future__ import annotations

from typing import Any

from gradcli.ops.dtypes import FLOATING
from gradcli.printing.tensors import parameter_text
from gradcli.problems import runtime_error
from gradcli.tensors.place import Place
from gradcli.tensors.tensor import AccumulateGrad, Tensor
from gradcli.torch.functions import NOT_FLOATING, empty


class Parameter(Tensor):
    """A leaf on the memory of a tensor. What is computed from it is a plain tensor.

    Raises RuntimeError for whole numbers that should require grad, and AttributeError for what is no tensor.
    """

    __module__ = "torch.nn.parameter"

    def __init__(self, data: Any = None, requires_grad: bool = True) -> None:
        if data is None:
            data = empty(0)
        if not isinstance(data, Tensor):
            raise AttributeError(f"'{type(data).__name__}' object has no attribute 'detach'")
        if requires_grad and data.dtype not in FLOATING:
            raise runtime_error(NOT_FLOATING)
        super().__init__(data.raw)
        share_memory(self, data)
        if requires_grad:
            self.edge = AccumulateGrad(self)

    def __repr__(self) -> str:
        return parameter_text(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Parameter:
        """A parameter with elements of its own, and without a gradient."""
        found = memo.get(id(self))
        if found is None:
            raw = self.raw
            copied = Tensor(raw.copy(order="K") if hasattr(raw, "strides") else raw)
            found = memo[id(self)] = type(self)(copied, self.requires_grad)
        return found

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (self.raw, self.requires_grad)


class Buffer(Tensor):
    """A tensor that a module registers as a buffer when it is assigned; with `persistent`, its state_dict has it too."""

    __module__ = "torch.nn.parameter"

    def __init__(self, data: Any = None, *, persistent: bool = True) -> None:
        if data is None:
            data = empty(0)
        super().__init__(data.raw)
        share_memory(self, data)
        self.persistent = persistent


def fresh(*size: int, dtype: Any = None, device: Any = None) -> Parameter:
    """A parameter whose elements a layer is about to fill."""
    data = empty(size, dtype=dtype, device=device)
    if data.dtype not in FLOATING:
        raise runtime_error(NOT_FLOATING)
    made = Parameter.__new__(Parameter)
    Tensor.__init__(made, data.raw, True)
    return made


def share_memory(x: Tensor, data: Tensor) -> None:
    """Let a new tensor lie where another one lies."""
    place = data.shared()
    x.place = Place(place.memory, place.version, place.cell)
    place.memory.add(x)


def _again(raw: Any, requires_grad: bool) -> Parameter:
    """A parameter that comes from another process."""
    return Parameter(Tensor(raw), requires_grad)
