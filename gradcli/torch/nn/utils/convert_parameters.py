"""All parameters as one vector, and back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gradcli.ops import table
from gradcli.problems import type_error
from gradcli.tensors.tensor import Tensor
from gradcli.torch.typenames import typename


def parameters_to_vector(parameters: Iterable[Any]) -> Any:
    """The elements of all parameters one after the other."""
    return table.TABLE["cat"](*[x.view(-1) for x in parameters])


def vector_to_parameters(vec: Any, parameters: Iterable[Any]) -> None:
    """Give the parameters the elements of a vector. Raises TypeError for what is no tensor."""
    if not isinstance(vec, Tensor):
        raise type_error(f"expected torch.Tensor, but got: {typename(vec)}")
    begin = 0
    for x in parameters:
        end = begin + x.numel()
        x.data = vec[begin:end].view(x.shape).data
        begin = end
