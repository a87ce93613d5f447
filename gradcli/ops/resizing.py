"""Images of another size: every new element is the nearest old one, or a mean of the two or four nearest along each dimension.

Where the old elements are, and what they weigh, as in ATen's UpSample.h: computed in the dtype of the tensor.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from gradcli.ops import sizes
from gradcli.ops.dtypes import floats_only
from gradcli.ops.kinds import ANYTHING, FLAG, TEXT
from gradcli.ops.op import Composite, Op
from gradcli.ops.pooling import adaptive_avg_pool1d, adaptive_avg_pool2d
from gradcli.ops.shape import shape_of
from gradcli.problems import Problem, TorchError, runtime_error, value_error

Shape = sizes.Shape
Taps = list[tuple[list[int], list[float]]]  # for each neighbour: where it is, and what it weighs, for each new element
NEEDS = {"linear": 3, "bilinear": 4, "bicubic": 4, "trilinear": 5}
MODES = "nearest | linear | bilinear | bicubic | trilinear | lanczos | area | nearest-exact"
BEND = -0.75  # of the cubic


# ------------------------------------------------------------------ where the neighbours are
def _real(dtype: str) -> Any:
    """What rounds a number as the kernels of a dtype do."""
    from gradcli.ops import arrays

    return (lambda v: v) if dtype == "float64" else lambda v: arrays.as_array(v, "float32")[()]


def _scale(n: int, out: int, scale: float | None, align: bool, real: Any) -> Any:
    if align:
        return real(real(float(n - 1)) / real(float(out - 1))) if out > 1 else real(0.0)
    return real(1.0 / scale) if scale else real(real(float(n)) / real(float(out)))


def _nearest(n: int, out: int, scale: float | None, exact: bool, real: Any) -> Taps:
    step, shift = _scale(n, out, scale, False, real), real(0.5 if exact else 0.0)
    return [([min(math.floor(real((real(float(k)) + shift) * step)), n - 1) for k in range(out)], [])]


def _place(k: int, step: Any, align: bool, real: Any) -> Any:
    """In the old image, multiplied and subtracted at once, as compilers do it."""
    if align:
        return real(step * real(float(k)))
    return real(float(Fraction(float(step)) * Fraction(2 * k + 1, 2) - Fraction(1, 2)))


def _linear(n: int, out: int, scale: float | None, align: bool, real: Any) -> Taps:
    step = _scale(n, out, scale, align, real)
    first, second, near, far = [], [], [], []
    for k in range(out):
        place = max(_place(k, step, align, real), real(0.0))
        at = min(math.floor(place), n - 1)
        share = min(max(real(place - real(float(at))), real(0.0)), real(1.0))
        first.append(at)
        second.append(min(at + 1, n - 1))
        near.append(float(real(real(1.0) - share)))
        far.append(float(share))
    return [(first, near), (second, far)]


def _cubic(n: int, out: int, scale: float | None, align: bool, real: Any) -> Taps:
    step = _scale(n, out, scale, align, real)
    taps: Taps = [([], []) for _ in range(4)]
    for k in range(out):
        place = _place(k, step, align, real)
        at = math.floor(place)
        t = place - real(float(at))
        apart = (t + real(1.0), t, real(1.0) - t, real(1.0) - t + real(1.0))
        for j, (where, weights) in enumerate(taps):
            where.append(min(max(at + j - 1, 0), n - 1))
            weights.append(float(_weight(apart[j])))
    return taps


def _weight(x: Any) -> Any:
    """The cubic convolution at a distance."""
    if x <= 1:
        return ((BEND + 2) * x - (BEND + 3)) * x * x + 1
    return ((BEND * x - 5 * BEND) * x + 8 * BEND) * x - 4 * BEND


def _taps(mode: str, n: int, out: int, scale: float | None, align: bool, dtype: str) -> Taps:
    real = _real(dtype)
    if mode.startswith("nearest"):
        return _nearest(n, out, scale, mode == "nearest-exact", real)
    return (_cubic if mode == "bicubic" else _linear)(n, out, scale, align, real)


# ------------------------------------------------------------------ forward and backward
def _each(shape: Shape, size: Shape, scales: Any, align: bool, mode: str, dtype: str) -> list[tuple[int, Taps]]:
    """(dimension, neighbours), the last first: so PyTorch adds them up."""
    begin = len(shape) - len(size)
    given = scales or (None,) * len(size)
    return [(begin + k, _taps(mode, shape[begin + k], size[k], given[k], align, dtype)) for k in range(len(size) - 1, -1, -1)]


def _along(m: Any, weights: Sequence[float], x: Any, dim: int) -> Any:
    return m.as_array(list(weights), "float64").astype(x.dtype).reshape((len(weights),) + (1,) * (x.ndim - dim - 1))


def _resized(m: Any, x: Any, size: Shape, scales: Any, align: bool, mode: str) -> Any:
    for dim, taps in _each(x.shape, size, scales, align, mode, x.dtype.name):
        parts = [(m.take(x, m.as_array(where, "int64"), axis=dim), weights) for where, weights in taps]
        terms = [part * _along(m, weights, part, dim) if weights else part for part, weights in parts]
        x = terms[0]
        for term in terms[1:]:
            x = x + term
    return x


def _returned(m: Any, g: Any, old: Shape, scales: Any, align: bool, mode: str) -> Any:
    """What came from the same element, with its weight, added up."""
    n = len(old)
    for dim, taps in reversed(_each((*g.shape[:-n], *old), g.shape[-n:], scales, align, mode, g.dtype.name)):
        out = m.zeros((*g.shape[:dim], old[dim - g.ndim], *g.shape[dim + 1 :]), dtype=g.dtype)
        lead = (slice(None),) * dim
        for where, weights in taps:
            part = g * _along(m, weights, g, dim) if weights else g
            for k, place in enumerate(where):
                out[(*lead, place)] += part[(*lead, k)]
        g = out
    return g


def _row(name: str, mode: str) -> tuple[Op, Op]:
    """A row for one mode and one number of dimensions, and its gradient."""
    spoken = f"upsample_{name.lower()}" if mode != "nearest-exact" else f"_upsample_{name.lower()}"
    forward: Op = Op(
        spoken,
        lambda m, x, /, size, scales, align: _resized(m, x, tuple(size), scales, align, mode),
        {"x": lambda g, shape, size, scales, align: backward(g, old=tuple(shape[-len(size) :]), scales=scales, align=align)},
        "An image of another size.",
        grad_fn=f"Upsample{name}Backward0",
        shape=lambda x, size, scales, align: (*x[: -len(size)], *size),
        check=floats_only(f"compute_indices_weights_{mode.partition('-')[0].removeprefix('bi').removeprefix('tri')}"),
        elementwise=False,
        internal=True,
    )
    backward: Op = Op(
        f"{spoken}_backward",
        lambda m, x, /, old, scales, align: _returned(m, x, tuple(old), scales, align, mode),
        {"x": lambda g, shape, old, scales, align: forward(g, size=tuple(shape[-len(old) :]), scales=scales, align=align)},
        "What came from the same element, added up.",
        shape=lambda x, old, scales, align: (*x[: -len(old)], *old),
        elementwise=False,
        internal=True,
    )
    return forward, backward


nearest_1d, nearest_1d_backward = _row("Nearest1D", "nearest")
nearest_2d, nearest_2d_backward = _row("Nearest2D", "nearest")
nearest_3d, nearest_3d_backward = _row("Nearest3D", "nearest")
exact_1d, exact_1d_backward = _row("NearestExact1D", "nearest-exact")
exact_2d, exact_2d_backward = _row("NearestExact2D", "nearest-exact")
exact_3d, exact_3d_backward = _row("NearestExact3D", "nearest-exact")
linear_1d, linear_1d_backward = _row("Linear1D", "linear")
bilinear_2d, bilinear_2d_backward = _row("Bilinear2D", "bilinear")
trilinear_3d, trilinear_3d_backward = _row("Trilinear3D", "trilinear")
bicubic_2d, bicubic_2d_backward = _row("Bicubic2D", "bicubic")
ROWS = {
    ("nearest", 3): nearest_1d,
    ("nearest", 4): nearest_2d,
    ("nearest", 5): nearest_3d,
    ("nearest-exact", 3): exact_1d,
    ("nearest-exact", 4): exact_2d,
    ("nearest-exact", 5): exact_3d,
    ("linear", 3): linear_1d,
    ("bilinear", 4): bilinear_2d,
    ("trilinear", 5): trilinear_3d,
    ("bicubic", 4): bicubic_2d,
}


# ------------------------------------------------------------------ as it is called
def _listed(given: Any, inner: Shape, name: str) -> tuple[Any, ...]:
    """One for each dimension. Raises ValueError."""
    if not isinstance(given, tuple | list):
        return (given,) * len(inner)
    if len(given) != len(inner):
        what, form = ("output", "output size of") if name == "size" else ("scale_factor", "scale_factor of shape")
        word = "output size in (o1, o2, ...,oK)" if name == "size" else "scale_factor in (s1, s2, ...,sK)"
        raise value_error(
            f"Input and {what} must have the same number of spatial dimensions, but got input with spatial dimensions of "
            f"{list(inner)} and {form} {given}. Please provide input tensor in (N, C, d1, d2, ...,dK) format and {word} format."
        )
    return tuple(given)


def _check_mode(mode: str, align_corners: Any) -> None:
    if mode in ("nearest", "area", "nearest-exact") and align_corners is not None:
        raise value_error(
            "align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear"
        )


def _check_rank(mode: str, rank: int) -> None:
    """Raise NotImplementedError for a mode and a number of dimensions that do not go together."""
    if rank in (3, 4, 5) and mode in NEEDS:
        raise TorchError("NotImplementedError", f"Got {rank}D input, but {mode} mode needs {NEEDS[mode]}D input")
    raise TorchError(
        "NotImplementedError",
        f"Input Error: Only 3D, 4D and 5D input Tensors supported (got {rank}D) for the modes: {MODES} (got {mode})",
    )


def _sized(inner: Shape, size: Any, scale_factor: Any, again: bool) -> tuple[Shape, Any]:
    """The new size, and the scales that count. Raises ValueError."""
    if size is not None and scale_factor is not None:
        raise value_error("only one of size or scale_factor should be defined")
    if size is not None:
        if again:
            raise value_error("recompute_scale_factor is not meaningful with an explicit size.")
        return tuple(int(n) for n in _listed(size, inner, "size")), None
    if scale_factor is None:
        raise value_error("either size or scale_factor should be defined")
    scales = tuple(float(s) for s in _listed(scale_factor, inner, "scale_factor"))
    return tuple(int(n * s) for n, s in zip(inner, scales, strict=True)), None if again else scales


def _interpolate(
    x: Any,
    /,
    size: Any = None,
    scale_factor: Any = None,
    mode: str = "nearest",
    align_corners: Any = None,
    recompute_scale_factor: Any = None,
    antialias: bool = False,
) -> Any:
    shape = shape_of(x)
    _check_mode(mode, align_corners)
    if antialias:
        raise Problem("interpolate with antialias is not supported")
    again = bool(recompute_scale_factor) or (mode == "area" and size is None)
    wanted, scales = _sized(shape[2:], size, scale_factor, again)
    if mode == "area" and len(shape) in (3, 4):
        return adaptive_avg_pool1d(x, output_size=wanted) if len(shape) == 3 else adaptive_avg_pool2d(x, output_size=wanted)
    if mode == "area" and len(shape) == 5:
        raise Problem("interpolate with mode area of three dimensions is not supported")
    row = ROWS.get((mode, len(shape)))
    if row is None:
        _check_rank(mode, len(shape))
    if min((*shape[2:], *wanted)) < 1:
        names = {1: "W", 2: "HW", 3: "DHW"}[len(wanted)]
        old, new = (", ".join(f"{n}: {s}" for n, s in zip(names, some, strict=True)) for some in (shape[2:], wanted))
        raise runtime_error(f"Input and output sizes should be greater than 0, but got input ({old}) output ({new})")
    return row(x, size=wanted, scales=scales, align=bool(align_corners))  # type: ignore[misc]


interpolate = Composite(
    "interpolate",
    _interpolate,
    "An image of another size: by its nearest elements, or by means of them.",
    rows=(nearest_1d, bilinear_2d),
    kinds={
        "size": ANYTHING,
        "scale_factor": ANYTHING,
        "mode": TEXT,
        "align_corners": ANYTHING,
        "recompute_scale_factor": ANYTHING,
        "antialias": FLAG,
    },
    example="interpolate(stack([x, x**2]).view(1, 1, 2), scale_factor=2).sum()",
)
