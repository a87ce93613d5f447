"""Functions that PyTorch keeps for older programs, and warns of."""

from __future__ import annotations

import builtins as python
import math
from typing import Any

from gradcli.evaluate.warned import say, say_inside
from gradcli.ops.defaults import set_default_dtype
from gradcli.ops.warnings import native
from gradcli.problems import runtime_error, type_error
from gradcli.tensors.tensor import Tensor
from gradcli.torch.functions import tensor
from gradcli.torch.legacy import named

RANGE = (
    "torch.range is deprecated and will be removed in a future release because its behavior is inconsistent with Python's range "
    "builtin. Instead, use torch.arange, which produces values in [start, end)."
)
TENSOR_TYPE = native(
    "torch.set_default_tensor_type() is deprecated as of PyTorch 2.1, please use torch.set_default_dtype() and "
    "torch.set_default_device() as alternatives.",
    "torch/csrc/tensor/python_tensor.cpp:434",
)


def range(start: Any = 0, end: Any = None, step: Any = 1, *, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """torch.range: from start to end, end included. Raises RuntimeError where that goes the wrong way."""
    say(RANGE)
    start, end = (0, start) if end is None else (start, end)
    if not step:
        raise runtime_error("step must be nonzero")
    if (end - start) * step < 0:
        raise runtime_error("upper bound and lower bound inconsistent with step sign")
    numbers = [float(start) + k * float(step) for k in python.range(math.floor((end - start) / step) + 1)]
    return tensor(numbers, dtype=dtype, requires_grad=requires_grad)


def set_default_tensor_type(t: Any) -> None:
    """torch.set_default_tensor_type: the dtype of floats, by an old type or its name. Raises TypeError for other types."""
    say_inside(TENSOR_TYPE)
    dtype = named(t)
    if dtype is None:
        raise type_error("invalid type object")
    if not dtype.is_floating_point:
        raise type_error("only floating-point types are supported as the default type")
    set_default_dtype(dtype)
