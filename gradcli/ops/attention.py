"""Scaled dot-product attention: batches of heads in one operation, all else taken apart, as ATen does it on a CPU."""

from __future__ import annotations

import math
from typing import Any

from gradcli.ops import sizes
from gradcli.ops.arithmetic import add
from gradcli.ops.dtypes import SPELLINGS, dtype_of, is_single
from gradcli.ops.kinds import ANYTHING, FLAG, NUMBER, TENSOR_OR_NUMBER
from gradcli.ops.linear_algebra import matmul, mT
from gradcli.ops.loss import mul_number
from gradcli.ops.op import Composite, Op
from gradcli.ops.reduction import _softmax_slope
from gradcli.ops.shape import rank_of, shape_of
from gradcli.ops.windows import data_of
from gradcli.problems import Problem, runtime_error

Shape = sizes.Shape


def _softmax(m: Any, x: Any) -> Any:
    """Along the last dimension; 0 where everything is masked."""
    if not x.shape[-1]:
        return x * 1
    top = m.amax(x, axis=-1, keepdims=True)
    lost = top == -math.inf
    if is_single(x):
        out = m.softmax(m.where(lost, x.dtype.type(0), x), x.ndim - 1)
        return m.where(lost, x.dtype.type(0), out)
    e = m.exp(x - m.where(lost, x.dtype.type(0), top))
    return e / m.where(lost, x.dtype.type(1), m.sum(e, axis=-1, keepdims=True))


safe_softmax = Op(
    "safe_softmax",
    lambda m, x, /: _softmax(m, x),
    {"x": lambda g, out: _softmax_slope(g, out, -1)},
    "softmax along the last dimension; 0 where everything is masked.",
    shape=lambda x: x,
    elementwise=False,
    internal=True,
)


# ------------------------------------------------------------------ in one operation
def _scores(m: Any, query: Any, key: Any, mask: Any, scale: float) -> Any:
    scores = m.matmul(query, m.swapaxes(key, -1, -2)) * scale
    return _softmax(m, scores if mask is None else scores + mask)


def _shares(query: Any, key: Any, mask: Any, scale: float) -> Any:
    scores = (query @ mT(key)) * scale
    return safe_softmax(scores if mask is None else scores + mask)


def _scores_slope(g: Any, query: Any, key: Any, value: Any, mask: Any, scale: float) -> Any:
    shares = _shares(query, key, mask, scale)
    return _softmax_slope(g @ mT(value), shares, -1) * scale


NAME = "_scaled_dot_product_flash_attention_for_cpu_backward"
flash_backward = Op(
    "scaled_dot_product_flash_attention_for_cpu_backward",
    lambda m, upstream, query, key, value, /: m.copy(upstream),
    not_implemented=NAME,
    shape=lambda upstream, query, key, value: upstream,
    elementwise=False,
    internal=True,
)
flash: Op = Op(
    "scaled_dot_product_flash_attention_for_cpu",
    lambda m, query, key, value, /, mask, scale: m.matmul(_scores(m, query, key, mask, scale), value),
    {
        "query": lambda g, query, key, value, mask, scale: _scores_slope(g, query, key, value, mask, scale) @ key,
        "key": lambda g, query, key, value, mask, scale: mT(_scores_slope(g, query, key, value, mask, scale)) @ query,
        "value": lambda g, query, key, value, mask, scale: mT(_shares(query, key, mask, scale)) @ g,
    },
    "Values, weighted by the softmax of how well keys fit queries.",
    second=flash_backward,
    shape=lambda query, key, value, mask, scale: (*query[:-1], value[-1]),
    elementwise=False,
    internal=True,
)


# ------------------------------------------------------------------ as it is called
def _check(query: Any, key: Any, value: Any) -> None:
    dtypes = [dtype_of(x) for x in (query, key, value)]
    if len(set(dtypes)) > 1:
        first, second, third = (SPELLINGS[d] for d in dtypes)
        raise runtime_error(
            f"Expected query, key, and value to have the same dtype, but got query.dtype: {first} key.dtype: {second} and "
            f"value.dtype: {third} instead."
        )
    ranks = [rank_of(x) for x in (query, key, value)]
    if min(ranks) < 2:
        raise runtime_error(
            f"Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: {ranks[0]} key.dim: "
            f"{ranks[1]} and value.dim: {ranks[2]} instead."
        )


def _check_mask(mask: Any, query: Any, is_causal: bool) -> None:
    if mask is None:
        return
    found = dtype_of(mask)
    if found not in ("bool", dtype_of(query), "float32"):
        raise runtime_error(
            f"Expected attn_mask dtype to be bool or float or to match query dtype, but got attn_mask.dtype: {SPELLINGS[found]} "
            f"and  query.dtype: {SPELLINGS[dtype_of(query)]} instead."
        )
    if is_causal:
        raise runtime_error("_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True")


def _summand(mask: Any, query: Any, key: Any, is_causal: bool) -> Any:
    """What is added to the scores: -inf where a mask is False."""
    from gradcli.ops import arrays

    if is_causal:
        mask = arrays.tril(arrays.ones((shape_of(query)[-2], shape_of(key)[-2]), dtype="bool"))
    if mask is None or dtype_of(mask) != "bool":
        return mask
    return arrays.where(data_of(mask), 0.0, -math.inf).astype(dtype_of(query))


def _at_once(query: Any, key: Any, value: Any, mask: Any) -> bool:
    """Whether ATen has one operation for it: batches of heads of one size, none of them empty, and a constant mask."""
    shapes = [shape_of(x) for x in (query, key, value)]
    if any(len(shape) != 4 for shape in shapes) or len({shape[-1] for shape in shapes}) > 1:
        return False
    if any(shape[:2] != shapes[0][:2] or 0 in shape for shape in shapes) or shapes[1][2] != shapes[2][2]:
        return False
    return not getattr(mask, "is_tracked", False)


def _attention(
    query: Any,
    key: Any,
    value: Any,
    /,
    attn_mask: Any = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    *,
    scale: Any = None,
    enable_gqa: bool = False,
) -> Any:
    for name, given in (("dropout_p", dropout_p), ("enable_gqa", enable_gqa)):
        if given:
            raise Problem(f"scaled_dot_product_attention with {name} is not supported")
    _check(query, key, value)
    _check_mask(attn_mask, query, is_causal)
    width = shape_of(query)[-1]
    factor = (1 / math.sqrt(width) if width else math.inf) if scale is None else scale
    mask = _summand(attn_mask, query, key, is_causal)
    if _at_once(query, key, value, mask):
        wide = (*shape_of(query)[:-1], shape_of(key)[-2])
        if mask is not None:
            sizes.broadcast(wide, shape_of(mask))
        return flash(query, key, value, mask=getattr(mask, "raw", mask), scale=factor)
    root = math.copysign(math.sqrt(abs(factor)), factor)
    scores = matmul(mul_number(query, other=root), mul_number(mT(key), other=math.sqrt(abs(factor))))
    return matmul(safe_softmax(scores if mask is None else add(scores, mask)), value)


scaled_dot_product_attention = Composite(
    "scaled_dot_product_attention",
    _attention,
    "Values, weighted by the softmax of how well keys fit queries.",
    rows=(flash, safe_softmax),
    kinds={
        "attn_mask": TENSOR_OR_NUMBER,
        "dropout_p": NUMBER,
        "is_causal": FLAG,
        "scale": ANYTHING,
        "enable_gqa": FLAG,
    },
    example=(
        "scaled_dot_product_attention(stack([stack([x, 1.0])]), [[1.0, 2.0], [0.0, 1.0]], "
        "stack([stack([x, 2.0]), stack([3.0, x])])).sum()"
    ),
)
