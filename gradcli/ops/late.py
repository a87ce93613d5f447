"""NumPy, and the functions of arrays, for those who may never need them: imported when something of them is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

ARRAYS = "gradcli.ops.arrays"


class Late:
    """A module that is imported when something of it is first asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, wanted: str) -> Any:
        import_module(ARRAYS)  # which answers inf and nan without a warning, for all that NumPy does from now on
        found = self.__dict__[wanted] = getattr(import_module(self._name), wanted)
        return found


if TYPE_CHECKING:
    import numpy as np

    from gradcli.ops import arrays
else:
    np, arrays = Late("numpy"), Late(ARRAYS)

__all__ = ("arrays", "np")
