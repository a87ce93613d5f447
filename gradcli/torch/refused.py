"""What is not available, by name: it says so when it is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

FILES = "gradcli writes and reads no files of tensors; state_dict() is a dictionary that can be kept"
REASONS = {
    "torch.save": FILES,
    "torch.load": FILES,
    "torch.compile": "operations run one by one",
    "torch.vmap": "call the function for each of them",
}


def refused(name: str) -> Callable[..., Any]:
    """A function that raises NotImplementedError with a text that names it."""

    def function(*_: Any, **__: Any) -> Any:
        raise NotImplementedError(f"{name} is not available: {REASONS[name]}")

    function.__name__ = function.__qualname__ = name.rpartition(".")[2]
    return function


save, load, compile, vmap = (refused(name) for name in REASONS)
