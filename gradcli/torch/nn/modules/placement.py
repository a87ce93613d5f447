"""Where and in which dtype a module shall be: the arguments of Module.to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gradcli.evaluate.devices import demand_cpu
from gradcli.ops.dtypes import DType
from gradcli.tensors.tensor import Tensor


def asked(args: Sequence[Any], kwargs: Mapping[str, Any]) -> DType | None:
    """The dtype that is asked for, if any. Raises as PyTorch does for devices that are not there."""
    for given in (*args, kwargs.get("dtype"), kwargs.get("tensor")):
        if isinstance(given, Tensor):
            return given.dtype
        if isinstance(given, DType):
            demand_cpu(kwargs.get("device", args[0] if args[0] is not given else None) if args else kwargs.get("device"))
            return given
    demand_cpu(kwargs.get("device", args[0] if args else None))
    return None
