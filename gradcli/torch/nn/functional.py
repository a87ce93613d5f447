"""torch.nn.functional: the functions of the table under this name."""

from __future__ import annotations

from typing import Any

from gradcli.torch import functions


def __getattr__(name: str) -> Any:
    """A row of the table as a function. Raises AttributeError."""
    found = functions.find(name, "functional")
    if found is None:
        raise AttributeError(f"module 'torch.nn.functional' has no attribute '{name}'")
    return found
