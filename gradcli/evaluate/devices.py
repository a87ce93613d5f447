"""Where tensors lie: everything is on the CPU."""

from __future__ import annotations

import re
from typing import Any

from gradcli.problems import TorchError, runtime_error, type_error

TYPES = (
    "cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, ideep, hip, ve, fpga, maia, xla, lazy, vulkan, mps, meta, hpu, mtia, "
    "privateuseone"
)
NO_ACCELERATOR = "Cannot access accelerator device when none is available."
class_of = type


class Device:
    """torch.device: a kind of device, and which of them: `device("cuda:0")`. Raises PyTorch's errors for what is none."""

    __slots__ = ("index", "type")
    __module__, __qualname__ = "torch", "device"  # what type(x.device) prints

    type: str
    index: int | None

    def __new__(cls, type: Any, index: Any = None) -> Device:
        """A device by its name, or the one that is given."""
        if isinstance(type, Device):
            return type
        if class_of(type) is int:
            raise runtime_error(NO_ACCELERATOR)
        if not isinstance(type, str):
            raise type_error(f"device(): argument 'type' (position 1) must be str, not {class_of(type).__name__}")
        if index is not None and class_of(index) is not int:
            raise type_error(f"device(): argument 'index' (position 2) must be int, not {class_of(index).__name__}")
        made = object.__new__(cls)
        made.type, number = _parts(type)
        if number is not None and index is not None:
            raise runtime_error(f"type (string) must not include an index because index was passed explicitly: {type}")
        if index is not None and index < 0:
            raise runtime_error("Device index must not be negative")
        made.index = index if number is None else number
        return made

    def __repr__(self) -> str:
        return f"device(type='{self.type}'{'' if self.index is None else f', index={self.index}'})"

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __format__(self, spec: str) -> str:
        if spec:
            raise type_error("unsupported format string passed to torch.device.__format__")
        return str(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Device) and (self.type, self.index) == (other.type, other.index)

    def __hash__(self) -> int:
        return hash((self.type, self.index))

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (str(self),)


def _again(name: str) -> Device:
    """A device that comes from another process, where its class is not found under the name that it prints."""
    return Device(name)


def _parts(name: str) -> tuple[str, int | None]:
    """The kind of device and its number out of a name. Raises RuntimeError."""
    if not name:
        raise runtime_error("Device string must not be empty")
    kind, colon, number = name.partition(":")
    known = kind in TYPES.split(", ")
    if not (known or re.fullmatch("[a-zA-Z_]+", kind)) or (colon and re.fullmatch("0|[1-9][0-9]*", number) is None):
        raise runtime_error(f"Invalid device string: '{name}'")
    if not known:
        raise runtime_error(f"Expected one of {TYPES} device type at start of device string: {kind}")
    return kind, int(number) if colon else None


class Layout:
    """torch.layout: how elements lie in memory; here there is one way alone, `torch.strided`."""

    __slots__ = ()
    __module__, __qualname__ = "torch", "layout"

    def __repr__(self) -> str:
        return "torch.strided"

    def __format__(self, spec: str) -> str:
        if spec:
            raise type_error("unsupported format string passed to torch.layout.__format__")
        return repr(self)


CPU = Device("cpu")
STRIDED = Layout()
Device.__name__, Layout.__name__ = "device", "layout"


def demand_cpu(given: Any) -> None:
    """Refuse to place a tensor elsewhere, as PyTorch without other devices does."""
    if given is None:
        return
    if Device(given).type != "cpu":
        raise TorchError("AssertionError", f"Torch not compiled with {Device(given).type.upper()} enabled")
