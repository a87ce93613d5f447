"""The switches of recording, as contexts and as decorators: no_grad, enable_grad, set_grad_enabled, inference_mode."""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import wraps
from typing import Any

from gradcli.problems import type_error
from gradcli.recording.modes import mode

GRAD_MODE = "torch.autograd.grad_mode"  # the module that PyTorch's switches print


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

    def _again(self) -> _Switch:
        """The same switch anew, for one call of a function: calls may overlap, also in several threads."""
        return type(self)()

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, run inside the switch; a generator is outside of it whenever it waits."""
        from inspect import isgeneratorfunction  # late: it costs more than this module

        @wraps(function)
        def inside(*arguments: Any, **keywords: Any) -> Any:
            with self._again():
                return function(*arguments, **keywords)

        @wraps(function)
        def step_by_step(*arguments: Any, **keywords: Any) -> Any:
            return (yield from _Steps(self._again, function(*arguments, **keywords)))

        if not hasattr(function, "__qualname__"):  # of what is no function, the wrapper keeps its own name
            inside.__name__, inside.__qualname__ = "decorate_context", "context_decorator.<locals>.decorate_context"
        return step_by_step if isgeneratorfunction(function) else inside


class _Steps(Generator[Any, Any, Any]):
    """A generator of which every step is taken inside a switch."""

    def __init__(self, switch: Callable[[], _Switch], steps: Generator[Any, Any, Any]) -> None:
        self._switch = switch
        self._steps = steps

    def send(self, value: Any) -> Any:
        """Go on to the next yield."""
        with self._switch():
            return self._steps.send(value)

    def throw(self, *raised: Any) -> Any:
        """Go on with an exception."""
        with self._switch():
            return self._steps.throw(*raised)

    def close(self) -> None:
        """End it where it waits."""
        with self._switch():
            self._steps.close()


class no_grad(_Switch):
    """torch.no_grad: nothing is recorded. Also a decorator, with or without brackets."""

    __module__ = GRAD_MODE

    def __new__(cls, function: Callable[..., Any] | None = None) -> Any:
        """A switch, or at once the function inside one."""
        return super().__new__(cls) if function is None else cls()(function)

    def _state(self) -> tuple[bool, bool]:
        return False, mode.inference


class enable_grad(_Switch):
    """torch.enable_grad: operations are recorded, also inside no_grad."""

    __module__ = GRAD_MODE

    def __new__(cls, function: Callable[..., Any] | None = None) -> Any:
        """A switch, or at once the function inside one."""
        return super().__new__(cls) if function is None else cls()(function)

    def _state(self) -> tuple[bool, bool]:
        return not mode.inference, mode.inference


class set_grad_enabled(_Switch):
    """torch.set_grad_enabled: recording on or off, from the call on; as a context until the end of its block."""

    __module__ = GRAD_MODE

    def __init__(self, mode_: bool) -> None:
        super().__init__()
        if type(mode_) is not bool:
            raise type_error(f"set_grad_enabled(): argument 'enabled' (position 1) must be bool, not {type(mode_).__name__}")
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

    def _again(self) -> _Switch:
        return set_grad_enabled(self._on)

    def __repr__(self) -> str:
        return f"{GRAD_MODE}.set_grad_enabled(mode={self._on})"


class inference_mode(_Switch):
    """torch.inference_mode: nothing is recorded, and results can never be saved for backward."""

    __module__ = GRAD_MODE

    def __new__(cls, mode: bool | Callable[..., Any] = True) -> Any:
        """A switch, or at once the function inside one."""
        return super().__new__(cls) if isinstance(mode, bool) else cls()(mode)

    def __init__(self, mode: bool = True) -> None:
        super().__init__()
        self._on = mode

    def _state(self) -> tuple[bool, bool]:
        return not self._on, self._on

    def _again(self) -> _Switch:
        return inference_mode(self._on)


def is_inference_mode_enabled() -> bool:
    """Whether results are inference tensors."""
    return mode.inference
