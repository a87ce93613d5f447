"""torch.typename: what PyTorch's refusals call the type of a value."""

from __future__ import annotations

from typing import Any

from gradcli.ops.dtypes import TITLES
from gradcli.tensors.tensor import Tensor


def typename(obj: Any) -> str:
    """The type of a value with its module; of a tensor torch.FloatTensor and the like."""
    if isinstance(obj, Tensor):
        return f"torch.{TITLES[obj.dtype]}Tensor"
    kind = obj if isinstance(obj, type) else type(obj)
    module = kind.__module__
    return kind.__qualname__ if module in ("", None, "builtins") else f"{module}.{kind.__qualname__}"
