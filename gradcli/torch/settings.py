"""Settings of a process that PyTorch has and that change nothing here: threads and deterministic algorithms."""

from __future__ import annotations

import os

from gradcli.problems import runtime_error
from gradcli.tensors.foreign import class_name

_threads: list[int] = []
_deterministic = [False]


def get_num_threads() -> int:
    """How many threads PyTorch would use."""
    return _threads[-1] if _threads else os.cpu_count() or 1


def set_num_threads(num: int) -> None:
    """Another number of threads. Raises RuntimeError for what is none."""
    if type(num) is not int:
        raise runtime_error(f"set_num_threads expects an int, but got {class_name(num)}")
    if num <= 0:
        raise runtime_error("set_num_threads expects a positive integer")
    _threads[:] = [num]


def use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:  # noqa: ARG001
    """Everything is deterministic already."""
    _deterministic[0] = bool(mode)


def are_deterministic_algorithms_enabled() -> bool:
    """What was set."""
    return _deterministic[0]
