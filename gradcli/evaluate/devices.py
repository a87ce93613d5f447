"""Where tensors lie: everything is on the CPU."""

from __future__ import annotations

from typing import Any, NamedTuple

from gradcli.problems import TorchError, runtime_error, type_error

TYPES = (
    "cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, ideep, hip, ve, fpga, maia, xla, lazy, vulkan, mps, meta, hpu, mtia, "
    "privateuseone"
)


class Device(NamedTuple):
    """torch.device: a kind of device, and which of them."""

    __module__, __qualname__ = "torch", "device"  # type: ignore[misc]  # what type(x.device) prints

    type: str
    index: int | None = None  # type: ignore[assignment]  # instead of the method of tuples

    def __repr__(self) -> str:
        return f"device(type='{self.type}'{'' if self.index is None else f', index={self.index}'})"

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __format__(self, spec: str) -> str:
        if spec:
            raise type_error("unsupported format string passed to torch.device.__format__")
        return str(self)


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


def device(name: Any, index: int | None = None) -> Device:
    """torch.device: a device by its name, "cpu" or "cuda:0". Raises RuntimeError for what is none."""
    if isinstance(name, Device):
        return name
    if not isinstance(name, str):
        raise type_error(f"device(): argument 'type' (position 1) must be str, not {type(name).__name__}")
    kind, _, number = name.partition(":")
    if kind not in TYPES.split(", "):
        raise runtime_error(f"Expected one of {TYPES} device type at start of device string: {kind}")
    return Device(kind, int(number) if number.isdecimal() else index)


def demand_cpu(given: Any) -> None:
    """Refuse to place a tensor elsewhere, as PyTorch without other devices does."""
    if given is None:
        return
    if type(given) is int:
        raise runtime_error("Cannot access accelerator device when none is available.")
    if device(given).type != "cpu":
        raise TorchError("AssertionError", f"Torch not compiled with {device(given).type.upper()} enabled")
