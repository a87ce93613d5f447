"""Distances between vectors, and the losses that are made of them. Taken apart as in ATen's Distance.cpp and Loss.cpp."""

from __future__ import annotations

import math
from typing import Any

from gradcli.ops import memory, sizes
from gradcli.ops.arithmetic import abs, add, clamp_min, div_true, eq, minimum, mul, sign, sub_tensor, where, zeros_like
from gradcli.ops.defaults import default_dtype
from gradcli.ops.dtypes import TITLES, WHOLE, dtype_of
from gradcli.ops.exponential import pow, sqrt
from gradcli.ops.kinds import FLAG, NUMBER, TEXT
from gradcli.ops.linear_algebra import mT
from gradcli.ops.loss import EPSILON, add_number, average, chosen, known
from gradcli.ops.op import Composite, Op
from gradcli.ops.reduction import norm_op, sum_dim
from gradcli.ops.shape import rank_of, shape_of, to, unsqueeze, view_op
from gradcli.problems import BackwardError, runtime_error, value_error

Shape = sizes.Shape
norm_of = norm_op.renamed("NormBackward1")  # at::norm, which PyTorch's C++ still calls


def _pairwise_distance(x1: Any, x2: Any, /, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> Any:
    rank = max(rank_of(x1), rank_of(x2))
    difference = sub_tensor(x1, x2)
    difference = add(difference, eps) if dtype_of(difference) in WHOLE else add_number(difference, other=eps)
    return norm_of(difference, p=float(p), dim=rank - 1 if rank else -1, keepdim=keepdim)


# ------------------------------------------------------------------ all distances of two sets
def _no_further(g: Any) -> Any:  # noqa: ARG001
    raise BackwardError("NotImplementedError", "the derivative for '_cdist_backward' is not implemented.")


def _between(x: Shape, y: Shape) -> Shape:
    """A number for each row of one and each row of the other."""
    for number, shape in enumerate((x, y), start=1):
        if len(shape) < 2:
            raise runtime_error(f"cdist only supports at least 2D tensors, X{number} got: {len(shape)}D")
    return (*sizes.broadcast(x[:-2], y[:-2]), x[-2], y[-2])


def _all_distances(m: Any, x: Any, y: Any, p: float) -> Any:
    memory.check(sizes.checked((*_between(x.shape, y.shape), x.shape[-1]), "cdist"), "cdist")
    apart = m.absolute(x[..., :, None, :] - y[..., None, :, :])
    if p == 2:
        return m.sqrt(m.sum(apart * apart, axis=-1))
    if p == 1:
        return m.sum(apart, axis=-1)
    if p == 0:
        return m.sum((apart != 0).astype(x.dtype), axis=-1)
    if not apart.shape[-1]:
        return m.zeros(apart.shape[:-1], dtype=x.dtype)
    if p == math.inf:
        return m.amax(apart, axis=-1)
    return m.pow(m.sum(m.pow(apart, x.dtype.type(p)), axis=-1), x.dtype.type(1 / p))


def _distance_slope(g: Any, x: Any, y: Any, out: Any, p: float) -> Any:
    """The gradient of each difference, before it is added up, by ATen's cases of p."""
    apart = unsqueeze(x, dim=-2) - unsqueeze(y, dim=-3)
    g, out = unsqueeze(g, dim=-1), unsqueeze(out, dim=-1)
    if p == 0:
        return apart * 0
    if p == 1:
        return g * sign(apart)
    if p == math.inf:
        return g * sign(apart) * (abs(apart) == out)
    if p == 2:
        return where(out == 0, 0, g * div_true(apart, out))
    steep = sign(apart) * pow(abs(apart), p - 1) * div_true(g, pow(out, p - 1))
    return where(out == 0, 0, where(apart == 0, 0, steep) if p < 1 else steep)


cdist_backward = Op(
    "cdist_backward",
    lambda m, upstream, x, y, distances, /: m.copy(upstream),
    {"upstream": _no_further, "x": _no_further, "y": _no_further, "distances": _no_further},
    "The gradient of cdist, which PyTorch does not differentiate.",
    shape=lambda upstream, x, y, distances: upstream,
    elementwise=False,
    internal=True,
)
cdist_op = Op(
    "cdist",
    lambda m, x, y, /, p: _all_distances(m, x, y, p),
    {
        "x": lambda g, x, y, out, p: sum_dim(_distance_slope(g, x, y, out, p), dim=-2),
        "y": lambda g, x, y, out, p: sum_dim(_distance_slope(mT(g), y, x, mT(out), p), dim=-2),
    },
    "The p-norm of each difference between a row of x and a row of y.",
    second=cdist_backward,
    shape=lambda x, y, p: _between(x, y),
    elementwise=False,
    internal=True,
)


def _in_one_product(m: Any, x: Any, y: Any) -> Any:
    """Squared lengths less twice the products: fewer operations, and fewer digits where two rows are close."""
    own = m.sum(x * x, axis=-1, keepdims=True)
    others = m.swapaxes(m.sum(y * y, axis=-1, keepdims=True), -1, -2)
    return m.sqrt(m.maximum(m.matmul(x * -2, m.swapaxes(y, -1, -2)) + own + others, 0))


def _by_one(g: Any, x: Any, y: Any, out: Any) -> Any:
    ratio = where(out == 0, 0, div_true(g, out))
    return x * sum_dim(ratio, dim=-1, keepdim=True) - ratio @ y


def _by_other(g: Any, x: Any, y: Any, out: Any) -> Any:
    ratio = mT(where(out == 0, 0, div_true(g, out)))
    return y * sum_dim(ratio, dim=-1, keepdim=True) - ratio @ x


euclidean = Op(
    "euclidean_dist",
    lambda m, x, y, /: _in_one_product(m, x, y),
    {"x": lambda g, x, y, out: _by_one(g, x, y, out), "y": lambda g, x, y, out: _by_other(g, x, y, out)},
    "All distances by one product of matrices.",
    shape=lambda x, y: _between(x, y),
    elementwise=False,
    internal=True,
)
MODES = ("use_mm_for_euclid_dist_if_necessary", "use_mm_for_euclid_dist", "donot_use_mm_for_euclid_dist")


def _check_sets(x: Any, y: Any, p: float) -> None:
    for number, z in enumerate((x, y), start=1):
        if dtype_of(z) in WHOLE:
            raise runtime_error(f"cdist only supports floating-point dtypes, X{number} got: {TITLES[dtype_of(z)]}")
    for number, z in enumerate((x, y), start=1):
        if rank_of(z) < 2:
            raise runtime_error(f"cdist only supports at least 2D tensors, X{number} got: {rank_of(z)}D")
    columns = shape_of(x)[-1], shape_of(y)[-1]
    if columns[0] != columns[1]:
        raise runtime_error(f"X1 and X2 must have the same number of columns. X1: {columns[0]} X2: {columns[1]}")
    if dtype_of(x) != dtype_of(y):
        raise runtime_error(f"expected scalar type {TITLES[dtype_of(x)]} but found {TITLES[dtype_of(y)]}")
    if p < 0:
        raise runtime_error("cdist only supports non-negative p values")


def _cdist(x1: Any, x2: Any, /, p: float = 2.0, compute_mode: str = MODES[0]) -> Any:
    if compute_mode not in MODES:
        raise value_error(f"{compute_mode} is not a valid value for compute_mode")
    _check_sets(x1, x2, p)
    rows, others = shape_of(x1)[-2], shape_of(x2)[-2]
    some = rows and others and shape_of(x1)[-1]
    if p == 2 and some and (compute_mode == MODES[1] or (compute_mode == MODES[0] and max(rows, others) > 25)):
        out = euclidean(x1, x2)
        return view_op(out, size=shape_of(out))
    return cdist_op(x1, x2, p=float(p))


# ------------------------------------------------------------------ losses
def _cosine_embedding_loss(
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
    rank = rank_of(target)
    if rank > 1:
        raise runtime_error("0D or 1D target tensor expected, multi-target not supported")
    if rank_of(input1) != rank + 1 or rank_of(input2) != rank + 1:
        raise runtime_error(
            f"{rank}D target tensor expects {rank + 1}D input tensors, but found inputs with sizes "
            f"{sizes.text(shape_of(input1))} and {sizes.text(shape_of(input2))}."
        )
    product = sum_dim(mul(input1, input2), dim=rank)
    squares = [sum_dim(mul(x, x), dim=rank) for x in (input1, input2)]
    lengths = [add_number(to(x, dtype=default_dtype()) if dtype_of(x) in WHOLE else x, other=EPSILON) for x in squares]
    cosine = div_true(product, sqrt(mul(*lengths)))
    apart = clamp_min(sub_number(cosine, other=margin), 0)
    alike = where(eq(target, 1), sub_tensor(1, cosine), zeros_like(cosine))
    return average(alike + where(eq(target, -1), apart, zeros_like(cosine)), reduction)


sub_number = Op("sub", lambda m, x, /, other: x - other, {"x": lambda g: g}, grad_fn="SubBackward1", symbol="-", internal=True)


def _triplet_margin_loss(
    anchor: Any,
    positive: Any,
    negative: Any,
    /,
    margin: float = 1.0,
    p: float = 2,
    eps: float = 1e-6,
    swap: bool = False,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    reduction = known(chosen(size_average, reduce, reduction))
    if margin <= 0:
        raise value_error(f"margin must be greater than 0, got {margin}")
    ranks = [rank_of(x) for x in (anchor, positive, negative)]
    if len(set(ranks)) > 1:
        raise runtime_error(
            "The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: anchor "
            f"{ranks[0]}D, positive {ranks[1]}D, and negative {ranks[2]}D inputs"
        )
    near, far = (_pairwise_distance(anchor, other, p=p, eps=eps) for other in (positive, negative))
    if swap:
        far = minimum(far, _pairwise_distance(positive, negative, p=p, eps=eps))
    return average(clamp_min(sub_tensor(add_number(near, other=margin), far), 0), reduction)


pairwise_distance = Composite(
    "pairwise_distance",
    _pairwise_distance,
    "The p-norm of x1 - x2 + eps along the last dimension.",
    rows=(norm_of,),
    kinds={"p": NUMBER},
    example="pairwise_distance(stack([x, x**2]), [0.0, 1.0])",
)
cdist = Composite(
    "cdist",
    _cdist,
    "All distances between the rows of x1 and those of x2.",
    rows=(cdist_op, euclidean),
    kinds={"p": NUMBER, "compute_mode": TEXT},
    example="cdist(stack([stack([x, x**2])]), [[0.0, 1.0], [2.0, 3.0]]).sum()",
)
cosine_embedding_loss = Composite(
    "cosine_embedding_loss",
    _cosine_embedding_loss,
    "1 - cosine where the target is 1, and the cosine beyond a margin where it is -1.",
    kinds={"margin": NUMBER},
    example="cosine_embedding_loss(stack([x, x**2]), [1.0, 2.0], tensor(1))",
)
triplet_margin_loss = Composite(
    "triplet_margin_loss",
    _triplet_margin_loss,
    "How much nearer than a margin the negative is to the anchor, compared with the positive.",
    rows=(norm_of,),
    kinds={"margin": NUMBER, "p": NUMBER, "swap": FLAG},
    example="triplet_margin_loss(stack([x, x**2]), [0.0, 1.0], [1.0, 2.0])",
)
