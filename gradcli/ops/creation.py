"""New tensors: zeros, ones, ranges; none of them has a gradient."""

from __future__ import annotations

import math
from typing import Any

from gradcli.ops import sizes
from gradcli.ops.defaults import default_dtype
from gradcli.ops.dtypes import WHOLE
from gradcli.ops.op import Op
from gradcli.ops.shape import integers, not_negative
from gradcli.problems import runtime_error


def _new(name: str, kernel: Any, doc: str, shape: Any, example: str, gather: str | None = None) -> Op:
    return Op(name, kernel, doc=doc, shape=shape, elementwise=False, example=example, gather=gather)


def _sizes(size: Any) -> sizes.Shape:
    return not_negative(integers(size))


def _zeros_shape(size: Any) -> sizes.Shape:
    if any(n < 0 for n in integers(size)):
        raise runtime_error("zeros: Dimension size must be non-negative.")
    return integers(size)


def _filled(m: Any, size: Any, fill_value: Any) -> Any:
    dtype = "bool" if isinstance(fill_value, bool) else "int64" if isinstance(fill_value, int) else default_dtype()
    return m.full(size, fill_value, dtype=dtype)


zeros = _new(
    "zeros",
    lambda m, /, size: m.zeros(size, dtype=default_dtype()),
    "Zeros of a size.",
    _zeros_shape,
    "(zeros(2) + x).sum()",
    gather="size",
)
ones = _new(
    "ones", lambda m, /, size: m.ones(size, dtype=default_dtype()), "Ones of a size.", _sizes, "(ones(2)*x).sum()", gather="size"
)
full = _new(
    "full",
    lambda m, /, size, fill_value: _filled(m, size, fill_value),
    "One value everywhere.",
    lambda size, fill_value: _sizes(size),
    "(full((2,), 3.0)*x).sum()",
)
eye = _new(
    "eye",
    lambda m, /, n, m_=None: m.eye(n, n if m_ is None else m_, dtype=default_dtype()),
    "Ones on the diagonal.",
    lambda n, m_=None: _eye_shape(n, m_),
    "(eye(2)*x).sum()",
)


def _eye_shape(n: int, m: int | None) -> sizes.Shape:
    if n < 0:
        raise runtime_error(f"n must be greater or equal to 0, got {n}")
    if m is not None and m < 0:
        raise runtime_error(f"m must be greater or equal to 0, got {m}")
    return (n, n if m is None else m)


def _range(m: Any, start: Any, end: Any, step: Any) -> Any:
    start, end = (0, start) if end is None else (start, end)
    whole = all(isinstance(v, int) for v in (start, end, step))
    count = _range_shape(start, end, step)[0]
    steps = m.arange(count)
    return start + steps * step if whole else _counted(m, float(start), float(step), steps)


LANES = {"float16": 16, "float32": 8, "float64": 4}  # of PyTorch's vectors, which it fills two at a time


def _counted(m: Any, start: float, step: float, steps: Any) -> Any:
    """start + k*step, rounded once; what fills vectors is counted from the first number of each, which is rounded before."""
    from gradcli.randomness.fused import fma32, fma64_each  # which need NumPy

    name, steps = default_dtype(), steps.astype("float64")
    lanes = LANES[name]
    place = steps % lanes
    if name == "float16":
        start, step = (float(m.as_array(x, "float32")) for x in (start, step))
    fused = fma32 if name == "float16" else fma64_each
    first = fused(steps - place, step, start).astype(name).astype("float64")
    beyond = len(steps) // (2 * lanes) * (2 * lanes)
    return m.where(steps < beyond, fused(place, step, first), fused(steps, step, start)).astype(name)


def _range_shape(start: Any, end: Any = None, step: Any = 1) -> sizes.Shape:
    start, end = (0, start) if end is None else (start, end)
    if step == 0:
        raise runtime_error("step must be nonzero")
    if not (math.isfinite(start) and math.isfinite(end)):
        raise runtime_error(f"unsupported range: {start} -> {end}")
    if (end - start) / step < 0:
        raise runtime_error("upper bound and lower bound inconsistent with step sign")
    return (max(0, math.ceil((end - start) / step)),)


arange = _new(
    "arange",
    lambda m, /, start, end=None, step=1: _range(m, start, end, step),
    "Numbers from start to before end.",
    _range_shape,
    "(arange(3)*x).sum()",
)


def _linspace(m: Any, start: Any, end: Any, steps: int) -> Any:
    """From both ends to the middle, multiplied and added with one rounding, as PyTorch's compiled kernel does."""
    name = default_dtype()
    if steps < 2:
        return m.full((steps,), start, dtype=name)
    from gradcli.randomness.fused import fma32, fma64  # which need NumPy

    dtype = m.as_array(0, "float64" if name in WHOLE else name).dtype
    first, last = dtype.type(start), dtype.type(end)
    step = dtype.type((last - first) / dtype.type(steps - 1))
    there = m.arange(steps).astype("float64")
    back = steps - 1 - there
    if dtype.name == "float64":
        low, high = fma64(there, step, first), fma64(back, -step, last)
    elif dtype.name == "float32":
        low, high = (fma32(x, float(s), float(e)) for x, s, e in ((there, step, first), (back, -step, last)))
    else:
        low, high = first + there.astype(dtype) * step, last - back.astype(dtype) * step
    return m.where(there < steps // 2, low, high).astype(name)


linspace = _new(
    "linspace",
    lambda m, /, start, end, steps: _linspace(m, start, end, steps),
    "So many numbers from start to end.",
    lambda start, end, steps: _steps(steps),
    "(linspace(0, 1, 3)*x).sum()",
)


def _logspace(m: Any, start: Any, end: Any, steps: int, base: float) -> Any:
    """Powers with exponents that are counted from both ends; the function is the C library's, as in PyTorch."""
    name = default_dtype()
    first, last = (float(m.as_array(x, name)) for x in (start, end))
    step = (last - first) / max(steps - 1, 1)
    exponents = [first + step * k if k < steps // 2 or steps == 1 else last - step * (steps - 1 - k) for k in range(steps)]
    return m.as_array([_power(base, x) for x in exponents], "float64").astype(name)


def _power(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.inf
    except ValueError:
        return math.nan if base else math.inf


logspace = _new(
    "logspace",
    lambda m, /, start, end, steps, base=10.0: _logspace(m, start, end, steps, base),
    "Powers of a base, with so many exponents from start to end.",
    lambda start, end, steps, base=10.0: _steps(steps),
    "(logspace(0, 1, 3)*x).sum()",
)


def _steps(steps: int) -> sizes.Shape:
    if steps < 0:
        raise runtime_error("number of steps must be non-negative")
    return (steps,)
