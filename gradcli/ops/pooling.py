"""Pooling: the largest or the mean of what a window sees at each of its places, and windows as columns (unfold, fold).

Elements are added up in the order in which PyTorch adds them up. Checks and texts as in ATen's Pool.h and its kernels.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any, NamedTuple

from gradcli.ops import sizes
from gradcli.ops.activation import relu
from gradcli.ops.arithmetic import abs, mul, neg, sign
from gradcli.ops.dtypes import WHOLE, Check, dtype_of, floats_only, refused
from gradcli.ops.exponential import pow
from gradcli.ops.kinds import ANYTHING, FLAG, INTEGER, INTEGERS, NUMBER
from gradcli.ops.op import Composite, Kink, Op
from gradcli.ops.reduction import mean_dim
from gradcli.ops.shape import shape_of, squeeze_one, unsqueeze
from gradcli.ops.windows import Sizes, added_up, offsets, padded, seen_at, several
from gradcli.problems import Problem, index_error, runtime_error

Shape = sizes.Shape
AXES = {2: ("H", "W"), 3: ("T", "H", "W")}
OPTIONS = {
    "padding": INTEGERS,
    "ceil_mode": FLAG,
    "return_indices": FLAG,
    "count_include_pad": FLAG,
    "divisor_override": ANYTHING,
    "output_size": ANYTHING,
}


class Windows(NamedTuple):
    """Windows over the last dimensions: how many, how large, how far from each other, and how far their elements are."""

    out: Sizes
    kernel: Sizes
    stride: Sizes
    padding: Sizes
    dilation: Sizes


def pooled_size(n: int, k: int, s: int, p: int, d: int, ceil_mode: bool) -> int:
    """How many windows there are; with ceil_mode also one that hangs over, if it begins inside."""
    out = (n + 2 * p - d * (k - 1) - 1 + (s - 1 if ceil_mode else 0)) // s + 1
    return out - 1 if ceil_mode and (out - 1) * s >= n + p else out


# ------------------------------------------------------------------ the largest
def _inside(m: Any, n: int, o: int, k: int, s: int, p: int, d: int) -> Any:
    """(window, place) to the element, which is taken from the nearest inside the window where that one is not there."""
    starts = m.arange(o) * s - p
    first = m.maximum(-(starts // d), 0)  # the first place that is not before the beginning
    last = (n - 1 - starts) // d
    if m.any(first > last) or m.any(first >= k):
        raise Problem("a pooling window that lies outside of its tensor is not supported")
    places = m.minimum(m.maximum(m.arange(k)[None, :], first[:, None]), m.minimum(last, k - 1)[:, None])
    return starts[:, None] + places * d


def _largest(m: Any, x: Any, windows: Windows) -> tuple[Any, Any]:
    """The largest in each window and its place over the last dimensions; the first of equal ones, or the last nan."""
    from gradcli.ops import arrays

    n = len(windows.out)
    size = x.shape[x.ndim - n :]
    spans = list(zip(size, *windows, strict=True))
    index = [_inside(arrays, *span) for span in spans]
    plain = all((o - 1) * s + (k - 1) * d < length and not p for length, o, k, s, p, d in spans)
    best: Any = None
    where: Any = None
    for place in offsets(windows.kernel):
        rows = [i[:, k] for i, k in zip(index, place, strict=True)]
        part = x[seen_at(place, windows.out, windows.stride, windows.dilation)] if plain else _taken(m, x, rows)
        at = _flat(rows, size)
        if best is None:
            best, where = part, arrays.contiguous(arrays.broadcast_to(at, part.shape))
        else:
            more = (part > best) | m.isnan(part)
            best, where = m.where(more, part, best), arrays.where(more, at, where)
    return m.copy(best), where


def _taken(m: Any, x: Any, rows: Sequence[Any]) -> Any:
    for k, row in enumerate(rows):
        x = m.take(x, row, axis=x.ndim - len(rows) + k)
    return x


def _flat(rows: Sequence[Any], size: Shape) -> Any:
    """Places counted over all of the last dimensions."""
    at: Any = 0
    for k, (row, n) in enumerate(zip(rows, size, strict=True)):
        at = at * n + row.reshape((-1, *(1,) * (len(rows) - 1 - k)))
    return at


def _planes(m: Any, x: Any, n: int) -> Any:
    """The last n dimensions in a row, the others too."""
    return m.reshape(x, (math.prod(x.shape[: x.ndim - n]), math.prod(x.shape[x.ndim - n :])))


def _put_back(m: Any, g: Any, indices: Any, size: Shape, n: int) -> Any:
    """Each element added where it was the largest."""
    out = m.zeros((math.prod(size[: len(size) - n]) * math.prod(size[len(size) - n :]),), dtype=g.dtype)
    if g.size:
        lines = _planes(_arrays(), indices, n)
        starts = _arrays().arange(lines.shape[0])[:, None] * math.prod(size[len(size) - n :])
        m.add_at(out, (lines + starts).reshape(-1), m.reshape(g, (-1,)))
    return m.reshape(out, size)


def _picked(m: Any, x: Any, indices: Any, n: int) -> Any:
    if not indices.size:
        return m.zeros(indices.shape, dtype=x.dtype)
    return m.reshape(m.take_along_axis(_planes(m, x, n), _planes(_arrays(), indices, n), axis=1), indices.shape)


def _arrays() -> Any:
    from gradcli.ops import arrays

    return arrays


def _back_of(name: str, n: int) -> Op:
    """The gradient of the largest; its own gradient picks again."""
    row: Op = Op(
        f"{name}_backward",
        lambda m, upstream, /, spots, size: _put_back(m, upstream, spots, tuple(size), n),
        {"upstream": lambda g, spots: _picks(g, spots=spots, n=n)},
        "Each element added where it was the largest.",
        shape=lambda upstream, spots, size: tuple(size),
        elementwise=False,
        internal=True,
    )
    return row


def _plain(indices: Any) -> Any:
    return getattr(indices, "raw", indices)


_picks: Op = Op(
    "max_pool_backward",
    lambda m, x, /, spots, n: _picked(m, x, spots, n),
    {"x": lambda g, shape, spots, n: _puts(g, spots=spots, size=shape, n=n)},
    "The elements that were the largest of something else.",
    shape=lambda x, spots, n: tuple(spots.shape),
    elementwise=False,
    internal=True,
)
_puts: Op = Op(
    "max_pool_backward",
    lambda m, x, /, spots, size, n: _put_back(m, x, spots, tuple(size), n),
    {"x": lambda g, spots, n: _picks(g, spots=spots, n=n)},
    "Elements put where others were the largest.",
    shape=lambda x, spots, size, n: tuple(size),
    elementwise=False,
    internal=True,
)


def _tied(x: Any, windows: Windows, out: Any) -> Any:
    """Whether a window has several that are as large as its largest."""
    found: Any = 0
    m = _arrays()
    n = len(windows.out)
    wide = padded(m, x, windows.padding, -math.inf)
    hang = [
        max(0, (o - 1) * s + (k - 1) * d + 1 - w) for o, k, s, _, d, w in zip(*windows, wide.shape[wide.ndim - n :], strict=True)
    ]
    wide = padded(m, wide, hang, -math.inf)[(..., *[slice(h, None) for h in hang])]
    for place in offsets(windows.kernel):
        found = found + (wide[seen_at(place, windows.out, windows.stride, windows.dilation)] == out)
    return m.any(found > 1)


def _max_pool(name: str, n: int, check: Check) -> Op:
    backward = _back_of(name, n)
    row: Op = Op(
        name,
        lambda m, x, /, windows: _largest(m, x, windows),
        {"x": lambda g, indices, shape: backward(g, spots=_plain(indices), size=shape)},
        "The largest of what a window sees.",
        shape=lambda x, windows: (*x[: len(x) - n], *windows.out),
        check=check,
        elementwise=False,
        dense=False,
        kinks=(
            Kink(
                lambda x, windows: _tied(_arrays().as_array(x), windows, row.compute((x,), {"windows": windows})[0]),
                f"{name} has a tie",
                "torch gives the gradient to the first of the tied",
            ),
        ),
        internal=True,
    )
    return row


def _not_bool(kernel: str) -> Check:
    def check(x: str) -> None:
        if x == "bool":
            raise refused(kernel, x)

    return check


max_pool_2d = _max_pool("max_pool2d_with_indices", 2, _not_bool("max_pool2d"))
max_pool_3d = _max_pool("max_pool3d_with_indices", 3, _not_bool("max_pool3d"))


# ------------------------------------------------------------------ the mean
def _counts(size: Shape, windows: Windows, count_include_pad: bool, divisor: int | None) -> Any:
    """By what the sum of each window is divided."""
    m = _arrays()
    if divisor is not None:
        return m.full((1,) * len(size), divisor, dtype="int64")
    total: Any = 1
    for k, (n, o, width, s, p) in enumerate(zip(size, *windows[:4], strict=True)):
        start = m.arange(o) * s - p
        end = m.minimum(start + width, n + p)
        count = end - start if count_include_pad else m.minimum(end, n) - m.maximum(start, 0)
        total = total * count.reshape((-1, *(1,) * (len(size) - 1 - k)))
    return total


def _beyond(size: Shape, windows: Windows) -> Sizes:
    """The padding that also covers windows that hang over."""
    spans = zip(size, *windows[:4], strict=True)
    return tuple(max(p, (o - 1) * s + k - p - n) for n, o, k, s, p in spans)


def _mean(m: Any, x: Any, windows: Windows, include: bool, divisor: int | None) -> Any:
    size = x.shape[x.ndim - len(windows.out) :]
    counts = _counts(size, windows, include, divisor)
    extra = _beyond(size, windows)
    wide = padded(m, x, extra)[(..., *[slice(e - p, None) for e, p in zip(extra, windows.padding, strict=True)])]
    out: Any = None
    for place in offsets(windows.kernel):
        part = wide[seen_at(place, windows.out, windows.stride, (1,) * len(size))]
        out = m.copy(part) if out is None else out + part
    if x.dtype.name in WHOLE:
        return m.trunc_divide(out, counts.astype(x.dtype))
    return out / counts.astype(x.dtype.name)


def _shares(m: Any, g: Any, size: Shape, windows: Windows, include: bool, divisor: int | None) -> Any:
    """An equal part of each window's gradient to all its elements."""
    n = len(windows.out)
    ends = size[len(size) - n :]
    each = g / _counts(ends, windows, include, divisor).astype(g.dtype.name)
    extra = _beyond(ends, windows)
    wide = m.zeros(
        (*size[: len(size) - n], *[s + p + e for s, p, e in zip(ends, windows.padding, extra, strict=True)]), dtype=g.dtype
    )
    for place in offsets(windows.kernel, backwards=True):
        wide[seen_at(place, windows.out, windows.stride, (1,) * n)] += each
    return wide[(..., *[slice(p, p + s) for s, p in zip(ends, windows.padding, strict=True)])]


def _avg_pool(name: str, n: int) -> Op:
    forward: Op = Op(
        name,
        lambda m, x, /, windows, include, divisor: _mean(m, x, windows, include, divisor),
        {
            "x": lambda g, shape, windows, include, divisor: backward(
                g, size=shape, windows=windows, include=include, divisor=divisor
            )
        },
        "The mean of what a window sees.",
        shape=lambda x, windows, include, divisor: (*x[: len(x) - n], *windows.out),
        check=_not_bool(name),
        elementwise=False,
        internal=True,
    )
    backward: Op = Op(
        f"{name}_backward",
        lambda m, upstream, /, size, windows, include, divisor: _shares(m, upstream, tuple(size), windows, include, divisor),
        {"upstream": lambda g, windows, include, divisor: forward(g, windows=windows, include=include, divisor=divisor)},
        "Equal parts of gradients, added up.",
        shape=lambda upstream, size, windows, include, divisor: tuple(size),
        elementwise=False,
        internal=True,
    )
    return forward


avg_pool_2d = _avg_pool("avg_pool2d", 2)
avg_pool_3d = _avg_pool("avg_pool3d", 3)


# ------------------------------------------------------------------ windows that cover a tensor whatever its size
Ranges = list[tuple[int, int]]


def _adaptive(size: Shape, bins: Sizes) -> Iterator[tuple[Sizes, Ranges]]:
    """Each window: its place, and where it begins and ends along each dimension."""
    bounds = [[(k * n // o, -(-(k + 1) * n // o)) for k in range(o)] for n, o in zip(size, bins, strict=True)]
    return ((place, [b[k] for b, k in zip(bounds, place, strict=True)]) for place in product(*map(range, bins)))


def _elements(ranges: Ranges) -> Iterator[Sizes]:
    return product(*[range(begin, end) for begin, end in ranges])


def _adaptive_mean(m: Any, x: Any, bins: Sizes) -> Any:
    """The sums in memory order, divided by each width in turn."""
    n = len(bins)
    result = m.zeros((*x.shape[: x.ndim - n], *bins), dtype=x.dtype)
    for place, ranges in _adaptive(x.shape[x.ndim - n :], bins):
        total: Any = None
        for inner in _elements(ranges):
            part = x[(..., *inner)]
            total = part if total is None else total + part
        result[(..., *place)] = _divided(total, ranges)
    return result


def _divided(total: Any, ranges: Ranges) -> Any:
    for begin, end in ranges:
        total = total / total.dtype.type(end - begin)
    return total


def _adaptive_shares(m: Any, g: Any, size: Shape, bins: Sizes) -> Any:
    n = len(bins)
    result = m.zeros(size, dtype=g.dtype)
    for place, ranges in _adaptive(size[len(size) - n :], bins):
        each = m.reshape(_divided(g[(..., *place)], ranges), (*size[: len(size) - n], *(1,) * n))
        result[(..., *[slice(begin, end) for begin, end in ranges])] += each
    return result


def _adaptive_largest(m: Any, x: Any, bins: Sizes) -> tuple[Any, Any]:
    n = len(bins)
    size = x.shape[x.ndim - n :]
    values = m.zeros((*x.shape[: x.ndim - n], *bins), dtype=x.dtype)
    indices = _arrays().zeros(values.shape, dtype="int64")
    for place, ranges in _adaptive(size, bins):
        best: Any = None
        for inner in _elements(ranges):
            part, at = x[(..., *inner)], sum(i * math.prod(size[k + 1 :]) for k, i in enumerate(inner))
            if best is None:
                best, where = part, _arrays().full(part.shape, at, dtype="int64")
            else:
                more = (part > best) | m.isnan(part)
                best, where = m.where(more, part, best), _arrays().where(more, at, where)
        values[(..., *place)], indices[(..., *place)] = best, where
    return values, indices


adaptive_mean: Op = Op(
    "adaptive_avg_pool2d",
    lambda m, x, /, bins: _adaptive_mean(m, x, bins),
    {"x": lambda g, shape, bins: adaptive_mean_backward(g, size=shape, bins=bins)},
    "The means of so many parts of each plane.",
    grad_fn="AdaptiveAvgPool2DBackward0",
    shape=lambda x, bins: (*x[: len(x) - len(bins)], *bins),
    check=floats_only("adaptive_avg_pool2d"),
    elementwise=False,
    internal=True,
)
adaptive_mean_backward: Op = Op(
    "adaptive_avg_pool2d_backward",
    lambda m, upstream, /, size, bins: _adaptive_shares(m, upstream, tuple(size), bins),
    {"upstream": lambda g, bins: adaptive_mean(g, bins=bins)},
    "Equal parts of gradients, added up.",
    shape=lambda upstream, size, bins: tuple(size),
    elementwise=False,
    internal=True,
)


def _adaptive_tied(x: Any, bins: Sizes) -> bool:
    """Whether a part has several that are as large as its largest."""
    m = _arrays()
    values = adaptive_largest.compute((x,), {"bins": bins})[0]
    for place, ranges in _adaptive(x.shape[x.ndim - len(bins) :], bins):
        window = x[(..., *[slice(begin, end) for begin, end in ranges])]
        best = values[(..., *[slice(k, k + 1) for k in place])]
        if m.any(m.sum(window == best, axis=tuple(range(-len(bins), 0))) > 1):
            return True
    return False


_adaptive_back = _back_of("adaptive_max_pool2d", 2)
adaptive_largest: Op = Op(
    "adaptive_max_pool2d",
    lambda m, x, /, bins: _adaptive_largest(m, x, bins),
    {"x": lambda g, indices, shape: _adaptive_back(g, spots=_plain(indices), size=shape)},
    "The largest of so many parts of each plane.",
    grad_fn="AdaptiveMaxPool2DBackward0",
    shape=lambda x, bins: (*x[: len(x) - len(bins)], *bins),
    check=floats_only("adaptive_max_pool2d"),
    elementwise=False,
    kinks=(
        Kink(
            lambda x, bins: _adaptive_tied(_arrays().as_array(x), bins),
            "adaptive_max_pool2d has a tie",
            "torch gives the gradient to the first of the tied",
        ),
    ),
    internal=True,
)


# ------------------------------------------------------------------ windows as columns
def _columns(m: Any, x: Any, windows: Windows) -> Any:
    """(*lead, C, H, W) to (*lead, C*kernel, places)."""
    seen = m.windows(padded(m, x, windows.padding), windows.out, windows.kernel, windows.stride, windows.dilation)
    lead = x.ndim - 3
    order = (*range(lead + 1), lead + 3, lead + 4, lead + 1, lead + 2)
    rows = x.shape[lead] * math.prod(windows.kernel)
    return m.contiguous(m.reshape(m.transpose(seen, order), (*x.shape[:lead], rows, math.prod(windows.out))))


def _folded(m: Any, x: Any, size: Sizes, windows: Windows) -> Any:
    lead = x.shape[:-2]
    channels = x.shape[-2] // math.prod(windows.kernel)
    parts = m.reshape(x, (*lead, channels, *windows.kernel, *windows.out))
    return m.copy(added_up(m, parts, size, windows.padding, windows.kernel, windows.stride, windows.dilation))


im2col: Op = Op(
    "im2col",
    lambda m, x, /, windows: _columns(m, x, windows),
    {"x": lambda g, shape, windows: col2im(g, size=tuple(shape[-2:]), windows=windows)},
    "What a window sees at each of its places, as columns.",
    shape=lambda x, windows: (*x[:-3], x[-3] * math.prod(windows.kernel), math.prod(windows.out)),
    check=_not_bool("im2col_out_cpu"),
    elementwise=False,
    internal=True,
)
col2im: Op = Op(
    "col2im",
    lambda m, x, /, size, windows: _folded(m, x, size, windows),
    {"x": lambda g, windows: im2col(g, windows=windows)},
    "Columns put back where windows saw them, added up.",
    shape=lambda x, size, windows: (*x[:-2], x[-2] // math.prod(windows.kernel), *size),
    check=_not_bool("col2im_out_cpu"),
    elementwise=False,
    internal=True,
)


# ------------------------------------------------------------------ checks
def _each(name: str, option: str, value: Any, n: int, or_empty: bool = False) -> Sizes:
    listed = several(value, n)
    if len(listed) != n:
        words = {2: "two", 3: "three"}[n]
        what = "be either" if option == "dilation" else "be" if name == "avg_pool3d" else "either be"
        raise runtime_error(f"{name}: {option} must {what}{' omitted,' * or_empty} a single int, or a tuple of {words} ints")
    return listed


def _windows(
    name: str, shape: Shape, kernel_size: Any, stride: Any, padding: Any, dilation: Any, ceil_mode: bool, n: int
) -> Windows:
    """The windows over the last n dimensions. Raises as ATen's pool2d_shape_check, in its order."""
    kernel = _each(name, "kernel_size", kernel_size, n)
    steps = kernel if stride is None or stride == () else _each(name, "stride", stride, n, or_empty=True)
    pads, gaps = _each(name, "padding", padding, n), _each(name, "dilation", dilation, n)
    size = shape[len(shape) - n :]
    out = []
    for length, k, s, p, d in zip(size, kernel, steps, pads, gaps, strict=True):
        _check_one(k, s, p, d)
        out.append(pooled_size(length, k, s, p, d, ceil_mode))
    _check_all(kernel, steps, gaps)
    _check_filled(shape, n)
    if min(out) < 1:
        found, wanted = (*shape[-n - 1 :],), (shape[-n - 1], *out)
        by = "x".join
        raise runtime_error(
            f"Given input size: ({by(map(str, found))}). Calculated output size: ({by(map(str, wanted))}). Output size is too "
            "small"
        )
    return Windows(tuple(out), kernel, steps, pads, gaps)


def _check_one(k: int, s: int, p: int, d: int) -> None:
    if s == 0:
        raise runtime_error("stride should not be zero")
    if p < 0:
        raise runtime_error(f"pad must be non-negative, but got pad: {p}")
    if p > ((k - 1) * d + 1) // 2:
        raise runtime_error(
            f"pad should be at most half of effective kernel size, but got pad={p}, kernel_size={k} and dilation={d}"
        )


def _check_all(kernel: Sizes, stride: Sizes, dilation: Sizes) -> None:
    axes = AXES[len(kernel)]
    for values, text, prefix in (
        (kernel, "kernel size should be greater than zero", "k"),
        (stride, "stride should be greater than zero", "d"),
        (dilation, "dilation should be greater than zero", "dilation"),
    ):
        if min(values) <= 0:
            found = " ".join(f"{prefix}{axis}: {v}" for axis, v in zip(axes, values, strict=True))
            raise runtime_error(f"{text}, but got {found}")


def _check_filled(shape: Shape, n: int) -> None:
    """Only the batch may be empty."""
    if len(shape) not in (n + 1, n + 2) or 0 in shape[-n - 1 :]:
        raise runtime_error(
            f"Expected {n + 1}D or {n + 2}D (batch mode) tensor with optional 0 dim batch size for input, but got:"
            f"{sizes.text(shape)}"
        )


def _given(size: Any, shape: Shape) -> Any:
    """The sizes of the result; None is the size of the tensor."""
    if isinstance(size, int):
        return size
    ends = shape[len(shape) - len(size) :]
    return tuple(n if k is None else k for k, n in zip(size, ends, strict=False))


# ------------------------------------------------------------------ as they are called
def _max_pool_nd(n: int, row: Op) -> Any:
    name = f"max_pool{n}d"

    def body(
        x: Any,
        /,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        dilation: Any = 1,
        ceil_mode: bool = False,
        return_indices: bool = False,
    ) -> Any:
        shape = shape_of(x)
        if len(shape) not in (n + 1, n + 2):
            raise runtime_error(f"non-empty {n + 1}D or {n + 2}D (batch mode) tensor expected for input")
        windows = _windows(name, shape, kernel_size, stride, padding, dilation, ceil_mode, n)
        values, indices = row(x, windows=windows)
        return (values, indices) if return_indices else values

    return body


def _max_pool1d(
    x: Any,
    /,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    shape = shape_of(x)
    if return_indices:
        _check_rank("max_pool1d", shape)
        k, s, p, d = _one_each("max_pool1d", kernel_size, stride, padding, dilation)
    else:
        k, s, p, d = _check_line(shape, kernel_size, stride, padding, dilation, ceil_mode)
    if dtype_of(x) in WHOLE and not return_indices:
        raise refused("max_pool1d_impl", dtype_of(x))
    windows = _windows("max_pool1d", (*shape[:-1], 1, shape[-1]), (1, k), (1, s), (0, p), (1, d), ceil_mode, 2)
    values, indices = max_pool_2d(unsqueeze(x, dim=-2), windows=windows)
    if not return_indices:
        return squeeze_one(values, dim=-2)
    return squeeze_one(values, dim=-2), squeeze_one(indices, dim=-2)


def _check_line(shape: Shape, kernel_size: Any, stride: Any, padding: Any, dilation: Any, ceil_mode: bool) -> Sizes:
    """The four numbers of max_pool1d. Raises in its words."""
    if len(shape) not in (2, 3) or 0 in shape[-2:]:
        raise runtime_error(
            "max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:"
            f"{sizes.text(shape)}"
        )
    found: list[int] = []
    for name, value in (("kernel_size", kernel_size), ("stride", stride), ("padding", padding), ("dilation", dilation)):
        listed = several(found[0] if name == "stride" and value in (None, ()) else value, 1)
        if len(listed) != 1:
            raise runtime_error(
                f"max_pool1d() {name} must be an int, list of ints or tuple of ints of size 1 but got size {len(listed)}"
            )
        found.append(listed[0])
    k, s, p, d = found
    for name, value, least, word in (
        ("kernel_size", k, 1, "greater than zero"),
        ("stride", s, 1, "greater than zero"),
        ("padding", p, 0, "non-negative"),
        ("dilation", d, 1, "greater than zero"),
    ):
        if value < least:
            raise runtime_error(f"max_pool1d() {name} must be {word}, but got {value}")
        if name == "padding" and p > k // 2:
            raise runtime_error(
                f"max_pool1d() padding should be at most half of kernel size, but got padding={p} and kernel_size={k}"
            )
    out = pooled_size(shape[-1], k, s, p, d, ceil_mode)
    if out < 1:
        raise runtime_error(f"max_pool1d() Invalid computed output size: {out}")
    return (k, s, p, d)


def _check_rank(name: str, shape: Shape) -> None:
    if len(shape) not in (2, 3):
        raise runtime_error(
            f"Expected 2 to 3 dimensions, but got {len(shape)}-dimensional tensor for argument #1 'self' (while checking "
            f"arguments for {name})"
        )


def _one_each(function: str, *values: Any) -> Sizes:
    """kernel_size, stride, padding and dilation of a line. Raises where one of them is several numbers."""
    found: list[int] = []
    for name, value in zip(("kernel_size", "stride", "padding", "dilation"), values, strict=False):
        listed = several(found[0] if name == "stride" and value in (None, ()) else value, 1)
        if len(listed) != 1:
            raise runtime_error(f"{function}() argument '{name}' should contain one int (got {len(listed)})")
        found.append(listed[0])
    return tuple(found)


def _avg_pool1d(
    x: Any, /, kernel_size: Any, stride: Any = (), padding: Any = 0, ceil_mode: bool = False, count_include_pad: bool = True
) -> Any:
    shape = shape_of(x)
    _check_rank("avg_pool1d", shape)
    k, s, p = _one_each("avg_pool1d", kernel_size, stride, padding)
    windows = _windows("avg_pool2d", (*shape[:-1], 1, shape[-1]), (1, k), (1, s), (0, p), 1, ceil_mode, 2)
    wide = avg_pool_2d(unsqueeze(x, dim=-2), windows=windows, include=count_include_pad, divisor=None)
    return squeeze_one(wide, dim=-2)


def _avg_pool_nd(n: int, row: Op) -> Any:
    name = f"avg_pool{n}d"

    def body(
        x: Any,
        /,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> Any:
        shape = shape_of(x)
        _each(name, "kernel_size", kernel_size, n)
        if len(shape) <= n:
            span = max(len(shape), 1)
            raise index_error(f"Dimension out of range (expected to be in range of [{-span}, {span - 1}], but got {-n - 1})")
        if divisor_override == 0:
            raise runtime_error("divisor must be not zero")
        windows = _windows(name, shape, kernel_size, stride, padding, 1, ceil_mode, n)
        return row(x, windows=windows, include=bool(count_include_pad), divisor=divisor_override)

    return body


def _adaptive_avg(x: Any, bins: Any) -> Any:
    shape = shape_of(x)
    if len(bins) != 2:
        raise runtime_error("adaptive_avg_pool2d: output_size must be 2")
    if min(bins) < 0:
        raise runtime_error(
            "adaptive_avg_pool2d: elements of output_size must be greater than or equal to 0 but received "
            f"{{{bins[0]}, {bins[1]}}}"
        )
    if tuple(bins) == (1, 1):
        return mean_dim(x, dim=(-1, -2), keepdim=True)
    _check_parts("adaptive_avg_pool2d", shape, "")
    return adaptive_mean(x, bins=tuple(bins))


def _check_parts(name: str, shape: Shape, colon: str) -> None:
    if len(shape) not in (3, 4):
        raise runtime_error(f"{name}(): Expected 3D or 4D tensor, but got{colon} {sizes.text(shape)}")
    for dim in (-2, -1):
        if shape[dim] == 0:
            raise runtime_error(
                f"{name}(): Expected input to have non-zero size for non-batch dimensions, but input has sizes "
                f"{sizes.text(shape)} with dimension {dim + len(shape)} being empty"
            )


def _adaptive_avg_pool2d(x: Any, /, output_size: Any) -> Any:
    found = _given(output_size, shape_of(x))
    return _adaptive_avg(x, (found, found) if isinstance(found, int) else found)


def _one_size(name: str, size: Any) -> int:
    listed = several(size, 1)
    if len(listed) != 1:
        raise runtime_error(f"{name}() argument 'output_size' should contain one int (got {len(listed)})")
    return listed[0]


def _adaptive_avg_pool1d(x: Any, /, output_size: Any) -> Any:
    _check_rank("adaptive_avg_pool1d", shape_of(x))
    bins = (1, _one_size("adaptive_avg_pool1d", output_size))
    return squeeze_one(_adaptive_avg(unsqueeze(x, dim=-2), bins), dim=-2)


def _adaptive_max_pool2d(x: Any, /, output_size: Any, return_indices: bool = False) -> Any:
    shape = shape_of(x)
    _check_parts("adaptive_max_pool2d", shape, ":")
    found = _given(output_size, shape)
    bins = several(found, 2)
    if len(bins) != 2:
        raise runtime_error("adaptive_max_pool2d(): internal error: output_size.size() must be 2")
    values, indices = adaptive_largest(x, bins=bins)
    return (values, indices) if return_indices else values


def _adaptive_max_pool1d(x: Any, /, output_size: Any, return_indices: bool = False) -> Any:
    shape = shape_of(x)
    _check_rank("adaptive_max_pool1d", shape)
    bins = (1, _one_size("adaptive_max_pool1d", _given(output_size, shape)))
    values, indices = adaptive_largest(unsqueeze(x, dim=-2), bins=bins)
    if not return_indices:
        return squeeze_one(values, dim=-2)
    return squeeze_one(values, dim=-2), squeeze_one(indices, dim=-2)


# ------------------------------------------------------------------ power means
def _lp(x: Any, norm_type: float, count: int, pool: Any, largest: Any) -> Any:
    if norm_type == math.inf:
        return largest(abs(x))
    if norm_type == -math.inf:
        return neg(largest(neg(abs(x))))
    mean = pool(pow(x, norm_type))
    return pow(mul(mul(sign(mean), relu(abs(mean))), count), 1.0 / norm_type)


def _lp_pool1d(x: Any, /, norm_type: float, kernel_size: int, stride: Any = None, ceil_mode: bool = False) -> Any:
    return _lp(
        x,
        norm_type,
        kernel_size,
        lambda z: _avg_pool1d(z, kernel_size, () if stride is None else stride, 0, ceil_mode),
        lambda z: _max_pool1d(z, kernel_size, stride, 0, 1, ceil_mode),
    )


def _lp_pool2d(x: Any, /, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False) -> Any:
    return _lp(
        x,
        norm_type,
        math.prod(several(kernel_size, 2)),
        lambda z: _avg_pool_nd(2, avg_pool_2d)(z, kernel_size, stride, 0, ceil_mode),
        lambda z: _max_pool_nd(2, max_pool_2d)(z, kernel_size, stride, 0, 1, ceil_mode),
    )


# ------------------------------------------------------------------ unfold and fold
def _pair(value: Any) -> Sizes:
    return several(value, 2)


def _check_blocks(kernel: Sizes, dilation: Sizes, padding: Sizes, stride: Sizes) -> None:
    for values, least, text, prefix in (
        (kernel, 1, "kernel size should be greater than zero", "kernel"),
        (dilation, 1, "dilation should be greater than zero", "dilation"),
        (padding, 0, "padding should be non-negative", "pad"),
        (stride, 1, "stride should be greater than zero", "stride"),
    ):
        if min(values) < least:
            raise runtime_error(f"{text}, but got {prefix}_height: {values[0]} {prefix}_width: {values[1]}")


def _places(size: Shape, kernel: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes) -> Sizes:
    spans = zip(size, kernel, stride, padding, dilation, strict=True)
    return tuple(pooled_size(n, k, s, p, d, False) for n, k, s, p, d in spans)


def _unfold(x: Any, /, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Any:
    kernel, gaps, pads, steps = map(_pair, (kernel_size, dilation, padding, stride))
    _check_blocks(kernel, gaps, pads, steps)
    shape = shape_of(x)
    if len(shape) < 3:
        span = max(len(shape), 1)
        raise index_error(f"Dimension out of range (expected to be in range of [{-span}, {span - 1}], but got {span})")
    if len(shape) > 4 or 0 in shape[-3:]:
        raise runtime_error(
            "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: "
            f"{sizes.text(shape)}"
        )
    out = _places(shape[-2:], kernel, steps, pads, gaps)
    if min(out) < 1:
        raise runtime_error(
            f"Given input with spatial size {_tuple(shape[-2:])}, kernel_size={_tuple(kernel)}, dilation={_tuple(gaps)}, "
            f"padding={_tuple(pads)}, calculated shape of the array of sliding blocks as {_tuple(out)}, but its components must "
            "be at least one."
        )
    return im2col(x, windows=Windows(out, kernel, steps, pads, gaps))


def _tuple(values: Sequence[int]) -> str:
    return f"({', '.join(map(str, values))})"


def _fold(x: Any, /, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Any:
    size, kernel, gaps, pads, steps = map(_pair, (output_size, kernel_size, dilation, padding, stride))
    _check_blocks(kernel, gaps, pads, steps)
    shape = shape_of(x)
    if len(shape) not in (2, 3) or 0 in shape[-2:]:
        raise runtime_error(
            "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for input, but "
            f"got: {sizes.text(shape)}"
        )
    if shape[-2] % math.prod(kernel):
        raise runtime_error(
            f"Expected size of input's dimension {len(shape) - 2} to be divisible by the product of kernel_size, but got "
            f"input.size({len(shape) - 2})={shape[-2]} and kernel_size={_tuple(kernel)}."
        )
    out = _places(size, kernel, steps, pads, gaps)
    if shape[-1] != math.prod(out):
        at = len(shape) - 1
        raise runtime_error(
            f"Given output_size={_tuple(size)}, kernel_size={_tuple(kernel)}, dilation={_tuple(gaps)}, padding={_tuple(pads)}, "
            f"stride={_tuple(steps)}, expected size of input's dimension {at} to match the calculated number of sliding blocks "
            f"{out[0]} * {out[1]} = {math.prod(out)}, but got input.size({at})={shape[-1]}."
        )
    return col2im(x, size=size, windows=Windows(out, kernel, steps, pads, gaps))


LINE = "reshape(stack([x, x**2, 3*x, 2.0 + x]), (1, 1, 4))"
SQUARE = "reshape(stack([x, x**2, 3*x, 2.0 + x]), (1, 1, 2, 2))"
CUBE = "reshape(stack([x, x**2, 3*x, 2.0 + x]), (1, 1, 1, 2, 2))"
COLUMNS = "reshape(stack([x, x**2, 3*x, 2.0 + x]), (1, 2, 2))"


def _pool(name: str, body: Any, doc: str, rows: tuple[Op, ...], example: str) -> Composite:
    return Composite(name, body, doc, rows=rows, kinds=OPTIONS, example=example)


LARGEST, MEAN = (
    "The largest of what a window sees at each of its places.",
    "The mean of what a window sees at each of its places.",
)
max_pool1d = _pool("max_pool1d", _max_pool1d, LARGEST, (max_pool_2d,), f"max_pool1d({LINE}, 2).sum()")
max_pool2d = _pool("max_pool2d", _max_pool_nd(2, max_pool_2d), LARGEST, (max_pool_2d,), f"max_pool2d({SQUARE}, 2).sum()")
max_pool3d = _pool("max_pool3d", _max_pool_nd(3, max_pool_3d), LARGEST, (max_pool_3d,), f"max_pool3d({CUBE}, (1, 2, 2)).sum()")
avg_pool1d = _pool("avg_pool1d", _avg_pool1d, MEAN, (avg_pool_2d,), f"avg_pool1d({LINE}, 2).sum()")
avg_pool2d = _pool("avg_pool2d", _avg_pool_nd(2, avg_pool_2d), MEAN, (avg_pool_2d,), f"avg_pool2d({SQUARE}, 2).sum()")
avg_pool3d = _pool("avg_pool3d", _avg_pool_nd(3, avg_pool_3d), MEAN, (avg_pool_3d,), f"avg_pool3d({CUBE}, (1, 2, 2)).sum()")
PARTS = "of as many parts as the result has elements."
adaptive_avg_pool1d = _pool(
    "adaptive_avg_pool1d", _adaptive_avg_pool1d, f"The means {PARTS}", (adaptive_mean,), f"adaptive_avg_pool1d({LINE}, 3).sum()"
)
adaptive_avg_pool2d = _pool(
    "adaptive_avg_pool2d",
    _adaptive_avg_pool2d,
    f"The means {PARTS}",
    (adaptive_mean,),
    f"adaptive_avg_pool2d({SQUARE}, (1, 2)).sum()",
)
adaptive_max_pool1d = _pool(
    "adaptive_max_pool1d",
    _adaptive_max_pool1d,
    f"The largest {PARTS}",
    (adaptive_largest,),
    f"adaptive_max_pool1d({LINE}, 3).sum()",
)
adaptive_max_pool2d = _pool(
    "adaptive_max_pool2d",
    _adaptive_max_pool2d,
    f"The largest {PARTS}",
    (adaptive_largest,),
    f"adaptive_max_pool2d({SQUARE}, (1, 2)).sum()",
)
POWERS = {"norm_type": NUMBER, "kernel_size": INTEGERS, "ceil_mode": FLAG}
lp_pool1d = Composite(
    "lp_pool1d",
    _lp_pool1d,
    "The p-norm of what a window sees at each of its places.",
    rows=(avg_pool_2d,),
    kinds={**POWERS, "kernel_size": INTEGER},
    example=f"lp_pool1d({LINE}, 2, 2).sum()",
)
lp_pool2d = Composite(
    "lp_pool2d",
    _lp_pool2d,
    "The p-norm of what a window sees at each of its places.",
    rows=(avg_pool_2d,),
    kinds=POWERS,
    example=f"lp_pool2d({SQUARE}, 2, 2).sum()",
)
unfold = Composite(
    "unfold",
    _unfold,
    "What a window sees at each of its places, as columns.",
    rows=(im2col,),
    kinds={"padding": INTEGERS},
    example=f"unfold({SQUARE}, (1, 2)).sum()",
)
fold = Composite(
    "fold",
    _fold,
    "Columns put back where windows saw them, added up.",
    rows=(col2im,),
    kinds={"padding": INTEGERS, "output_size": INTEGERS},
    example=f"fold({COLUMNS}, (1, 3), (1, 2)).sum()",
)
