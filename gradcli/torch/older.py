"""Functions that PyTorch keeps for older programs, and warns of."""

from __future__ import annotations

from typing import Any

from gradcli.evaluate.warned import say_inside
from gradcli.ops.defaults import set_default_dtype
from gradcli.ops.warnings import Once
from gradcli.problems import type_error
from gradcli.torch.legacy import named

TENSOR_TYPE = Once(
    "torch.set_default_tensor_type() is deprecated as of PyTorch 2.1, please use torch.set_default_dtype() and "
    "torch.set_default_device() as alternatives."
)


def set_default_tensor_type(t: Any) -> None:
    """torch.set_default_tensor_type: the dtype of floats, by an old type or its name. Raises TypeError for other types."""
    say_inside(TENSOR_TYPE)
    dtype = named(t)
    if dtype is None:
        raise type_error("invalid type object")
    if not dtype.is_floating_point:
        raise type_error("only floating-point types are supported as the default type")
    set_default_dtype(dtype)
