"""The memory of a tensor as torch.storage shows it: all elements in a row, whatever the tensor sees of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gradcli.evaluate.devices import Device
from gradcli.evaluate.warned import say
from gradcli.ops.table import TABLE
from gradcli.ops.warnings import Once
from gradcli.problems import index_error, runtime_error
from gradcli.tensors.tensor import Tensor

DEPRECATED = Once(
    "TypedStorage is deprecated. It will be removed in the future and UntypedStorage will be the only storage class. This should "
    "only matter to you if you are using storages directly.  To access UntypedStorage directly, use tensor.untyped_storage() "
    "instead of tensor.storage()"
)


def memory(x: Tensor) -> Any:
    """The array that owns the elements of a tensor."""
    owner = x.array()
    while owner.base is not None and hasattr(owner.base, "__array_interface__"):
        owner = owner.base
    return owner


class TypedStorage:
    """The elements one after the other, as numbers; what is written here is written into the tensors."""

    __module__ = "torch.storage"
    is_cuda = False

    def __init__(self, x: Tensor) -> None:
        self.dtype = x.dtype
        self.device = Device("cpu")
        owner = memory(x)
        flat = x.detach()
        self._flat: Tensor = TABLE["as_strided"](flat, size=(owner.nbytes // x.array().itemsize,), stride=(1,), storage_offset=0)

    def __len__(self) -> int:
        return int(self._flat.shape[0])

    def _checked(self, index: Any) -> int:
        if type(index) is not int:
            raise runtime_error(f"can't index a {type(self)} with {type(index)}")
        if not -len(self) <= index < len(self):
            raise index_error(f"index {index} out of range for storage of size {len(self)}")
        return index % len(self)

    def __getitem__(self, index: Any) -> Any:
        return self._flat[self._checked(index)].item()

    def __setitem__(self, index: Any, value: Any) -> None:
        self._flat.data[self._checked(index)] = value

    def __iter__(self) -> Iterator[Any]:
        return iter(self.tolist())

    def tolist(self) -> list[Any]:
        """The elements."""
        return list(self._flat.tolist())

    def size(self) -> int:
        """How many elements there are."""
        return len(self)

    def element_size(self) -> int:
        """The bytes of one element."""
        return int(self._flat.array().itemsize)

    def nbytes(self) -> int:
        """The bytes of all."""
        return len(self) * self.element_size()

    def data_ptr(self) -> int:
        """The address of the first one."""
        return int(memory(self._flat).__array_interface__["data"][0])

    def untyped(self) -> UntypedStorage:
        """The same memory as bytes."""
        return UntypedStorage(self._flat)

    def __repr__(self) -> str:
        lines = "\n ".join(map(str, self.tolist()))
        return f" {lines}\n[torch.storage.TypedStorage(dtype={self.dtype!r}, device=cpu) of size {len(self)}]"


class UntypedStorage:
    """The memory as bytes."""

    __module__ = "torch.storage"

    def __init__(self, x: Tensor) -> None:
        self.device = Device("cpu")
        self._tensor = x.detach()

    def __len__(self) -> int:
        return int(memory(self._tensor).nbytes)

    def __getitem__(self, index: int) -> int:
        return int(self.tolist()[index])

    def tolist(self) -> list[int]:
        """The bytes."""
        return list(memory(self._tensor).tobytes())

    def size(self) -> int:
        """How many there are."""
        return len(self)

    def nbytes(self) -> int:
        """How many there are."""
        return len(self)

    def data_ptr(self) -> int:
        """The address of the first one."""
        return int(memory(self._tensor).__array_interface__["data"][0])

    def __repr__(self) -> str:
        lines = "\n ".join(map(str, self.tolist()))
        return f" {lines}\n[torch.storage.UntypedStorage(device=cpu) of size {len(self)}]"


def storage(x: Tensor) -> TypedStorage:
    """x.storage()."""
    say(DEPRECATED)
    return TypedStorage(x)


def untyped_storage(x: Tensor) -> UntypedStorage:
    """x.untyped_storage()."""
    return UntypedStorage(x)
