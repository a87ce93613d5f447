"""What optimizers compute on the elements of tensors, in PyTorch's order and with its roundings, and how it is written.

PyTorch's compiled code multiplies and adds with one rounding where it can; so does `axpy` and what is made with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from gradcli.ops.run import normal
from gradcli.randomness.fused import BELOW, BORDER, LEAST32, fma32, fma64_each
from gradcli.recording.modes import history
from gradcli.tensors.tensor import Tensor
from gradcli.tensors.views import refresh_views

FEW = 1 << 14  # elements of which it pays to put them side by side


class Together(NamedTuple):
    """Small tensors whose elements are computed in one go, as one run through memory."""

    tensors: list[Any]


def go_together(params: list[Any], grads: list[Any]) -> bool:
    """Whether parameters and their gradients are few elements of one dtype, and no two parameters share any."""
    dtype, count = getattr(params[0].raw, "dtype", None), 0
    for x, g in zip(params, grads, strict=True):
        raw, other = x.raw, g.raw
        if type(raw) is not np.ndarray or raw.dtype is not dtype or type(other) is not np.ndarray or other.dtype is not dtype:
            return False
        if not x.shared().memory.holds_one or not raw.flags.writeable:
            return False
        count += raw.size
    return count <= FEW and len(set(params)) == len(params)


def elements(x: Any) -> Any:
    """The elements of a tensor, or of several in a row, as an array, which is not to be written into."""
    if type(x) is Together:
        return np.concatenate([elements(t) for t in x.tensors], axis=None)
    return x.raw if isinstance(x.raw, np.ndarray) else np.asarray(x.raw)


def store(x: Any, new: Any) -> None:
    """New elements for a tensor, or for several, in its memory; what was saved of it knows that it changed."""
    if type(x) is Together:
        for t, part in parts(x, new):
            store(t, part)
        return
    place = x.shared()
    alone = place.memory.holds_one and type(x.raw) is np.ndarray and x.raw.flags.writeable
    if alone:
        x.raw[...] = new
    else:
        x.write(new if type(x.raw) is not float else float(new))
    history.written = True
    if place.version is not None:
        place.version.count += 1
    if not alone:
        refresh_views(x)


def parts(x: Together, new: Any) -> Iterator[tuple[Any, Any]]:
    """Each of several tensors with its part of what was computed for all."""
    start = 0
    for t in x.tensors:
        old = elements(t)
        yield t, new[start : start + old.size].reshape(old.shape)
        start += old.size


def like(x: Any, value: float = 0.0) -> Any:
    """A tensor of one number, in the shape, dtype and layout of another one."""
    raw = np.empty_like(elements(x))
    raw[...] = value
    return Tensor(normal(raw))


def held(raw: Any) -> Any:
    """A tensor of elements of its own."""
    return Tensor(normal(raw.copy(order="K")))


def axpy(y: Any, x: Any, alpha: float) -> Any:
    """y + alpha * x, rounded once."""
    if alpha == 1:
        return y + x
    dtype = y.dtype
    if dtype == np.float32:
        return _fma32(x, np.float64(np.float32(alpha)), y)
    if dtype == np.float64:
        return fma64_each(x, np.float64(alpha), y)
    return (y.astype(np.float32) + np.float32(alpha) * x.astype(np.float32)).astype(dtype)


def _fma32(x: Any, factor: Any, summand: Any) -> Any:
    """x * factor + summand, rounded once; what may have been rounded twice is computed with care."""
    total = np.multiply(x, factor, dtype=np.float64) + summand
    bits = total.view(np.int64) if total.ndim else total.reshape(1).view(np.int64)
    if np.count_nonzero((bits & BELOW) == BORDER) or np.count_nonzero(np.abs(total) < LEAST32):
        return fma32(x, factor, summand)
    return total.astype(np.float32)


def lerp(x: Any, end: Any, weight: float) -> Any:
    """x + weight * (end - x), and from the other side where that is nearer."""
    if abs(x.dtype.type(weight)) < 0.5:
        return axpy(x, end - x, weight)
    return axpy(end, end - x, -float(1 - x.dtype.type(weight)))


def addcmul(x: Any, a: Any, b: Any, value: float) -> Any:
    """x + value * a * b; the last product and the sum are rounded together."""
    scaled = a * x.dtype.type(value)
    if x.dtype == np.float32:
        return _fma32(scaled, b, x)
    return fma64_each(scaled, b, x) if x.dtype == np.float64 else x + scaled * b


def addcdiv(x: Any, a: Any, b: Any, value: float) -> Any:
    """x + value * a / b."""
    return x + a * x.dtype.type(value) / b
