"""Losses that are 0 beyond a margin. Kernels and checks as in ATen's Loss.cpp and LossMultiMargin.cpp."""

from __future__ import annotations

import math
from typing import Any

from gradcli.ops import sizes
from gradcli.ops.activation import logsigmoid
from gradcli.ops.arithmetic import add_tensor, clamp_min, div, mul, ne, neg, operator_sub, sub_tensor, where, zeros_like
from gradcli.ops.dtypes import TITLES, WHOLE, dtype_of, floats_only
from gradcli.ops.exponential import exp
from gradcli.ops.kinds import NUMBER, TENSOR_OR_NUMBER
from gradcli.ops.loss import add_number, average, chosen, constant, known, share, stays_in_place
from gradcli.ops.op import Composite, Kink, Op
from gradcli.ops.reduction import sum_dim
from gradcli.ops.shape import rank_of, shape_of
from gradcli.ops.windows import data_of
from gradcli.problems import index_error, runtime_error, value_error

Shape = sizes.Shape


def _loss_of_size(*shapes: Shape, reduction: str, **_: Any) -> Shape:
    return shapes[0] if reduction == "none" else ()


def _reduced(m: Any, loss: Any, reduction: str) -> Any:
    if reduction == "none":
        return loss
    return m.sum(loss) / loss.dtype.type(loss.size) if reduction == "mean" else m.sum(loss)


# ------------------------------------------------------------------ one number for each item
def _soft(m: Any, x: Any, target: Any) -> Any:
    return m.log1p(m.exp((-target * x).astype(x.dtype)))


def _soft_slope(g: Any, x: Any, target: Any, shape: Shape, reduction: str) -> Any:
    z = exp(-target * x)
    return share(g, shape, reduction) * (-target * z / (z + 1))


soft_margin_op = Op(
    "soft_margin_loss",
    lambda m, x, /, target, reduction: _reduced(m, _soft(m, x, target), reduction),
    {"x": lambda g, x, target, shape, reduction: _soft_slope(g, x, target, shape, reduction)},
    "log(1 + exp(-target*x)).",
    shape=_loss_of_size,
    elementwise=False,
    internal=True,
)


def _soft_margin_loss(x: Any, target: Any, /, size_average: Any = None, reduce: Any = None, reduction: str = "mean") -> Any:
    reduction = known(chosen(size_average, reduce, reduction))
    data = constant("target", "soft_margin_loss", target)
    stays_in_place(shape_of(x), shape_of(target))
    if dtype_of(x) in WHOLE:
        raise runtime_error(f"result type Float can't be cast to the desired output type {TITLES[dtype_of(x)]}")
    if dtype_of(data) == "bool":
        data = data * 1
    elif dtype_of(data) != dtype_of(x) and hasattr(data, "astype"):
        data = data.astype(dtype_of(x))
    return soft_margin_op(x, target=data, reduction=reduction)


def _margin_ranking_loss(
    input1: Any,
    input2: Any,
    target: Any,
    /,
    margin: float = 0,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    reduction = known(chosen(size_average, reduce, reduction))
    if len({rank_of(input1), rank_of(input2), rank_of(target)}) > 1:
        first, second, third = (f"torch.Size({sizes.text(shape_of(z))})" for z in (input1, input2, target))
        raise runtime_error(
            f"margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: {first}, input2: "
            f"{second}, target: {third} "
        )
    return average(clamp_min(add_number(mul(neg(target), sub_tensor(input1, input2)), other=margin), 0), reduction)


def _hinge_embedding_loss(
    x: Any, target: Any, /, margin: float = 1.0, size_average: Any = None, reduce: Any = None, reduction: str = "mean"
) -> Any:
    reduction = known(chosen(size_average, reduce, reduction))
    nothing = zeros_like(x)
    far = where(ne(target, 1), clamp_min(sub_tensor(margin, x), 0), nothing)
    return average(add_tensor(far, where(ne(target, -1), x, nothing)), reduction)


# ------------------------------------------------------------------ classes
def _excess(m: Any, x: Any, target: Any, margin: float) -> tuple[Any, Any]:
    """How far each class reaches over the right one's margin, and which class is another one; (N, C) both."""
    other = target[:, None] != _arrays().arange(x.shape[1])
    right = m.take_along_axis(x, target[:, None], axis=1)
    return margin - right + x, other


def _arrays() -> Any:
    from gradcli.ops import arrays

    return arrays


def _matrix(m: Any, x: Any) -> Any:
    return m.reshape(x, (1, -1)) if x.ndim < 2 else x


def _multi_margin(m: Any, x: Any, target: Any, p: int, margin: float, weight: Any, reduction: str, alone: bool) -> Any:
    wide = _matrix(m, x)
    excess, other = _excess(m, wide, target, margin)
    reached = m.where(other & (excess > 0), excess, wide.dtype.type(0))
    each = reached if p == 1 else reached * reached
    if weight is not None:
        each = each * weight[target][:, None]
    loss = m.sum(each, axis=1) / wide.dtype.type(wide.shape[1])
    if alone and reduction == "none":
        return m.reshape(loss, ())
    return _reduced(m, loss, reduction)


def _multi_margin_slope(
    m: Any, g: Any, x: Any, target: Any, p: int, margin: float, weight: Any, reduction: str, alone: bool
) -> Any:
    wide = _matrix(m, x)
    excess, other = _excess(m, wide, target, margin)
    reached = m.where(other & (excess > 0), excess, wide.dtype.type(0))
    slopes = (reached > 0).astype(wide.dtype) if p == 1 else 2 * reached
    if weight is not None:
        slopes = slopes * weight[target][:, None]
    slopes = slopes / wide.dtype.type(wide.shape[1] * (max(wide.shape[0], 1) if reduction == "mean" else 1))
    slopes = m.where(other, slopes, 0 - m.sum(slopes, axis=1, keepdims=True))
    each = m.reshape(g, (wide.shape[0], 1)) if reduction == "none" and not alone else g
    return m.reshape(each * slopes, x.shape)


multi_margin_backward = Op(
    "multi_margin_loss_backward",
    lambda m, upstream, x, /, target, p, margin, weight, reduction, alone: _multi_margin_slope(
        m, upstream, x, target, p, margin, weight, reduction, alone
    ),
    doc="The gradient of multi_margin_loss, which PyTorch does not differentiate.",
    not_implemented="multi_margin_loss_backward",
    shape=lambda upstream, x, target, p, margin, weight, reduction, alone: x,
    elementwise=False,
    internal=True,
)
multi_margin_op = Op(
    "multi_margin_loss",
    lambda m, x, /, target, p, margin, weight, reduction, alone: _multi_margin(m, x, target, p, margin, weight, reduction, alone),
    {
        "x": lambda g, x, target, p, margin, weight, reduction, alone: multi_margin_backward(
            g, x, target=target, p=p, margin=margin, weight=weight, reduction=reduction, alone=alone
        )
    },
    "How far each class reaches over the right one's margin.",
    shape=lambda x, target, p, margin, weight, reduction, alone: (
        () if reduction != "none" or alone else (x[0] if len(x) == 2 else 1,)
    ),
    check=floats_only("multi_margin_loss_cpu_kernel"),
    elementwise=False,
    kinks=(
        Kink(
            lambda x, target, p, margin: _at_margin(x, target, p, margin),
            "multi_margin_loss has a corner where a class reaches the margin",
            "torch takes the gradient 0",
        ),
    ),
    internal=True,
)


def _at_margin(x: Any, target: Any, p: int, margin: float) -> bool:
    m = _arrays()
    excess, other = _excess(m, _matrix(m, m.as_array(x)), target, margin)
    return p == 1 and bool(m.any(other & (excess == 0)))


def _multi_margin_loss(
    x: Any,
    target: Any,
    /,
    p: int = 1,
    margin: float = 1.0,
    weight: Any = None,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    reduction = known(chosen(size_average, reduce, reduction))
    if p not in (1, 2):
        raise value_error("only p == 1 and p == 2 supported")
    if weight is not None and rank_of(weight) != 1:
        raise value_error("weight must be one-dimensional")
    given = None if weight is None else constant("weight", "multi_margin_loss", weight)
    shape, goal = shape_of(x), data_of(target)
    _check_classes(shape, goal, given)
    options = {"target": goal.reshape(-1), "p": int(p), "margin": margin, "weight": given}
    return multi_margin_op(x, **options, reduction=reduction, alone=goal.ndim == 0)


def _check_classes(shape: Shape, target: Any, weight: Any) -> None:
    if len(shape) > 2 or 0 in shape[-1:]:
        raise runtime_error(f"Expected non-empty vector or matrix with optional 0-dim batch size, but got: {sizes.text(shape)}")
    rows, classes = (1, 1, *shape)[-2:] if len(shape) == 2 else (1, math.prod(shape))
    if (target.ndim != 1 or target.shape[0] != rows) and not (len(shape) < 2 and not target.ndim):
        raise runtime_error(
            "multi_margin_loss: target tensor should be 1-D with size equal to the number of input samples (batch size). "
            f"Expected target size {sizes.text((rows,))}, but got {sizes.text(target.shape)}. Input has shape "
            f"{sizes.text(shape)}."
        )
    if weight is not None and weight.shape != (classes,):
        raise runtime_error(f"inconsistent weight size, expected {classes} but got {sizes.text(weight.shape)}")
    if target.dtype.name != "int64":
        raise runtime_error(f"expected scalar type Long but found {TITLES[target.dtype.name]}")
    if ((target < 0) | (target >= classes)).any():
        raise runtime_error("target out of range")


def _multilabel_soft_margin_loss(
    x: Any,
    target: Any,
    /,
    weight: Any = None,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    reduction = chosen(size_average, reduce, reduction)
    loss = neg(add_tensor(mul(target, logsigmoid(x)), mul(operator_sub(1, target), logsigmoid(neg(x)))))
    if weight is not None:
        loss = mul(loss, weight)
    shape = shape_of(x)
    if not shape:
        raise index_error("Dimension specified as -1 but tensor has no dimensions")
    each = div(sum_dim(loss, dim=len(shape) - 1), shape[-1])
    if reduction not in ("none", "mean", "sum"):
        raise value_error(f"{reduction} is not valid")
    return average(each, reduction)


soft_margin_loss = Composite(
    "soft_margin_loss",
    _soft_margin_loss,
    "log(1 + exp(-target*x)), for targets 1 and -1.",
    rows=(soft_margin_op,),
    example="soft_margin_loss(stack([x, 2*x]), [1.0, -1.0])",
)
margin_ranking_loss = Composite(
    "margin_ranking_loss",
    _margin_ranking_loss,
    "How far two inputs are from the order and the margin that the target, 1 or -1, asks for.",
    kinds={"margin": NUMBER},
    example="margin_ranking_loss(stack([x, 2*x]), [1.0, 4.0], [-1.0, 1.0])",
)
hinge_embedding_loss = Composite(
    "hinge_embedding_loss",
    _hinge_embedding_loss,
    "x where the target is 1, and what is missing to a margin where it is -1.",
    kinds={"margin": NUMBER},
    example="hinge_embedding_loss(stack([x, x/2]), [1.0, -1.0])",
)
multi_margin_loss = Composite(
    "multi_margin_loss",
    _multi_margin_loss,
    "How far each class reaches over the right one's margin, to the power of p.",
    rows=(multi_margin_op,),
    kinds={"margin": NUMBER, "p": NUMBER, "weight": TENSOR_OR_NUMBER},
    example="multi_margin_loss(stack([x, 2.0, 3*x]), tensor(1))",
)
multilabel_soft_margin_loss = Composite(
    "multilabel_soft_margin_loss",
    _multilabel_soft_margin_loss,
    "The cross entropy of sigmoid(x), averaged over the classes.",
    rows=(logsigmoid,),
    kinds={"weight": TENSOR_OR_NUMBER},
    example="multilabel_soft_margin_loss(stack([x, 2*x]), [1.0, 0.0])",
)
