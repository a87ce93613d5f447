"""torch.accelerator where there is none: what lessons ask, and PyTorch's refusals of everything else."""

from __future__ import annotations

from typing import Any

from gradcli.problems import TorchError, runtime_error

NONE = "Cannot access accelerator device when none is available."


def is_available() -> bool:
    """False."""
    return False


def device_count() -> int:
    """None at all."""
    return 0


def current_accelerator(check_available: bool = False) -> None:
    """None: there is no accelerator."""


def _none() -> TorchError:
    return runtime_error(NONE)


def current_device_index() -> int:
    """Raises RuntimeError."""
    raise _none()


def current_stream(device: Any = None) -> Any:  # noqa: ARG001
    """Raises RuntimeError."""
    raise _none()


def set_device_index(device: Any, /) -> None:  # noqa: ARG001
    """Raises RuntimeError."""
    raise _none()


def synchronize(device: Any = None, /) -> None:  # noqa: ARG001
    """Raises RuntimeError."""
    raise _none()
