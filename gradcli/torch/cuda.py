"""torch.cuda where there is no such device: what lessons ask, and PyTorch's refusals of everything else."""

from __future__ import annotations

from typing import Any

from gradcli.problems import TorchError, type_error

NOT_COMPILED = "Torch not compiled with CUDA enabled"
TYPES = "Float Double Half Long Int Short Char Byte Bool".split()


def is_available() -> bool:
    """False."""
    return False


def is_initialized() -> bool:
    """False."""
    return False


def device_count() -> int:
    """None at all."""
    return 0


def manual_seed(seed: Any) -> None:
    """Nothing: there is no generator."""


def manual_seed_all(seed: Any) -> None:
    """Nothing: there is no generator."""


def empty_cache() -> None:
    """Nothing: there is no cache."""


def memory_allocated(device: Any = None) -> int:  # noqa: ARG001
    """No bytes."""
    return 0


def _refused(*_: Any, **__: Any) -> Any:
    raise TorchError("AssertionError", NOT_COMPILED)


current_device = get_device_name = get_device_properties = get_device_capability = synchronize = set_device = _refused


def __getattr__(name: str) -> Any:
    """The old types of tensors, which refuse to be made. Raises AttributeError."""
    if name.removesuffix("Tensor") in TYPES:
        return lambda *_, **__: _no_type(name)
    raise AttributeError(f"module 'torch.cuda' has no attribute '{name}'")


def _no_type(name: str) -> Any:
    raise type_error(f"type torch.cuda.{name} not available. {NOT_COMPILED}.")
