"""The one switch that says whether operations are recorded, and who watches them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import local
from typing import Any


class Mode(local):
    """The state of recording, each thread's own, as in PyTorch.

    recording  operations on tensors that require grad get a node (torch.is_grad_enabled())
    inference  results are inference tensors, which cannot be saved for backward (torch.is_inference_mode_enabled())
    watcher    called with (op, operands, options, out) after each operation; None when nobody looks
    passes     called with the outputs before each pass of backward(); the block that it answers lasts as long as the pass, and
               its value is told of every node; None when nobody looks
    created    how many nodes were created so far: PyTorch's sequence number, which orders backward
    ruling     a rule runs on tensors: its operators also take the arrays that the node kept, such as weights of a loss
    """

    def __init__(self) -> None:
        self.recording = True
        self.inference = False
        self.watcher: Callable[..., None] | None = None
        self.passes: Callable[..., AbstractContextManager[Any]] | None = None
        self.created = 0
        self.ruling = False


class History:
    """What happened in this process, and what is asked of all its threads.

    written    whether any tensor was ever written into: until then no saved tensor can have changed
    anomaly    whether backward looks for nan in what each node answers (torch.autograd.set_detect_anomaly)
    check_nan  whether it does so then; without, anomaly mode changes nothing here
    """

    __slots__ = ("anomaly", "check_nan", "written")

    def __init__(self) -> None:
        self.written = False
        self.anomaly = False
        self.check_nan = True


mode = Mode()
history = History()


def is_grad_enabled() -> bool:
    """Whether operations are being recorded."""
    return mode.recording


class set_grad_enabled:
    """Record (or not) inside the block; never in inference mode."""

    __slots__ = ("_before", "_on")

    def __init__(self, on: bool) -> None:
        self._on = on

    def __enter__(self) -> None:
        self._before, mode.recording = mode.recording, self._on and not mode.inference

    def __exit__(self, *_: object) -> None:
        mode.recording = self._before


def no_grad() -> Any:
    """Evaluate without recording, as torch.no_grad()."""
    return set_grad_enabled(False)


def enable_grad() -> Any:
    """Record, also inside no_grad, as torch.enable_grad()."""
    return set_grad_enabled(True)


@contextmanager
def watched(watcher: Callable[..., None]) -> Iterator[None]:
    """Call `watcher` after each operation inside the block."""
    before, mode.watcher = mode.watcher, watcher
    try:
        yield
    finally:
        mode.watcher = before
