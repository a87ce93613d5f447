"""Padding: elements added on both sides of the last dimensions, or taken away where the padding is negative.

A padding lists two numbers for each dimension, before and behind, the last dimension first. Checks and texts as in ATen's
PadNd.cpp, ReflectionPad.cpp and ReplicationPadding.cpp.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from gradcli.ops import sizes
from gradcli.ops.dtypes import TITLES, Check, dtype_of, refused
from gradcli.ops.kinds import INTEGERS, NUMBER, TEXT
from gradcli.ops.op import Composite, Op
from gradcli.ops.shape import shape_of
from gradcli.problems import Problem, TorchError, runtime_error

Shape = sizes.Shape
Pad = tuple[int, ...]
MODES = ("constant", "reflect", "replicate", "circular")


def _sides(pad: Pad, rank: int) -> Iterator[tuple[int, int, int]]:
    """Each padded dimension with what is added before and behind it, the last first."""
    return ((rank - 1 - k, pad[2 * k], pad[2 * k + 1]) for k in range(len(pad) // 2))


def _grown(shape: Shape, pad: Pad) -> Shape:
    wide = list(shape)
    for dim, before, behind in _sides(pad, len(shape)):
        wide[dim] += before + behind
    return tuple(wide)


# ------------------------------------------------------------------ with a number
def _constant_shape(shape: Shape, pad: Pad) -> Shape:
    wide = _grown(shape, pad)
    for dim, before, behind in _sides(pad, len(shape)):
        if shape[dim] + min(before, 0) + min(behind, 0) < 0:
            raise runtime_error("narrow(): length must be non-negative.")
        if wide[dim] < 0:
            raise runtime_error(
                f"The input size {shape[dim]}, plus negative padding {before} and {behind} resulted in a negative output size, "
                f"which is invalid. Check dimension {dim} of your input."
            )
    return wide


def _constant(m: Any, x: Any, pad: Pad, value: Any) -> Any:
    wide = _grown(x.shape, pad)
    out = m.full(wide, value, dtype=x.dtype) if value else m.zeros(wide, dtype=x.dtype)
    into, taken = [slice(None)] * x.ndim, [slice(None)] * x.ndim
    for dim, before, behind in _sides(pad, x.ndim):
        into[dim] = slice(max(before, 0), wide[dim] - max(behind, 0))
        taken[dim] = slice(max(-before, 0), x.shape[dim] - max(-behind, 0))
    out[tuple(into)] = x[tuple(taken)]
    return out


constant_pad: Op = Op(
    "constant_pad_nd",
    lambda m, x, /, pad, value: _constant(m, x, tuple(pad), value),
    {"x": lambda g, pad: constant_pad(g, pad=tuple(-p for p in pad), value=0.0)},
    "A tensor with a number around it.",
    shape=lambda x, pad, value: _constant_shape(x, tuple(pad)),
    elementwise=False,
    internal=True,
)


# ------------------------------------------------------------------ with elements of the tensor
def _reflected(n: int, before: int, behind: int) -> list[int]:
    """Back and forth, without the edge itself."""
    turn = 2 * max(n - 1, 1)
    found = [k % turn for k in range(-before, n + behind)]
    return [k if k < n else turn - k for k in found]


def _replicated(n: int, before: int, behind: int) -> list[int]:
    """The edge again and again."""
    return [min(max(k, 0), n - 1) for k in range(-before, n + behind)]


def _circulated(n: int, before: int, behind: int) -> list[int]:
    """Round and round what is left where the padding takes away."""
    start, left = max(-before, 0), n + min(before, 0) + min(behind, 0)
    return [start + k % left for k in range(-max(before, 0), left + max(behind, 0))]


def _gathered(m: Any, x: Any, pad: Pad, places: Callable[..., list[int]]) -> Any:
    for dim, before, behind in _sides(pad, x.ndim):
        x = m.take(x, m.as_array(places(x.shape[dim], before, behind), "int64"), axis=dim)
    return x


def _returned(m: Any, g: Any, size: Shape, pad: Pad, places: Callable[..., list[int]]) -> Any:
    """What came from the same element, added up."""
    for dim, before, behind in _sides(pad, g.ndim):
        out = m.zeros((*g.shape[:dim], size[dim], *g.shape[dim + 1 :]), dtype=g.dtype)
        lead = (slice(None),) * dim
        for k, place in enumerate(places(size[dim], before, behind)):
            out[(*lead, place)] += g[(*lead, k)]
        g = out
    return g


def _not_for(kernel: str, *dtypes: str) -> Check:
    def check(x: str) -> None:
        if x in dtypes:
            raise refused(kernel, x)

    return check


def _around(name: str, places: Callable[..., list[int]], check: Check | None, grad_fn: str | None = None) -> tuple[Op, Op]:
    """A padding that repeats elements, and its gradient."""
    forward: Op = Op(
        name,
        lambda m, x, /, pad: _gathered(m, x, tuple(pad), places),
        {"x": lambda g, shape, pad: backward(g, size=shape, pad=pad)},
        "A tensor with elements of its own around it.",
        grad_fn=grad_fn,
        shape=lambda x, pad: _grown(x, tuple(pad)),
        check=check,
        elementwise=False,
        dense=True,
        internal=True,
    )
    backward: Op = Op(
        f"{name}_backward",
        lambda m, x, /, size, pad: _returned(m, x, tuple(size), tuple(pad), places),
        {"x": lambda g, pad: forward(g, pad=pad)},
        "What came from the same element, added up.",
        shape=lambda x, size, pad: tuple(size),
        elementwise=False,
        internal=True,
    )
    return forward, backward


reflect_1d, reflect_1d_backward = _around("reflection_pad1d", _reflected, _not_for("reflection_pad1d", "bool"))
reflect_2d, reflect_2d_backward = _around("reflection_pad2d", _reflected, _not_for("reflection_pad2d", "bool"))
reflect_3d, reflect_3d_backward = _around("reflection_pad3d", _reflected, _not_for("reflection_pad3d", "bool"))
replicate_1d, replicate_1d_backward = _around("replication_pad1d", _replicated, _not_for("replication_pad1d", "bool"))
replicate_2d, replicate_2d_backward = _around("replication_pad2d", _replicated, _not_for("replication_pad2d", "bool"))
replicate_3d, replicate_3d_backward = _around("replication_pad3d", _replicated, _not_for("replication_pad3d", "bool"))
circular, circular_backward = _around("pad_circular", _circulated, None, "torch::autograd::CopySlices")
AROUND = {
    "reflect": (reflect_1d, reflect_2d, reflect_3d),
    "replicate": (replicate_1d, replicate_2d, replicate_3d),
    "circular": (circular, circular, circular),
}


# ------------------------------------------------------------------ checks
def _check_pad(pad: Pad, rank: int) -> None:
    if len(pad) % 2:
        raise runtime_error("Padding length must be divisible by 2")
    if len(pad) > 2 * rank:
        raise runtime_error(
            "Padding length should be less than or equal to two times the input dimension but got padding length "
            f"{len(pad)} and input of dimension {rank}"
        )


def _check_mode(pad: Pad, rank: int, mode: str, value: Any) -> None:
    if mode not in MODES:
        raise TorchError("NotImplementedError", f"Unrecognised padding mode {mode}")
    if value not in (None, 0):
        raise runtime_error(f'Padding mode "{mode}" doesn\'t take in value argument')
    if len(pad) not in (2, 4, 6) or rank - len(pad) // 2 not in (1, 2):
        raise TorchError(
            "NotImplementedError",
            f"Padding size {len(pad)} is not supported for {rank}D input tensor.\n"
            "Supported combinations for non-constant padding:\n"
            "  - 2D or 3D input: padding size = 2 (pads last dimension)\n"
            "  - 3D or 4D input: padding size = 4 (pads last 2 dimensions)\n"
            "  - 4D or 5D input: padding size = 6 (pads last 3 dimensions)",
        )


def _check_reflection(shape: Shape, pad: Pad) -> None:
    """Each side has to be smaller than what it reflects."""
    argument = {2: (4,), 4: (4, 6), 6: (4, 6, 8)}[len(pad)]
    for number, (dim, before, behind) in zip(argument, _sides(pad, len(shape)), strict=True):
        if before >= shape[dim] or behind >= shape[dim]:
            raise runtime_error(
                f"Argument #{number}: Padding size should be less than the corresponding input dimension, but got: padding "
                f"({before}, {behind}) at dimension {dim} of input {sizes.text(shape)}"
            )


def _check_left(shape: Shape, pad: Pad) -> None:
    """Something has to be left of each dimension."""
    n = len(pad) // 2
    wide = _grown(shape, pad)
    if min(wide[-n:]) < 1:
        names = "DHW"[-n:]
        own = " ".join(f"{name}: {size}" for name, size in zip(names, shape[-n:], strict=True))
        found = " ".join(f"{name}: {size}" for name, size in zip(names, wide[-n:], strict=True))
        raise runtime_error(f"input ({own}) is too small. Calculated output {found}")


def _check_circle(shape: Shape, pad: Pad) -> None:
    for dim, before, behind in _sides(pad, len(shape)):
        if before > shape[dim] or behind > shape[dim]:
            raise runtime_error("Padding value causes wrapping around more than once.")
        if shape[dim] + before + behind < 0:
            raise runtime_error("Negative padding value is resulting in an empty dimension")
        if max(before, behind) > shape[dim] + min(before, 0) + min(behind, 0):
            raise Problem("a circular padding of more than what its other side leaves is not supported")


def _pad(x: Any, /, pad: Any, mode: str = "constant", value: Any = None) -> Any:
    pad, shape = tuple(pad), shape_of(x)
    _check_pad(pad, len(shape))
    if mode == "constant":
        number = 0.0 if value is None else value
        return constant_pad(x, pad=pad, value=int(number) if dtype_of(x) in TITLES and "float" not in dtype_of(x) else number)
    _check_mode(pad, len(shape), mode, value)
    if mode == "circular":
        _check_circle(shape, pad)
    elif mode == "reflect":
        _check_reflection(shape, pad)
    if mode != "circular":
        _check_left(shape, pad)
    return AROUND[mode][len(pad) // 2 - 1](x, pad=pad)


pad = Composite(
    "pad",
    _pad,
    "Elements around a tensor: a number, its own mirrored or repeated, or those of the other end.",
    rows=(constant_pad, reflect_1d, replicate_1d, circular),
    kinds={"pad": INTEGERS, "mode": TEXT, "value": NUMBER},
    example="pad(stack([x, x**2]), (1, 1), value=2.0).sum()",
)
