"""Gradients that are kept small, all together or each number by itself."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from gradcli.evaluate.warned import say
from gradcli.ops import table
from gradcli.problems import runtime_error
from gradcli.tensors.tensor import Tensor
from gradcli.torch.functions import tensor
from gradcli.torch.switches import no_grad

NOT_FINITE = (
    "The total norm of order {} for gradients from `parameters` is non-finite, so it cannot be clipped. To disable this error "
    "and scale the gradients by the non-finite norm anyway, set `error_if_nonfinite=False`"
)
NO_GRADIENTS = (
    "Expected !nested_tensorlist[0].empty() to be true, but got false.  (Could this error message be improved?  If so, please "
    "report an enhancement request to PyTorch.)"
)
NOTHING = "`parameters` is an empty generator, no gradient clipping will occur."


def _several(parameters: Any) -> list[Any]:
    if isinstance(parameters, Tensor):
        return [parameters]
    found = list(parameters)
    if not found and not isinstance(parameters, list | tuple):
        say(NOTHING)
    return found


def get_total_norm(
    tensors: Any,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,  # noqa: ARG001
) -> Any:
    """The norm of all elements of several tensors, from the norms of each. Raises RuntimeError if it has to be finite."""
    every = [tensors] if isinstance(tensors, Tensor) else list(tensors)
    if not every:
        return tensor(0.0)
    norm = table.TABLE["vector_norm"]
    order = float(norm_type)
    total = norm(table.TABLE["stack"](*[norm(x, ord=order) for x in every]), ord=order)
    if error_if_nonfinite and not math.isfinite(total.item()):
        raise runtime_error(NOT_FINITE.format(order))
    return total


def clip_grad_norm_(
    parameters: Any,
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Any:
    """Shrink all gradients together until their norm is max_norm at most; answers what it was."""
    with no_grad():
        gradients = [x.grad for x in _several(parameters) if x.grad is not None]
        total = get_total_norm(gradients, norm_type, error_if_nonfinite, foreach)
        factor = (float(max_norm) / (total + 1e-6)).clamp(max=1.0)
        for gradient in gradients:
            gradient.mul_(factor)
    return total


def clip_grad_norm(parameters: Any, max_norm: float, *arguments: Any, **keywords: Any) -> Any:
    """The name that clip_grad_norm_ had."""
    say("`torch.nn.utils.clip_grad_norm` is now deprecated in favor of `torch.nn.utils.clip_grad_norm_`.", FutureWarning)
    return clip_grad_norm_(parameters, max_norm, *arguments, **keywords)


def clip_grad_value_(parameters: Any, clip_value: float, foreach: bool | None = None) -> None:  # noqa: ARG001
    """Bring every number of the gradients between -clip_value and clip_value. Raises RuntimeError if there are none."""
    every: Iterable[Any] = [parameters] if isinstance(parameters, Tensor) else parameters
    gradients = [x.grad for x in every if x.grad is not None]
    if not gradients:
        raise runtime_error(NO_GRADIENTS)
    with no_grad():
        for gradient in gradients:
            gradient.clamp_(min=-float(clip_value), max=float(clip_value))
