"""torch.return_types: the classes of results with names, by the functions that answer them."""

from __future__ import annotations

from typing import Any

from gradcli.ops import table
from gradcli.ops.qualified import QUALIFIED
from gradcli.ops.returned import returned


def __getattr__(name: str) -> Any:
    """The class of a function's results: `max`, `linalg_qr`. Raises AttributeError."""
    called = name.replace("linalg_", "linalg.", 1)
    row = QUALIFIED.get(called) or table.TABLE.get(name) or table.TABLE.get(name.removeprefix("linalg_"))
    if row is None or row.results is None:
        raise AttributeError(f"module 'torch.return_types' has no attribute '{name}'")
    fields: Any = row.results
    return returned(name, fields._fields)
