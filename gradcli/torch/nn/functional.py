"""torch.nn.functional: the functions of the table under this name, some of which also write into what they are given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, wraps
from typing import Any

from gradcli.evaluate.calls import call
from gradcli.ops import table
from gradcli.ops.op import Row
from gradcli.tensors.inplace import in_place, renamed
from gradcli.tensors.tensor import Tensor
from gradcli.torch import dropouts, functions
from gradcli.torch.dropouts import dropout1d as dropout1d
from gradcli.torch.dropouts import dropout2d as dropout2d
from gradcli.torch.dropouts import dropout3d as dropout3d
from gradcli.torch.dropouts import gumbel_softmax as gumbel_softmax
from gradcli.torch.dropouts import rrelu_ as rrelu_

dropout = dropouts.functional_dropout
alpha_dropout = dropouts.functional_alpha_dropout
feature_alpha_dropout = dropouts.functional_feature_alpha_dropout
rrelu = dropouts.functional_rrelu

# The functions that take `inplace`, and the node's name where that is another one then
IN_PLACE: Mapping[str, str] = {
    "celu": "CeluBackward1",
    "elu": "EluBackward1",
    "hardsigmoid": "",
    "hardswish": "",
    "hardtanh": "",
    "leaky_relu": "LeakyReluBackward1",
    "mish": "",
    "relu": "",
    "relu6": "",
    "rrelu": "RreluWithNoiseBackward1",
    "selu": "EluBackward1",
    "silu": "",
    "threshold": "ThresholdBackward1",
}


def __getattr__(name: str) -> Any:
    """A row of the table as a function. Raises AttributeError."""
    found = functions.find(name, "functional")
    if found is None:
        raise AttributeError(f"module 'torch.nn.functional' has no attribute '{name}'")
    return _with_inplace(name, found) if name in IN_PLACE else found


@cache
def _with_inplace(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that writes its result into its operand if `inplace`, its last argument, is true."""
    row = table.TABLE[name]
    last = len(row.operands) + len(row.options)

    @wraps(function)
    def called(*arguments: Any, inplace: bool = False, **keywords: Any) -> Any:
        if len(arguments) == last + 1:
            *arguments, inplace = arguments  # type: ignore[assignment]
        if not inplace:
            return function(*arguments, **keywords)
        x, *others = arguments or (keywords.pop("input", None),)
        if not isinstance(x, Tensor):
            return function(x, *others, **keywords)  # which says what is wrong with it
        return _written(row, name, x, others, keywords)

    return called


def _written(row: Row, name: str, x: Tensor, others: list[Any], keywords: Mapping[str, Any]) -> Tensor:
    def function(old: Tensor) -> Tensor:
        out: Tensor = call(row, (old, *others), keywords, strict=True, name=name)
        node: Any = out.edge
        if node is not None and IN_PLACE[name]:
            node.op = renamed(node.op, IN_PLACE[name])
        return out

    return in_place(x, function, others)
