"""What PyTorch's kernels compute in float32, step by step, so that the last digits are the same.

Most functions of float32 are the exact value, rounded once. Written out here is what is not: kernels that call the
exponential function of their vector library, and those that add up what a register holds. Multiplied and added at once
is done in float64, where the product is exact.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gradcli.ops.summing import cascade

LANES = 16  # numbers in a register of the kernels of softmax
LOOP = 32  # elementwise kernels take two registers at a time, and what is left one by one
NORM_LANES = 8
PIECE = 1 << 14  # numbers that stay near the processor
LEAST, LARGEST = np.float32(-150), np.float32(129)  # beyond, exp is 0 or inf
PROD_STEP = 32
LOG2E = np.float32(1.442695040888963407359924681001892137426645954152985934135449406931)
LN2_HIGH, LN2_LOW = -0.693145751953125, float(np.float32(-1.428606765330187045e-06))
SERIES = np.array(
    [
        0.000198527617612853646278381,
        0.00139304355252534151077271,
        0.00833336077630519866943359,
        0.0416664853692054748535156,
        0.166666671633720397949219,
        0.5,
    ],
    dtype=np.float32,
)


def rounded_once(function: Callable[..., Any], *operands: Any) -> Any:
    """NumPy's function; of float32 the one of float64, rounded."""
    if operands[0].dtype.char != "f" or (len(operands) > 1 and np.result_type(*operands).char != "f"):
        return function(*operands)
    return function(*operands, dtype=np.float64).astype(np.float32)


def _fused(x: Any, y: Any, z: Any) -> Any:
    """x*y + z, rounded once."""
    total = np.multiply(x, y, dtype=np.float64)
    total += z
    return total.astype(np.float32)


def exp_in_lanes(x: Any) -> Any:
    """The exponential function of float32 as the vector library of the kernels has it: a power of 2 and a short series."""
    if x.size <= PIECE:
        return _exp(x)
    flat, out = x.reshape(-1), np.empty(x.size, np.float32)
    for start in range(0, x.size, PIECE):
        out[start : start + PIECE] = _exp(flat[start : start + PIECE])
    return out.reshape(x.shape)


def _exp(x: Any) -> Any:
    x = np.minimum(np.maximum(x, LEAST), LARGEST)
    power = np.rint(x * LOG2E).astype(np.float64)
    rest = (power * LN2_LOW + (power * LN2_HIGH + x).astype(np.float32)).astype(np.float32)
    wide, series, step = rest.astype(np.float64), SERIES[0], np.empty(x.shape, np.float64)
    for c in SERIES[1:]:  # multiplied and added at once, always in the same memory
        np.multiply(wide, series, out=step)
        np.add(step, c, out=step)
        series = step.astype(np.float32)
    np.multiply(rest * rest, series, out=step, dtype=np.float64)
    np.add(step, rest, out=step)
    bits = power.astype(np.int64)  # of nan, whatever they are, no matter
    bits += 1023
    bits <<= 52
    return (bits.view(np.float64) * (np.float32(1) + step.astype(np.float32))).astype(np.float32)


def exp_in_loops(x: Any) -> Any:
    """exp as an elementwise kernel computes it: in registers as long as two of them can be filled."""
    whole = x.size // LOOP * LOOP if x.flags.c_contiguous else 0
    if not whole:
        return rounded_once(np.exp, x)
    flat = x.reshape(-1)
    parts = [exp_in_lanes(flat[:whole]), rounded_once(np.exp, flat[whole:])]
    return np.concatenate(parts).reshape(x.shape)


def _is_last(x: Any, axis: int) -> bool:
    return axis % x.ndim == x.ndim - 1  # type: ignore[no-any-return]


def sum_in_lanes(x: Any, axis: int) -> Any:
    """The sum along the last axis as a reduction in registers adds, along others one after the other; the axis stays."""
    if not _is_last(x, axis):
        return np.take(np.add.accumulate(x, axis=axis), [-1], axis=axis)
    if x.shape[-1] < LANES:
        return np.add.accumulate(x, axis=axis)[..., -1:]
    whole = x.shape[-1] // LANES * LANES
    out = _registers(x[..., :whole])
    out[..., : x.shape[-1] - whole] += x[..., whole:]
    return _halved(out)


def _registers(x: Any) -> Any:
    """The sum of registers."""
    return np.add.accumulate(x.reshape(*x.shape[:-1], -1, LANES), axis=-2)[..., -1, :].copy()


def _products_in_lanes(x: Any, y: Any, axis: int) -> Any:
    """The sum of products; where it is no register, each is multiplied and added at once."""
    if not _is_last(x, axis):
        return _fused_in_turn(np.moveaxis(x, axis, 0), np.moveaxis(y, axis, 0), axis)
    whole = x.shape[-1] // LANES * LANES
    if not whole:
        return sum_in_lanes(x * y, axis)
    out, left = _registers((x * y)[..., :whole]), x.shape[-1] - whole
    out[..., :left] = _fused(x[..., whole:], y[..., whole:], out[..., :left])
    return _halved(out)


def _fused_in_turn(x: Any, y: Any, axis: int) -> Any:
    out = x[0] * y[0]
    for a, b in zip(x[1:], y[1:], strict=True):
        out = _fused(a, b, out)
    return np.expand_dims(out, axis)


def _halved(x: Any) -> Any:
    """The sum of a register, one half added to the other."""
    while x.shape[-1] > 1:
        half = x.shape[-1] // 2
        x = x[..., :half] + x[..., half:]
    return x


def _exp_of_columns(x: Any, dim: int) -> Any:
    """exp in registers; across the columns of other dimensions than the last, those that fill no register one by one."""
    if _is_last(x, dim):
        return exp_in_lanes(x)
    at = dim % x.ndim + 1
    table = np.ascontiguousarray(x).reshape(*x.shape[:at], -1)
    whole = table.shape[-1] // LANES * LANES
    parts = [exp_in_lanes(table[..., :whole]), rounded_once(np.exp, table[..., whole:])]
    return np.concatenate(parts, axis=-1).reshape(x.shape)


def softmax(x: Any, dim: int) -> Any:
    """exp(x)/sum(exp(x)); along the last dimension PyTorch multiplies by the reciprocal."""
    top = _exp_of_columns(x - np.maximum.reduce(x, axis=dim, keepdims=True), dim)
    total = sum_in_lanes(top, dim)
    return top * (np.float32(1) / total) if _is_last(x, dim) else top / total


def log_softmax(x: Any, dim: int) -> Any:
    """log(softmax(x))."""
    low = x - np.maximum.reduce(x, axis=dim, keepdims=True)
    return low - rounded_once(np.log, sum_in_lanes(_exp_of_columns(low, dim), dim))


def softmax_slope(g: Any, out: Any, dim: int) -> Any:
    """The gradient of softmax from its result."""
    if not out.size:
        return g * out
    return (g - _products_in_lanes(g, out, dim)) * out


def log_softmax_slope(g: Any, out: Any, dim: int) -> Any:
    """The gradient of log_softmax from its result."""
    if not out.size:
        return g * out
    return _fused(-_exp_of_columns(out, dim), sum_in_lanes(g, dim), g)


def tanh_slope(g: Any, out: Any) -> Any:
    """The gradient of tanh from its result."""
    return g * (1 - np.multiply(out, out, dtype=np.float64)).astype(np.float32)


def silu_slope(g: Any, x: Any) -> Any:
    """The gradient of silu."""
    gate = 1 / (1 + exp_in_loops(-x))
    return g * gate * _fused(x, 1 - gate, np.float32(1))


def softplus_slope(g: Any, x: Any, beta: float, threshold: float) -> Any:
    """The gradient of softplus."""
    z = exp_in_loops(x * beta)
    return np.where(x * beta > threshold, g, g * z / (z + 1))


def in_runs(x: Any) -> Any:
    """The sum of a loss that picks one number for each item: in a cascade, the first one last."""
    return cascade(x[1:]) + x[0] if len(x) > 1 else x[0]


def product_of_all(x: Any) -> Any:
    """The product of a run through memory: four registers at a time, then lane by lane, then what is left."""
    whole = x.size // PROD_STEP * PROD_STEP
    flat = x.reshape(-1)
    if not whole:
        return np.multiply.accumulate(flat)[-1]
    a, b, c, d = np.multiply.accumulate(flat[:whole].reshape(-1, 4, PROD_STEP // 4), axis=0)[-1]
    return np.multiply.accumulate(np.concatenate([(a * b) * (c * d), flat[whole:]]))[-1]


def length(x: Any, axes: Sequence[int], keepdims: bool) -> Any:
    """The Euclidean norm."""
    kept = [k for k in range(x.ndim) if k not in axes]
    rows = np.ascontiguousarray(x.transpose(*kept, *axes)).reshape(*[x.shape[k] for k in kept], -1)
    last = x.flags.c_contiguous and (not kept or (not axes or min(axes) > kept[-1]))
    total = _squares_in_lanes(rows) if last else np.add.accumulate(rows * rows, axis=-1)[..., -1]
    return np.sqrt(np.expand_dims(total, tuple(axes)) if keepdims else total)


def _squares_in_lanes(rows: Any) -> Any:
    """Squares are added in registers, lane by lane, then four by four; the last ones are multiplied and added at once."""
    n = rows.shape[-1]
    whole, fours = n // NORM_LANES * NORM_LANES, n // 4 * 4
    lanes = (rows * rows)[..., :whole].reshape(*rows.shape[:-1], -1, NORM_LANES)
    parts = [np.add.accumulate(lanes, axis=-2)[..., -1, :]] if whole else []
    parts.append(rows[..., whole:fours] * rows[..., whole:fours])
    parts.insert(0, np.zeros((*rows.shape[:-1], 1), rows.dtype))
    total = np.add.accumulate(np.concatenate(parts, axis=-1), axis=-1)[..., -1]
    for k in range(fours, n):
        total = _fused(rows[..., k], rows[..., k], total)
    return total


def one_by_one(x: Any, axes: Sequence[int], keepdims: bool) -> Any:
    """The sum of elements, one after the other, which is how norms are added."""
    kept = [k for k in range(x.ndim) if k not in axes]
    rows = x.transpose(*kept, *axes).reshape(*[x.shape[k] for k in kept], -1)
    total = np.add.accumulate(rows, axis=-1)[..., -1].copy()
    return np.expand_dims(total, tuple(axes)) if keepdims else total
