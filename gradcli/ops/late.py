"""NumPy, and the functions of arrays, for those who may never need them: imported when something of them is asked for."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

ARRAYS = "gradcli.ops.arrays"


def late(name: str) -> Any:
    """A module that is imported when something of it is first asked for, and then as quick to ask as any other."""
    stand_in = ModuleType(name)

    def find(wanted: str) -> Any:
        import_module(ARRAYS)  # which answers inf and nan without a warning, for all that NumPy does from now on
        found = stand_in.__dict__[wanted] = getattr(import_module(name), wanted)
        return found

    stand_in.__dict__["__getattr__"] = find
    return stand_in


if TYPE_CHECKING:
    import numpy as np

    from gradcli.ops import arrays
else:
    np, arrays = late("numpy"), late(ARRAYS)

__all__ = ("arrays", "late", "np")
