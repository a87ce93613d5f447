"""The switches of recording, as contexts and as decorators: no_grad, enable_grad, set_grad_enabled, inference_mode."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from gradcli.recording.modes import mode


class _Switch:
    """A state of recording for a block or a function; one switch can be used again and again."""

    def __init__(self) -> None:
        self._before: list[tuple[bool, bool]] = []

    def _state(self) -> tuple[bool, bool]:
        """Whether operations are recorded, and whether results are inference tensors."""
        raise NotImplementedError

    def __enter__(self) -> None:
        self._before.append((mode.recording, mode.inference))
        mode.recording, mode.inference = self._state()

    def __exit__(self, *_: object) -> None:
        mode.recording, mode.inference = self._before.pop()

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, run inside the switch."""

        @wraps(function)
        def inside(*arguments: Any, **keywords: Any) -> Any:
            with self:
                return function(*arguments, **keywords)

        return inside


class no_grad(_Switch):
    """torch.no_grad: nothing is recorded. Also a decorator, with or without brackets."""

    def __new__(cls, function: Callable[..., Any] | None = None) -> Any:
        """A switch, or at once the function inside one."""
        return super().__new__(cls) if function is None else cls()(function)

    def _state(self) -> tuple[bool, bool]:
        return False, mode.inference


class enable_grad(_Switch):
    """torch.enable_grad: operations are recorded, also inside no_grad."""

    def __new__(cls, function: Callable[..., Any] | None = None) -> Any:
        """A switch, or at once the function inside one."""
        return super().__new__(cls) if function is None else cls()(function)

    def _state(self) -> tuple[bool, bool]:
        return not mode.inference, mode.inference


class set_grad_enabled(_Switch):
    """torch.set_grad_enabled: recording on or off, from the call on; as a context until the end of its block."""

    def __init__(self, mode_: bool) -> None:
        super().__init__()
        self._on = mode_
        self._outside = mode.recording
        mode.recording = mode_ and not mode.inference

    def __enter__(self) -> None:
        self._before.append((self._outside, mode.inference))
        mode.recording = self._on and not mode.inference

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, run inside the switch; outside nothing changes."""
        mode.recording = self._outside
        return super().__call__(function)


class inference_mode(_Switch):
    """torch.inference_mode: nothing is recorded, and results can never be saved for backward."""

    def __new__(cls, mode: bool | Callable[..., Any] = True) -> Any:
        """A switch, or at once the function inside one."""
        return super().__new__(cls) if isinstance(mode, bool) else cls()(mode)

    def __init__(self, mode: bool = True) -> None:
        super().__init__()
        self._on = mode

    def _state(self) -> tuple[bool, bool]:
        return not self._on, self._on


def is_inference_mode_enabled() -> bool:
    """Whether results are inference tensors."""
    return mode.inference
