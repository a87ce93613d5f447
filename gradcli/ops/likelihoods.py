"""Negative log-likelihoods and divergences. Taken apart as in torch.nn.functional and ATen's Loss.cpp."""

from __future__ import annotations

import math
from typing import Any

from gradcli.ops.arithmetic import add, add_tensor, div, is_number, maximum, mul, ones_like, sub_tensor
from gradcli.ops.dtypes import WHOLE, dtype_of
from gradcli.ops.exponential import exp, log, pow, xlogy
from gradcli.ops.kinds import FLAG, NUMBER, TENSOR_OR_NUMBER
from gradcli.ops.loss import add_number, average, chosen, known, masked_fill, mul_number
from gradcli.ops.op import Composite
from gradcli.ops.shape import clone, shape_of, unsqueeze
from gradcli.ops.warnings import warn
from gradcli.problems import runtime_error, value_error

KL_MEAN = (
    "reduction: 'mean' divides the total loss by both the batch size and the support size.'batchmean' divides only by the batch "
    "size, and aligns with the KL div math definition.'mean' will be changed to behave the same as 'batchmean' in the next major "
    "release."
)


def _kl_div(
    x: Any,
    target: Any,
    /,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
    log_target: bool = False,
) -> Any:
    if size_average is None and reduce is None and reduction == "mean":
        warn(KL_MEAN)
    if dtype_of(x) in WHOLE or dtype_of(target) in WHOLE:
        raise runtime_error("kl_div: Integral inputs not supported.")
    asked = "sum" if reduction == "batchmean" and size_average is None and reduce is None else reduction
    asked = known(chosen(size_average, reduce, asked))
    loss = mul(exp(target), sub_tensor(target, x)) if log_target else sub_tensor(xlogy(target, target), mul(target, x))
    out = average(loss, asked)
    return div(out, shape_of(x)[0]) if reduction == "batchmean" and shape_of(x) else out


def _poisson_nll_loss(
    x: Any,
    target: Any,
    /,
    log_input: bool = True,
    full: bool = False,
    size_average: Any = None,
    eps: float = 1e-8,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    reduction = known(chosen(size_average, reduce, reduction))
    loss = sub_tensor(exp(x) if log_input else x, mul(target, x if log_input else log(add_number(x, other=eps))))
    if full:
        half = mul_number(log(mul_number(target, other=2 * math.pi)), other=0.5)
        stirling = add_tensor(sub_tensor(mul(target, log(target)), target), half)
        loss = add_tensor(loss, masked_fill(stirling, mask=getattr(target, "raw", target) <= 1))
    return average(loss, reduction)


def _variance(x: Any, var: Any) -> Any:
    """The variance in a shape that broadcasts. Raises where it is none, or of another size."""
    if is_number(var):
        if var < 0:
            raise value_error("var has negative entry/entries")
        var = mul(var, ones_like(x))
    elif _any(getattr(var, "raw", var) < 0):
        raise value_error("var has negative entry/entries")
    shape, own = shape_of(x), shape_of(var)
    if own == shape:
        return var
    if shape[:-1] == own:
        return unsqueeze(var, dim=-1)
    if len(shape) != len(own) or sum(n for m, n in zip(shape, own, strict=True) if m != n) != 1:
        raise value_error("var is of incorrect size")
    return var


def _any(mask: Any) -> bool:
    return bool(mask.any()) if hasattr(mask, "any") else bool(mask)


def _gaussian_nll_loss(x: Any, target: Any, var: Any, /, full: bool = False, eps: float = 1e-6, reduction: str = "mean") -> Any:
    var = _variance(x, var)
    if reduction not in ("none", "mean", "sum"):
        raise value_error(f"{reduction} is not valid")
    var = clone(var)
    var.raw = maximum(var.raw, eps)  # in the value alone: torch clamps outside of the graph
    loss = mul(add(log(var), div(pow(sub_tensor(x, target), 2), var)), 0.5)
    if full:
        loss = add(loss, 0.5 * math.log(2 * math.pi))
    return average(loss, reduction)


kl_div = Composite(
    "kl_div",
    _kl_div,
    "The divergence of exp(x) from target, summed as the reduction says; 'batchmean' per item.",
    kinds={"log_target": FLAG},
    example="kl_div(log_softmax(stack([x, 1.0]), 0), [0.25, 0.75], reduction='sum')",
)
poisson_nll_loss = Composite(
    "poisson_nll_loss",
    _poisson_nll_loss,
    "Minus the log-likelihood of counts; x is the logarithm of their rate.",
    kinds={"log_input": FLAG, "full": FLAG},
    example="poisson_nll_loss(stack([x, 2*x]), [1.0, 2.0])",
)
gaussian_nll_loss = Composite(
    "gaussian_nll_loss",
    _gaussian_nll_loss,
    "Minus the log-likelihood of normally distributed numbers with means x and variances var.",
    kinds={"var": TENSOR_OR_NUMBER, "full": FLAG, "eps": NUMBER},
    example="gaussian_nll_loss(stack([x, 2*x]), [1.0, 0.0], [1.0, 2.0])",
)
