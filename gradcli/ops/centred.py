"""What is standardized and its gradients, in float32 with the last digits of PyTorch's kernels.

They add up in eight lanes, which are halved at the end, and multiply and add at once where the compiler does. Gradients that
cancel, as those of a sum of outputs, are made of nothing but these roundings.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.ops.summing import total

LANES = 8
MOST = 16 * LANES  # numbers that are taken in one piece
ONE = np.float32(1)


def _fused(x: Any, factor: Any, summand: Any) -> Any:
    """x*factor + summand, rounded once, but for one in about 2**29 that lies halfway."""
    return (np.multiply(x, factor, dtype=np.float64) + summand).astype(np.float32)


# ------------------------------------------------------------------ moments
def moments(rows: Any) -> tuple[Any, Any]:
    """Mean and variance of up to MOST numbers, with their axis: one number after the other moves both (B. P. Welford, 1962).

    Whole lanes go on for themselves; the numbers that are left come first when the lanes are put together (T. F. Chan, 1979).
    """
    n = rows.shape[-1]
    steps = n // LANES
    mean = spread = np.zeros((*rows.shape[:-1], 1), rows.dtype)
    for k in range(steps * LANES, n):
        away = rows[..., k : k + 1] - mean
        mean = mean + away / np.float32(k - steps * LANES + 1)
        spread = spread + away * (rows[..., k : k + 1] - mean)
    if steps:
        mean, spread = _joined(rows, steps, n - steps * LANES, mean, spread)
    return mean, spread / np.float32(n)


def _joined(rows: Any, steps: int, count: int, mean: Any, spread: Any) -> tuple[Any, Any]:
    """The moments with those of the lanes, of which each has seen so many numbers."""
    means, spreads = _of_lanes(rows, steps)
    for lane in range(LANES):
        away = means[..., lane : lane + 1] - mean
        share = np.float32(steps) / np.float32(count + steps)
        mean = _fused(share, away, mean)
        spread = spread + _fused(away * away * share, np.float32(count), spreads[..., lane : lane + 1])
        count += steps
    return mean, spread


def _of_lanes(rows: Any, steps: int) -> tuple[Any, Any]:
    means = spreads = np.zeros((*rows.shape[:-1], LANES), rows.dtype)
    for k in range(steps):
        seen = rows[..., k * LANES : (k + 1) * LANES]
        away = seen - means
        means = _fused(away, ONE / np.float32(k + 1), means)
        spreads = _fused(away, seen - means, spreads)
    return means, spreads


def batch_moments(x: Any) -> tuple[Any, Any]:
    """Mean and variance of each channel of (items, channels, elements), as (1, channels, 1): added up in float64."""
    count = x.shape[0] * x.shape[2]
    mean = (x.sum(axis=(0, 2), keepdims=True, dtype=np.float64) / count).astype(np.float32)
    away = x - mean
    return mean, (away * away).sum(axis=(0, 2), keepdims=True, dtype=np.float64).astype(np.float32) / np.float32(count)


# ------------------------------------------------------------------ sums


def _halved(lanes: Any) -> Any:
    while lanes.shape[-1] > 1:
        half = lanes.shape[-1] // 2
        lanes = lanes[..., :half] + lanes[..., half:]
    return lanes


def _added(rows: Any) -> Any:
    """The sums of rows, with their axis."""
    n = rows.shape[-1]
    if n < LANES:
        return np.add.accumulate(rows, axis=-1)[..., -1:]
    whole = n // LANES * LANES
    lanes = _in_lanes(rows[..., :whole])
    lanes[..., : n - whole] += rows[..., whole:]
    return _halved(lanes)


def _in_lanes(rows: Any) -> Any:
    steps = rows.reshape(*rows.shape[:-1], -1, LANES)
    return np.add.accumulate(steps, axis=-2)[..., -1, :].copy()


def _multiplied(rows: Any, factor: Any) -> Any:
    """The sums of products; what is left behind the last whole lanes is multiplied and added at once."""
    n = rows.shape[-1]
    whole = n // LANES * LANES
    if n < LANES or whole == n:
        return _added(rows * factor)
    factor = np.broadcast_to(factor, rows.shape)
    lanes = _in_lanes(rows[..., :whole] * factor[..., :whole])
    lanes[..., : n - whole] = _fused(rows[..., whole:], factor[..., whole:], lanes[..., : n - whole])
    return _halved(lanes)


# ------------------------------------------------------------------ gradients
def layer(g: Any, x: Any, weight: Any, mean: Any, scale: Any) -> Any:
    """Over rows; mean and scale have an axis of 1, weight has an element for each column or is None."""
    share = ONE / np.float32(x.shape[-1])
    dot = _multiplied(g, x) if weight is None else _multiplied(g * x, weight)
    whole = _added(g) if weight is None else _multiplied(g, weight)
    slope = _fused(whole, mean, -dot) * scale * scale * scale * share
    shift = _fused(-slope, mean, -(whole * scale * share))
    own = scale * g if weight is None else scale * g * weight
    return _fused(slope, x, own) + shift


def groups(g: Any, x: Any, weight: Any, mean: Any, scale: Any) -> Any:
    """Over (items, groups, channels of a group, elements).

    mean and scale are (items, groups, 1, 1), weight (groups, channels, 1) or None
    """
    channels = x.shape[2]
    share = ONE / np.float32(channels * x.shape[3])
    dots, totals = _added(g * x), _added(g)
    dot, whole = (_over_channels(part, weight) for part in (dots, totals))
    slope = _fused(whole, mean, -dot) * scale * scale * scale * share
    shift = _fused(-(whole * scale), share, -(slope * mean))
    factor = scale if weight is None else scale * weight
    return _fused(factor, g, slope * x) + shift


def _over_channels(parts: Any, weight: Any) -> Any:
    """The sum over the channels of a group, each with its weight, one after the other."""
    out = np.zeros((*parts.shape[:2], 1, 1), parts.dtype)
    for k in range(parts.shape[2]):
        part = parts[:, :, k : k + 1]
        out = out + part if weight is None else _fused(part, weight[:, k : k + 1], out)
    return out


def batch(g: Any, x: Any, weight: Any, mean: Any, scale: Any) -> Any:
    """Over (items, channels, elements); the others are (1, channels, 1)."""
    count = np.float32(x.shape[0] * x.shape[2])
    centred = x - mean
    dot = _item_by_item(_multiplied(centred, g))
    middle = _item_by_item(_added(g)) / count
    slope = (dot.astype(np.float32) * scale * scale) / count
    out = _fused(-centred, slope, g - middle.astype(np.float32)) * scale
    return out if weight is None else out * weight


def batch_one_by_one(g: Any, x: Any, weight: Any, mean: Any, scale: Any) -> Any:
    """The same where the gradient does not lie in order, as that of a sum: elements are then taken one by one."""
    count = np.float32(x.shape[0] * x.shape[2])
    centred = x - mean
    dot = (centred * g).sum(axis=(0, 2), keepdims=True, dtype=np.float64).astype(np.float32)
    slope = dot * scale * scale / count
    out = (g - total(g, (0, 2), True) / count - centred * slope) * scale
    return out if weight is None else out * weight


def _item_by_item(parts: Any) -> Any:
    """The sum over the items, in float64."""
    return np.add.accumulate(parts.astype(np.float64), axis=0)[-1:]
